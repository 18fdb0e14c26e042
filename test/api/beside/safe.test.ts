// Queries by body only read: what right they need, whom they are answered to, and how they are offered and revalidated.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../../src/env.ts';
import { LIMITS } from '../../../src/http/limit.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';
import { readProblem, request } from '../../support/problem.ts';
import { json, POST, QUERY } from './ways.ts';

beforeAll(() => storeContacts(drawContacts(120, 21)));

describe.each([QUERY, POST])('%s %s', (...way) => {
  it('needs the right to read, and no more', async () => {
    const hash = (token: string) => createHash('sha256').update(token).digest('hex');
    const secrets: Partial<Env> = { ACCESS: undefined as never, READ_TOKENS: hash('reader') };
    const place = openPlace([], secrets);
    const send = (headers: Record<string, string>, body: unknown = {}) =>
      place.fetch(way[1], json(body, { method: way[0], headers }));
    const reader = { Authorization: 'Bearer reader' };
    expect((await send(reader)).status).toBe(200);
    expect((await send({})).status).toBe(401);
    expect((await place.fetch('/v1/contacts', json({}, { method: 'POST', headers: reader }))).status).toBe(403);
    expect((await send(reader)).headers.get('RateLimit-Policy')).toBe(`"reads";q=${LIMITS.reads.quota};w=60`);
    for (const body of [{ facet: 'city' }, { count: 'exact' }, { explain: true }])
      expect((await send(reader, body)).headers.get('RateLimit-Policy')).toMatch(/^"dear"/);
    await place.settle();
  });

  it('is answered to no page of another site in local development', async () => {
    const response = await openPlace().fetch(
      way[1],
      json({}, { method: way[0], headers: { Origin: 'https://evil.example' } }),
    );
    expect((await readProblem(response)).type).toBe('/problems/forbidden');
  });
});

it('is offered by the list, to pages of other origins, too', async () => {
  for (const init of [{}, { method: 'PUT' }, json({}, { method: 'QUERY' })])
    expect((await request('/v1/contacts', init)).headers.get('Accept-Query')).toBe('application/json');
  const headers = { Origin: 'http://localhost:1', 'Access-Control-Request-Method': 'QUERY' };
  const preflight = await request('/v1/contacts', { method: 'OPTIONS', headers });
  expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('QUERY');
  expect((await request('/v1/contacts', { method: 'PUT' })).headers.get('Allow')).toContain('QUERY');
});

it('answers If-None-Match of QUERY with 304, for it is safe, and not that of POST', async () => {
  for (const [[method, path], status] of [
    [QUERY, 304],
    [POST, 200],
  ] as const) {
    const first = await request(path, json({ limit: 2 }, { method }));
    const headers = { 'If-None-Match': first.headers.get('ETag')! };
    expect((await request(path, json({ limit: 2 }, { method, headers }))).status).toBe(status);
    expect((await request(path, json({ limit: 3 }, { method, headers }))).status).toBe(200);
  }
});
