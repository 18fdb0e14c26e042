// A database that was restored: what KV, isolates and clients keep of what was undone is never answered again, whether the
// cron trigger or a write comes first. The restore puts the rows back as they were; nothing else is told of it.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { epochOf, NO_VERSION, parseVersion, type Version } from '../../src/version.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { cacheOf, type History, openPlace, type Place, pause, seenIn, watchDatabase } from '../support/edge.ts';

const contacts = drawContacts(40, 3);
const TABLES = [
  'data_state',
  'address',
  'app_user',
  'customer_relationship',
  'idempotency',
  'exact_count',
  'write_receipt',
];
const AN_HOUR = 3_600_000;
/** A bookmark that the restored database may never come to. */
const UNDONE = 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff';

type Rows = Record<string, unknown>[];
const readTable = async (table: string) => (await env.DB.prepare(`select * from ${table}`).all()).results as Rows;

/** Remembers the database as it is, and gives the function that puts it back. */
async function keepState(): Promise<() => Promise<void>> {
  const state = await Promise.all(TABLES.map(async (table) => [table, await readTable(table)] as const));
  return async () => {
    await env.DB.batch(TABLES.toReversed().map((table) => env.DB.prepare(`delete from ${table}`)));
    const inserts = (table: string, rows: Rows) =>
      rows.map((row) => {
        const columns = Object.keys(row);
        const insert = `insert into ${table} (${columns}) values (${columns.map(() => '?')})`;
        return env.DB.prepare(insert).bind(...Object.values(row));
      });
    const [states, ...others] = state;
    await env.DB.batch(inserts(...states!)); // the triggers of the others change it
    for (const [table, rows] of others) if (rows.length > 0) await env.DB.batch(inserts(table, rows));
    await env.DB.batch([env.DB.prepare('delete from data_state'), ...inserts(...states!)]);
  };
}

let restore: () => Promise<void>;
beforeAll(async () => {
  await storeContacts(contacts);
  restore = await keepState();
});
beforeEach(() => restore());

interface Answer {
  data: { id: number; points: number }[];
  total: { value: number; relation: string };
}
const PATH = '/v1/contacts?sort=-points&limit=3';
const COUNTED = '/v1/contacts?points.gte=2000000001&count=exact&limit=1';
const patch = (place: Place, id: number, points: number, headers = {}) =>
  place.fetch(`/v1/contacts/${id}`, { method: 'PATCH', body: JSON.stringify({ points }), headers });
const read = async (place: Place, path: string, headers: Record<string, string> = {}) => {
  const response = await place.fetch(path, { headers });
  expect(response.status).toBe(200);
  return { response, ...(await response.clone().json<Answer>()) };
};
const versionOf = (response: Response) => parseVersion(response.headers.get('X-Data-Version')) ?? NO_VERSION;
const tagOf = (response: Response) => ({ 'If-None-Match': response.headers.get('ETag')! });
const stored = async () => (await openPlace().fetch('/v1/contacts/1')).headers.get('X-Data-Version') as Version;

/** The accident: some writes, pages that show it in KV, and a client that has seen it. */
async function haveAccident(history: History = []) {
  const place = openPlace(history);
  for (const id of [1, 2, 3]) expect((await patch(place, id, 2_100_000_000 + id)).status).toBe(200);
  const page = await read(place, PATH);
  const counted = await read(place, COUNTED);
  expect(counted.total).toMatchObject({ value: 3, relation: 'eq' });
  const contact = await place.fetch('/v1/contacts/1');
  await place.settle();
  expect(cacheOf(await place.fetch(PATH))).toBe('hit');
  const version = { 'X-Data-Version': page.response.headers.get('X-Data-Version')! };
  return { place, history, page, counted, contact, version, seen: { ...version, 'X-D1-Bookmark': UNDONE } };
}
type Accident = Awaited<ReturnType<typeof haveAccident>>;

/** No answer at the place shows the accident, neither to one who has seen it nor to one who has not. */
async function expectUndone(
  { page, counted, contact, seen, version }: Omit<Accident, 'seen'> & { seen: Record<string, string> },
  place: Place,
  written: Record<number, number>,
) {
  const points = (id: number) => written[id] ?? contacts[id - 1]!.points;
  const top = contacts.map(({ id }) => points(id)).sort((a, b) => b - a);
  for (const headers of [{}, seen, version]) {
    const list = await read(place, PATH, { ...headers, ...tagOf(page.response) });
    expect(list.data.map(({ points }) => points)).toEqual(top.slice(0, 3));
    const { total, response } = await read(place, COUNTED, { ...headers, ...tagOf(counted.response) });
    expect(total).toMatchObject({ value: top.filter((points) => points > 2_000_000_000).length, relation: 'eq' });
    const one = await place.fetch('/v1/contacts/1', { headers: { ...headers, ...tagOf(contact) } });
    expect([one.status, (await one.json<{ points: number }>()).points]).toEqual([200, points(1)]);
    for (const { headers } of [list.response, response, one]) expect(headers.get('X-D1-Bookmark')).not.toBe(UNDONE);
    await place.settle();
  }
}

describe('after a restore', () => {
  it('the cron trigger begins a new epoch, and nothing of what was undone is answered', async () => {
    const accident = await haveAccident();
    await restore();
    const before = await stored();
    await accident.place.scheduled();
    const after = await stored();
    expect(epochOf(after) > epochOf(before) && after > versionOf(accident.page.response)).toBe(true);
    expect(accident.history.findLast(({ key }) => key === 'version')!.value).toBe(after);
    await expectUndone(accident, accident.place, {});
    await expectUndone(accident, openPlace(accident.history), {});
    await accident.place.scheduled();
    expect(await stored()).toBe(after);
  });

  it('it does so where KV does not show it that a later version was announced, but it knows of it', async () => {
    const accident = await haveAccident();
    await restore();
    const at = accident.history.findIndex(({ key }) => key === 'version');
    accident.history.splice(
      at,
      accident.history.length,
      ...accident.history.slice(at).filter(({ key }) => key !== 'version'),
    );
    await accident.place.scheduled();
    await expectUndone(accident, accident.place, {});
  });

  it('a trigger that knows nothing and sees what was announced before announces nothing that was undone', async () => {
    const history: History = [];
    const early = openPlace(history);
    await early.scheduled();
    const announced = history.at(-1)!;
    const undoing = await keepState();
    const accident = await haveAccident(history);
    await undoing();
    const late = openPlace(history);
    late.view.lie = (key) => (key === 'version' ? announced.value.replace(/\d{9}$/, '0'.repeat(9)) : null);
    await env.DB.prepare('update data_state set announced_at = 0').run();
    await late.scheduled();
    await expectUndone({ ...accident, seen: {} }, openPlace(history), {});
  });

  it.each(['here', 'elsewhere'])('a write that comes first begins one, %s', async (where) => {
    const accident = await haveAccident();
    await restore();
    const before = await stored();
    const place = where === 'here' ? accident.place : openPlace(accident.history);
    const response = await patch(place, 4, 2_050_000_000, accident.seen);
    expect(epochOf(versionOf(response)) > epochOf(before)).toBe(true);
    expect(response.headers.get('X-D1-Bookmark')).not.toBe(UNDONE);
    await place.settle();
    for (const reader of [place, openPlace(accident.history)])
      await expectUndone(accident, reader, { 4: 2_050_000_000 });
  });

  it('writes that know nothing of what was undone make versions that there never were', async () => {
    const accident = await haveAccident();
    await restore();
    const place = openPlace(accident.history);
    place.view.lie = (key) =>
      key === 'version' ? null : (accident.history.findLast((put) => put.key === key)?.value ?? null);
    const written: Record<number, number> = {};
    for (const id of [4, 5, 6]) {
      written[id] = 2_050_000_000 + id;
      expect(versionOf(await patch(place, id, written[id])) > versionOf(accident.page.response)).toBe(true);
    }
    await place.settle();
    for (const reader of [place, openPlace(accident.history)])
      await expectUndone({ ...accident, seen: {} }, reader, written);
  });

  it('a client of before is answered by its headers, wherever it comes, and follows the new epoch', async () => {
    const accident = await haveAccident();
    await restore();
    await accident.place.scheduled();
    const lagging = openPlace(accident.history);
    lagging.view.lag = AN_HOUR;
    const both = await Promise.all([1, 2].map(() => read(lagging, PATH, accident.seen)));
    expect(both.map(({ response }) => response.headers.get('Cache-Status')!.endsWith('collapsed'))).toContain(true);
    for (const { response } of both) {
      expect(versionOf(response)).toBe(await stored());
      expect(response.headers.get('X-D1-Bookmark')).not.toBe(UNDONE);
    }
    const seen = seenIn(await patch(lagging, 9, 2_090_000_000, accident.seen));
    expect(seen['X-D1-Bookmark']).not.toBe(UNDONE);
    expect((await read(openPlace(), PATH, seen)).data[0]!.points).toBe(2_090_000_000);
    await lagging.settle();
  });

  it('what was undone is not answered by a place that cannot reach the database either', async () => {
    let isDown = false;
    const DB = watchDatabase(() => {
      if (isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
    });
    const accident = await haveAccident();
    await restore();
    await accident.place.scheduled();
    isDown = true;
    expect((await openPlace(accident.history, { DB }).fetch(PATH)).status).toBe(503);
  });

  it('an announcement that was on its way does not hide that a later one was made', async () => {
    const accident = await haveAccident();
    const late = patch(accident.place, 4, 2_100_000_004);
    await late;
    await restore();
    await accident.place.settle(); // announces after a wait, by when the database is restored
    await openPlace(accident.history).scheduled();
    await expectUndone(accident, openPlace(accident.history), {});
  });
});

it('a version that a client makes up begins no epoch, and keeps nobody from what is kept', async () => {
  const place = openPlace();
  await place.scheduled();
  await read(place, PATH);
  await place.settle();
  const before = await stored();
  const forged = { 'X-Data-Version': `${'f'.repeat(20)}.${'9'.repeat(15)}` };
  await read(place, PATH, forged);
  expect((await patch(place, 7, contacts[6]!.points, forged)).status).toBe(200);
  await place.scheduled();
  expect(epochOf(await stored())).toBe(epochOf(before));
  await place.settle();
  await pause(1600);
  await place.scheduled();
  await read(place, PATH);
  await place.settle();
  expect(cacheOf(await place.fetch(PATH))).toBe('hit');
});
