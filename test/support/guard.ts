// The guard on every statement that can be generated: a list is asked for page by page, and everything that each request
// runs, behind its answer too, is held against SQLite's plan of it and against the budget of one request.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { FACET_FIELDS, MOST_FACETS } from '../../src/read/facets.ts';
import { asked, toSearch } from '../worker/asked.ts';
import type { Contact } from '../worker/contacts.ts';
import { drawSearch } from '../worker/sought.ts';
import { explain } from './explain.ts';
import { recordDatabase } from './recorder.ts';

/** No request sets off more: rows and index entries, as D1 bills them. */
export const MOST_READ = 80_000;

/** Lists that were once read without end: each lost its boundary from the second page on, or from the first. */
export const FIXED = [
  'sort=created,city',
  'sort=relationship_created,last_name,phone_number',
  'sort=first_name,-street_number',
  'sort=address_id,street,city_code',
  'first_name=Laura&sort=birthday,last_updated,city',
];

/** Any list: one to three sort keys, or the best matches first; up to three filters, a search, facets, a count. */
export function drawList(contacts: Contact[]): fc.Arbitrary<string> {
  return fc
    .record({
      list: asked(contacts),
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

interface Page {
  page: { next: string | null; prev: string | null };
}

/** The Worker on a database that is watched, beside a KV of its own. */
export function openGuard(database: D1Database) {
  const { d1: DB, ran } = recordDatabase(database);
  const held = new Map<string, string | Uint8Array>();
  const KV = {
    get: async (key: string, { type }: { type: string }) => {
      const value = held.get(key) ?? null;
      return value === null || type === 'text' ? value : new TextEncoder().encode(String(value)).buffer;
    },
    put: async (key: string, value: string | Uint8Array) => void held.set(key, value),
  };
  const known = new Map<string, Promise<string[]>>();

  /** Asks, waits for all that goes on behind the answer, and holds every statement to what it may be and read. */
  const ask = async (search: string): Promise<Page['page']> => {
    ran.length = 0;
    const behind: Promise<unknown>[] = [];
    const context = {
      waitUntil: (work: Promise<unknown>) => behind.push(work),
      passThroughOnException() {},
      props: {},
    };
    const request = new Request(`https://kartei.test/v1/contacts?${search}`);
    const response = await worker.fetch(
      request as never,
      { DB, KV, ACCESS: 'open' } as unknown as Env,
      context as never,
    );
    const text = await response.text();
    expect([search, response.status, response.status === 200 ? '' : text]).toEqual([search, 200, '']);
    for (let at = 0; at < behind.length; at++) await behind[at];
    for (const { sql, parameters } of [...ran]) {
      known.set(sql, known.get(sql) ?? explain(database, sql, parameters));
      const faults = await known.get(sql)!;
      if (faults.length > 0) expect.fail(`${search}\n${faults.join('\n')}\nin ${sql}`);
    }
    const rowsRead = ran.reduce((sum, statement) => sum + statement.rowsRead, 0);
    if (rowsRead > MOST_READ) expect.fail(`${search}\nreads ${rowsRead} rows: ${ran.map((one) => one.rowsRead)}`);
    return (JSON.parse(text) as Page).page;
  };

  return {
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
    /** How many different statements were seen. */
    seen: () => known.size,
  };
}
