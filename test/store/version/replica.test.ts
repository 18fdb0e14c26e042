// A replica of D1 that lags: a second real database, which sessions read unless they begin at the primary.
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { type History, openPlace, pause, seenIn } from '../../support/edge.ts';

const contacts = drawContacts(30, 5);
const TABLES = ['address', 'app_user', 'customer_relationship'];

/** The replica as far as the primary is now; what is written from here on does not reach it. */
async function catchUp(): Promise<void> {
  const rows = async (table: string) => (await env.DB.prepare(`select * from ${table}`).all()).results;
  const { epoch, version } = (await rows('data_state'))[0]!;
  await env.REPLICA.batch([
    ...TABLES.toReversed().map((table) => env.REPLICA.prepare(`delete from ${table}`)),
    env.REPLICA.prepare('delete from value_count'),
  ]);
  for (const table of TABLES)
    for (const row of await rows(table)) {
      const columns = Object.keys(row);
      await env.REPLICA.prepare(`insert into ${table} (${columns}) values (${columns.map(() => '?')})`)
        .bind(...Object.values(row))
        .run();
    }
  await env.REPLICA.prepare('update data_state set epoch = ?, version = ?').bind(epoch, version).run();
}

beforeAll(async () => {
  await applyD1Migrations(env.REPLICA, env.TEST_MIGRATIONS);
  await storeContacts(contacts);
  await catchUp();
});

const asked = { primary: 0, replica: 0 };
const DB = {
  withSession(start: string) {
    asked[start === 'first-primary' ? 'primary' : 'replica']++;
    return start === 'first-primary' ? env.DB.withSession(start) : env.REPLICA.withSession('first-unconstrained');
  },
} as unknown as D1Database;
const openLagging = (history: History = []) => openPlace(history, { DB });
const write = async (history: History, points: number) => {
  const place = openPlace(history);
  const written = await place.fetch('/v1/contacts/1', { method: 'PATCH', body: JSON.stringify({ points }) });
  expect(written.status).toBe(200);
  await place.settle();
  return written;
};
const PATH = '/v1/contacts?sort=-points&limit=2';
const topOf = async (response: Response) => (await response.json<{ data: { points: number }[] }>()).data[0]!.points;

describe('an isolate that knows of a newer version than its replica has', () => {
  it('answers lists and contacts from the primary, and never that nothing has changed', async () => {
    const history: History = [];
    const reader = openLagging(history);
    const before = await reader.fetch(PATH);
    const contact = await reader.fetch('/v1/contacts/1');
    await reader.settle();
    await write(history, 2_100_000_001);
    await pause(1100); // the isolate asks KV once a second
    const tag = (response: Response) => ({ 'If-None-Match': response.headers.get('ETag')! });
    const list = await reader.fetch(PATH, { headers: tag(before) });
    expect(list.status).toBe(200);
    expect(await topOf(list)).toBe(2_100_000_001);
    const again = await reader.fetch('/v1/contacts/1', { headers: tag(contact) });
    expect([again.status, (await again.json<{ points: number }>()).points]).toEqual([200, 2_100_000_001]);
    const unchanged = await reader.fetch(PATH, { headers: tag(list) });
    expect(unchanged.status).toBe(304);
    await reader.settle();
    await catchUp();
  });

  it('has heard of it from its own write, though KV has not', async () => {
    const reader = openLagging();
    reader.view.lag = 3_600_000;
    const init = { method: 'PATCH', body: '{"points":2100000002}' };
    expect((await reader.fetch('/v1/contacts/1', init)).status).toBe(200);
    expect(await topOf(await reader.fetch(PATH))).toBe(2_100_000_002);
    await reader.settle();
    await catchUp();
  });

  it('reads of the replica once that has come as far', async () => {
    const history: History = [];
    await write(history, 2_100_000_003);
    await catchUp();
    const reader = openLagging(history);
    const primary = asked.primary;
    expect(await topOf(await reader.fetch(PATH))).toBe(2_100_000_003);
    expect(asked.primary).toBe(primary);
    await reader.settle();
  });
});

describe('a client that says a version', () => {
  it('is answered from the replica where that has it, and else from the primary', async () => {
    const history: History = [];
    const seen = seenIn(await write([], 2_100_000_004)); // at a KV that is not the reader's
    for (const bookmark of [{}, { 'X-D1-Bookmark': seen['X-D1-Bookmark']! }]) {
      const reader = openLagging(history);
      const headers = { 'X-Data-Version': seen['X-Data-Version']!, ...bookmark };
      expect(await topOf(await reader.fetch(PATH, { headers }))).toBe(2_100_000_004);
      await reader.settle();
    }
    await catchUp();
    const reader = openLagging();
    const primary = asked.primary;
    const headers = { 'X-Data-Version': seen['X-Data-Version']! };
    expect(await topOf(await reader.fetch(PATH, { headers }))).toBe(2_100_000_004);
    expect(asked.primary).toBe(primary);
    await reader.settle();
  });

  it('without its epoch, or a bookmark without a version, is answered from the primary, and not from KV', async () => {
    const place = openLagging();
    const first = await place.fetch(PATH);
    await place.settle();
    await env.DB.prepare('update customer_relationship set points = 2100000005 where appuser_id = 1').run();
    const { 'X-D1-Bookmark': bookmark } = seenIn(first);
    for (const headers of [{ 'X-Data-Version': '7' }, { 'X-D1-Bookmark': bookmark! }]) {
      const response = await place.fetch(PATH, { headers });
      expect(await topOf(response)).toBe(2_100_000_005);
      expect(response.headers.get('X-Data-Version')).toMatch(/^[0-9a-f]{20}\.\d{15}$/);
    }
    await place.settle();
  });
});
