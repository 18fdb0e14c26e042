// The data version by itself: what a client asks often, to know whether anything has changed.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { type History, openPlace, pause, seenIn, watchDatabase } from '../../support/edge.ts';
import { expectProblem } from '../../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));

const PATH = '/v1/contacts/version';
const CHANGE = { method: 'PATCH', body: '{"points":1}' };

/** A place that counts its reads of KV and its round trips to D1. */
function openMetered(history: History = []) {
  const metered = { gets: 0, trips: 0 };
  const place = openPlace(history, {
    DB: watchDatabase(() => {
      metered.trips += 1;
    }),
  });
  const { KV } = place.env;
  const { get } = KV;
  KV.get = ((...asked: Parameters<typeof get>) => {
    metered.gets += 1;
    return get.apply(KV, asked);
  }) as typeof get;
  return { place, metered };
}

async function announced(): Promise<History> {
  const place = openPlace();
  await place.fetch('/v1/contacts/1', CHANGE);
  await place.settle();
  expect(place.history.some(({ key }) => key === 'version')).toBe(true);
  return place.history;
}

const stored = async () =>
  (await env.DB.prepare(`select epoch || '.' || printf('%015d', version) as version from data_state`).first())!.version;

describe('the version', () => {
  it('is that of the data, told by one read of KV and none of D1', async () => {
    const { place, metered } = openMetered(await announced());
    const response = await place.fetch(PATH);
    const version = await stored();
    expect([response.status, await response.json()]).toEqual([200, { version }]);
    expect([response.headers.get('ETag'), response.headers.get('X-Data-Version')]).toEqual([`"${version}"`, version]);
    expect(response.headers.get('Cache-Control')).toBe('private, no-cache');
    expect(metered).toEqual({ gets: 1, trips: 0 });
    await place.fetch(PATH);
    expect(metered).toEqual({ gets: 1, trips: 0 });
  });

  it('answers 304 to whoever has it, until something is written', async () => {
    const { place } = openMetered(await announced());
    const tag = (await place.fetch(PATH)).headers.get('ETag')!;
    const again = () => place.fetch(PATH, { headers: { 'If-None-Match': tag } });
    expect([(await again()).status, await (await again()).text()]).toEqual([304, '']);
    await place.fetch('/v1/contacts/1', CHANGE);
    await place.settle();
    expect((await again()).status).toBe(200);
  });

  it('is never older than what the client has seen, though KV is behind', async () => {
    const history = await announced();
    const writer = openPlace(history);
    const seen = seenIn(await writer.fetch('/v1/contacts/2', CHANGE));
    const { place, metered } = openMetered(history);
    place.view.lag = 60_000;
    const response = await place.fetch(PATH, { headers: seen });
    expect(await response.json()).toEqual({ version: seen['X-Data-Version'] });
    expect(metered.trips).toBeGreaterThan(0);
    await writer.settle();
    await pause(10);
  });

  it('is read of D1 where KV fails or has none', async () => {
    for (const failure of [new Error('down'), null]) {
      const { place, metered } = openMetered();
      place.view.failure = failure;
      expect(await (await place.fetch(PATH)).json()).toEqual({ version: await stored() });
      expect(metered.trips).toBe(1);
    }
  });

  it('takes no parameters', async () => {
    await expectProblem(`${PATH}?a=1`, 'invalid-query');
    await expectProblem(PATH, 'method-not-allowed', { method: 'POST' });
  });
});
