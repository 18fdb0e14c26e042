// A database that is restored after some writes. The restore puts the rows back as they were; nothing else is told of it.
import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, expect } from 'vitest';
import { NO_VERSION, parseVersion, type Version } from '../../../src/version.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, type History, openPlace, type Place } from '../../support/edge.ts';

export const contacts = drawContacts(40, 3);

const TABLES = [
  'data_state',
  'address',
  'app_user',
  'customer_relationship',
  'idempotency',
  'exact_count',
  'write_receipt',
];

/** A bookmark that the restored database may never come to. */
export const UNDONE = 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff';

type Rows = Record<string, unknown>[];

const readTable = async (table: string) => (await env.DB.prepare(`select * from ${table}`).all()).results as Rows;

/** Remembers the database as it is, and gives the function that puts it back. */
export async function keepState(): Promise<() => Promise<void>> {
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

export let restore: () => Promise<void>;

beforeAll(async () => {
  await storeContacts(contacts);
  restore = await keepState();
});

beforeEach(() => restore());

interface Answer {
  data: { id: number; points: number }[];
  total: { value: number; relation: string };
}

export const PATH = '/v1/contacts?sort=-points&limit=3';
const COUNTED = '/v1/contacts?points.gte=2000000001&count=exact&limit=1';

export const patch = (place: Place, id: number, points: number, headers = {}) =>
  place.fetch(`/v1/contacts/${id}`, { method: 'PATCH', body: JSON.stringify({ points }), headers });

export const read = async (place: Place, path: string, headers: Record<string, string> = {}) => {
  const response = await place.fetch(path, { headers });
  expect(response.status).toBe(200);
  return { response, ...(await response.clone().json<Answer>()) };
};

export const versionOf = (response: Response) => parseVersion(response.headers.get('X-Data-Version')) ?? NO_VERSION;
const tagOf = (response: Response) => ({ 'If-None-Match': response.headers.get('ETag')! });
export const stored = async () => (await openPlace().fetch('/v1/contacts/1')).headers.get('X-Data-Version') as Version;

/** The accident: some writes, pages that show it in KV, and a client that has seen it. */
export async function haveAccident(history: History = []) {
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
export async function expectUndone(
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
