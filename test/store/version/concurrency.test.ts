// What a reader may count on while others write: the tests that the page on consistency names.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/database.ts';
import type { Query } from '../../../src/db/query.ts';
import { listContacts } from '../../../src/list/list.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { type Contact, storeContacts } from '../../support/contacts.ts';
import { cacheOf, type History, openPlace, pause, watchDatabase } from '../../support/edge.ts';
import { isThorough, runs } from '../../support/runs.ts';
import { contacts, create, number, PATH, read } from './traffic.ts';

describe('an answer', () => {
  it('is kept under the version that it was read at, though the data moves while it is read and kept', async () => {
    const history: History = [];
    const writer = openPlace(history);
    let moves = 0;
    const DB = watchDatabase(async (kind) => {
      if (kind === 'batch' && moves-- > 0) await create(writer, 2_100_000_000 + number);
    });
    const reader = openPlace(history, { DB });
    for (let turn = 0; turn < 12; turn++) {
      moves = 1;
      const { response, data } = await read(
        reader,
        `${PATH}&limit=5`.replace('limit=3&', ''),
        turn % 2 ? { 'X-Data-Version': '1' } : {},
      );
      const version = response.headers.get('X-Data-Version')!;
      await create(writer, 2_100_000_000 + number); // before what was read is kept
      await reader.settle();
      const entry = history.findLast(({ key }) => key.startsWith('page:'))!;
      const [head, body] = [
        JSON.parse(entry.value.split('\n')[0]!),
        JSON.parse(entry.value.slice(entry.value.indexOf('\n') + 1)),
      ];
      expect(head.version <= version).toBe(true);
      if (head.version === version) expect(body.data.map(({ id }: Contact) => id)).toEqual(data.map(({ id }) => id));
    }
    await writer.settle();
  });

  it('whose rows are of several versions says so, and is not kept', async () => {
    const database = openDatabase(env.DB);
    let trips = 0;
    const moving: Database = {
      ...database,
      run: async <const Q extends readonly Query<unknown>[]>(...queries: Q) => {
        if (trips++ > 0) await env.DB.prepare('update data_state set version = version + 1').run();
        return database.run(...queries);
      },
    };
    const estimator = toEstimator(null, contacts.length);
    const query = parseListQuery('sort=country,last_name&limit=100');
    const still = await listContacts(query, database, { estimator, heavyFrom: 3 });
    const moved = await listContacts(query, moving, { estimator, heavyFrom: 3 });
    expect(trips).toBeGreaterThan(1);
    expect([still.isWhole, moved.isWhole]).toEqual([true, false]);
    expect(moved.page.contacts).toEqual(still.page.contacts);
  });
});

describe('while 20 writes a second go on', () => {
  it.runIf(isThorough)(
    'pages are served, and the version is announced at most once a second, and in the end',
    async () => {
      vi.useRealTimers();
      const history: History = [];
      const places = [openPlace(history), openPlace(history), openPlace(history)];
      const writes: Promise<Response>[] = [];
      const reads: Promise<unknown>[] = [];
      for (let at = 0; at < 60; at++) {
        writes.push(create(places[at % 3]!, at));
        reads.push(read(places[(at + 1) % 3]!, `${PATH}&country.ne=XX`));
        await pause(50);
      }
      const statuses = (await Promise.all(writes)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([201]));
      await Promise.all(reads);
      await Promise.all(places.map((place) => place.settle()));
      const announced = history.filter(({ key }) => key === 'version');
      expect(announced.length).toBeGreaterThan(1);
      for (const [at, { at: time }] of announced.slice(1).entries())
        expect(time - announced[at]!.at).toBeGreaterThanOrEqual(1000);
      const version = (await places[0]!.fetch('/v1/contacts/1')).headers.get('X-Data-Version');
      expect(announced.at(-1)!.value).toBe(version);
      const versions = announced.map(({ value }) => value);
      expect(versions).toEqual([...versions].sort());
    },
  );
});

describe('a reader that follows cursors', () => {
  it('sees every contact that stays unchanged exactly once, while others come, change and go', async () => {
    const step = fc.record({
      op: fc.constantFrom('create', 'update', 'delete'),
      target: fc.nat(59),
      points: fc.nat(2_000),
    });
    const sorts = fc.constantFrom(
      'id',
      '-points',
      'city,-points',
      'last_name',
      '-gender,points',
      'birthday,first_name',
      'street',
    );
    await fc.assert(
      fc.asyncProperty(
        sorts,
        fc.integer({ min: 2, max: 9 }),
        fc.array(step, { minLength: 5, maxLength: 30 }),
        async (sort, limit, steps) => {
          await env.DB.batch(
            ['customer_relationship', 'app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)),
          );
          await storeContacts(contacts);
          const place = openPlace();
          const touched = new Set<number>();
          const met: number[] = [];
          const ahead = [...steps];
          for (let path: string | null = `/v1/contacts?sort=${sort}&limit=${limit}&fields=id&count=none`; path; ) {
            const { data, page } = await read(place, path);
            met.push(...data.map(({ id }) => id));
            path = page.next && `/v1/contacts?sort=${sort}&limit=${limit}&fields=id&count=none&cursor=${page.next}`;
            for (const { op, target, points } of ahead.splice(0, 2)) {
              const { id } = contacts[target]!;
              if (op === 'create') await create(place, points);
              else {
                touched.add(id);
                const body =
                  op === 'update' ? JSON.stringify({ points, last_name: `Q${points}`, city: `T${points}` }) : null;
                await place.fetch(`/v1/contacts/${id}`, { method: op === 'update' ? 'PATCH' : 'DELETE', body });
              }
            }
          }
          const untouched = contacts.map(({ id }) => id).filter((id) => !touched.has(id));
          expect(met.filter((id) => untouched.includes(id)).sort((a, b) => a - b)).toEqual(untouched);
        },
      ),
      { numRuns: runs(5, 100), endOnFailure: true },
    );
  });
});

it('a page that is kept is not older than its lifetime says', async () => {
  const place = openPlace();
  await read(place);
  await place.settle();
  const entry = place.history.find(({ key }) => key.startsWith('page:'))!;
  const storedAt = /"storedAt":(\d+)/.exec(entry.value)![1]!;
  entry.value = entry.value.replace(storedAt, String(Number(storedAt) - 10 * 60_000 - 1));
  const elsewhere = openPlace(place.history);
  expect(cacheOf(await elsewhere.fetch(PATH))).toBe('fwd=stale');
  await elsewhere.settle();
});
