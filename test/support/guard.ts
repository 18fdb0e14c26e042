// The guard on every statement that can be generated: a list is asked for page by page, and everything that each request
// runs, behind its answer too, is held against SQLite's plan of it and against the budget of one request.
import fc from 'fast-check';
import { expect } from 'vitest';
import { openWorker } from '../../bench/harness/worker.ts';
import type { Total } from '../../src/list/count.ts';
import { FACET_FIELDS, MOST_FACETS } from '../../src/query/options.ts';
import type { Contact } from './contacts.ts';
import { explain } from './explain.ts';
import { randomQuery, toSearch } from './queries.ts';
import { drawSearch } from './sought.ts';

/** No request sets off more: rows and index entries, as D1 bills them. */
export const MOST_READ = 80_000;

/**
 * Lists that were once read without end, each lost its boundary from the second page on, or from the first; and texts of
 * every length that values contain, in every order that their list may be read.
 */
export const FIXED = [
  'sort=created,city',
  'sort=relationship_created,last_name,phone_number',
  'sort=first_name,-street_number',
  'sort=address_id,street,city_code',
  'first_name=Laura&sort=birthday,last_updated,city',
  'last_name.contains=sen',
  'last_name.contains=ller1&sort=-points',
  'last_name.contains=%C3%BCller&sort=-last_name&facet=gender,city',
  'last_name.contains=ller&sort=last_name,-points&count=exact',
  'first_name.contains=r&sort=-city&gender=female',
  'city.contains=berlin1&sort=-city&last_name.contains=2',
  'city.contains=lin&sort=city,country&q=anna',
  'street.contains=zzz&facet=city',
];

/** Any list: one to three sort keys, or the best matches first; up to three filters, a search, facets, a count. */
export function drawList(contacts: Contact[]): fc.Arbitrary<string> {
  return fc
    .record({
      list: randomQuery(contacts),
      sought: fc.option(drawSearch(contacts), { freq: 1, nil: null }),
      isRanked: fc.boolean(),
      facets: fc.oneof(fc.constant([]), fc.subarray([...FACET_FIELDS], { maxLength: MOST_FACETS })),
      count: fc.constantFrom('auto', 'exact', 'none'),
    })
    .map(({ list, sought, isRanked, facets, count }) => {
      const search = toSearch(list);
      if (sought) search.set('q', sought.q);
      if (sought && isRanked) search.delete('sort');
      if (facets.length > 0) search.set('facet', facets.join(','));
      search.set('count', count);
      return search.toString();
    });
}

interface Answer {
  data: object[];
  total: Total | null;
  page: { next: string | null; prev: string | null };
}

/** A KV as it is where nothing was ever put late. */
function openKv(): KVNamespace {
  const held = new Map<string, string | Uint8Array>();
  return {
    get: async (key: string, { type }: { type: string }) => {
      const value = held.get(key) ?? null;
      return value === null || type === 'text' ? value : new Response(value as string).arrayBuffer();
    },
    put: async (key: string, value: string | Uint8Array) => void held.set(key, value),
  } as unknown as KVNamespace;
}

/** The Worker on a database that is watched, beside a KV of its own. */
export function openGuard(database: D1Database) {
  const worker = openWorker(database, openKv(), 'guard');
  const { ran } = worker;
  const explained = new Map<string, Promise<string[]>>();

  /** The answer's body, once all that goes on behind it is done. */
  const send = async (path: string, init: RequestInit = {}): Promise<string> => {
    const { status, text } = await worker.send(`/v1/contacts${path}`, init);
    expect([path, status, status === 200 ? '' : text]).toEqual([path, 200, '']);
    return text;
  };
  const read = async (search: string) => JSON.parse(await send(`?${search}`)) as Answer;

  /** Asks, and holds every statement that this sets off to what it may be, and all of them to what they may read. */
  const ask = async (search: string): Promise<Answer['page']> => {
    ran.length = 0;
    const { page } = await read(search);
    const rowsRead = ran.map((statement) => statement.rowsRead);
    for (const { sql, parameters } of [...ran]) {
      if (!explained.has(sql)) explained.set(sql, explain(database, sql, parameters));
      const faults = await explained.get(sql)!;
      if (faults.length > 0) expect.fail(`${search}\n${faults.join('\n')}\nin ${sql}`);
    }
    const sum = rowsRead.reduce((sum, rows) => sum + rows, 0);
    if (sum > MOST_READ) expect.fail(`${search}\nreads ${sum} rows: ${rowsRead.join(' + ')}`);
    return page;
  };

  return {
    read,
    /** With no announcement just before: the next would wait for a second. */
    async change(id: number, fields: object): Promise<void> {
      await database.prepare('update data_state set announced_at = 0').run();
      const headers = { 'Content-Type': 'application/merge-patch+json' };
      await send(`/${id}`, { method: 'PATCH', headers, body: JSON.stringify(fields) });
    },
    /** The first three pages, back from the third, the last page and the one before it. */
    async walk(search: string): Promise<void> {
      const follow = async (cursor: string | null) => (cursor === null ? null : ask(`${search}&cursor=${cursor}`));
      const first = await ask(search);
      const second = await follow(first.next);
      const third = await follow(second?.next ?? null);
      await follow(third?.prev ?? null);
      const last = await follow('last');
      await follow(last?.prev ?? null);
    },
    /** What so many equal requests at once read, with all that they set off. */
    async readAtOnce(search: string, times: number): Promise<number> {
      ran.length = 0;
      await Promise.all(Array.from({ length: times }, () => read(search)));
      return ran.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
    },
    /** How many different statements were seen. */
    seen: () => explained.size,
  };
}
