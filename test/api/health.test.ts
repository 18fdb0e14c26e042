// What health checks cost: next to nothing, however many there are and whatever they send.

import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { beforeAll, expect, it, vi } from 'vitest';
import { EVERY_MINUTE, HOURLY } from '../../src/crons.ts';
import { REMEMBERED_MS } from '../../src/http/health.ts';
import type { Checks } from '../../src/http/watch/checks.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace, watchDatabase } from '../support/edge.ts';
import { readProblem } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));

const MOST_QUERIES = 4;

/** A place that notes of each statement where its session began; `fail` may throw what D1 does. */
function watch(fail: () => void = () => {}) {
  const asked: string[] = [];
  const withSession = (start: string) => {
    const note = () => {
      asked.push(start);
      fail();
    };
    return watchDatabase(note).withSession(start);
  };
  return { asked, place: openPlace([], { DB: { withSession } as never }) };
}

it('asks the database a few times for 50 checks, at once or in a row', async () => {
  const { asked, place } = watch();
  const together = await Promise.all(Array.from({ length: 50 }, () => place.fetch('/healthz')));
  for (let at = 0; at < 50; at++) together.push(await place.fetch('/healthz'));
  for (const response of together)
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ contacts: 5 })]);
  expect(asked.length).toBeLessThanOrEqual(MOST_QUERIES);
});

it('asks a few times while the database fails, too, and again some seconds later', async () => {
  vi.stubGlobal('console', { ...console, error: () => {} });
  let isDown = true;
  const { asked, place } = watch(() => {
    if (isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
  });
  for (let at = 0; at < 10; at++) {
    const answers = await Promise.all(Array.from({ length: 5 }, () => place.fetch('/healthz')));
    for (const answer of answers) expect((await readProblem(answer)).type).toBe('/problems/overloaded');
  }
  expect(asked.length).toBeLessThanOrEqual(MOST_QUERIES);
  isDown = false;
  const later = Date.now() + REMEMBERED_MS;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
  expect((await place.fetch('/healthz')).status).toBe(200);
  clock.mockRestore();
  vi.unstubAllGlobals();
});

it('never goes to the primary for what a caller sends', async () => {
  const seen = (await openPlace().fetch('/v1/contacts')).headers.get('X-D1-Bookmark');
  for (const headers of [{ 'X-Data-Version': '1' }, { 'X-D1-Bookmark': seen! }]) {
    const { asked, place } = watch();
    expect((await place.fetch('/healthz', { headers })).status).toBe(200);
    expect(asked).toEqual(['first-unconstrained']);
  }
});

it('tells anybody whether something is wrong, and those who may read, what', async () => {
  const READ_TOKENS = createHash('sha256').update('a-token').digest('hex');
  const look = async () => {
    const place = openPlace([], { ACCESS: undefined as never, READ_TOKENS, DB: watchDatabase(() => {}) });
    const told = await (await place.fetch('/healthz')).json();
    const headers = { Authorization: 'Bearer a-token' };
    return { place, told, more: await (await place.fetch('/healthz', { headers })).json<Record<string, unknown>>() };
  };
  const before = await look();
  expect(before.told).toEqual({ status: 'degraded', database: 'reachable' });
  expect(before.more.checks).toMatchObject({ cron: { ok: false, age_seconds: null }, search: { ok: true } });
  for (const cron of [EVERY_MINUTE, HOURLY]) await before.place.scheduled(cron);
  const after = await look();
  expect(after.told).toEqual({ status: 'ok', database: 'reachable' });
  expect(after.more).toMatchObject({ status: 'ok', contacts: 5, build: env.BUILD.id });
  const { cron, statistics, search, size } = after.more.checks as Checks;
  for (const age of [cron, statistics]) expect([age.ok, age.age_seconds! < 60]).toEqual([true, true]);
  expect([search, size.ok, size.bytes! > 10_000]).toEqual([{ ok: true }, true, true]);
});
