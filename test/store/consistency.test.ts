// What a reader may count on while others write, at places whose KV lags: the tests that the page on consistency names.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import type { Query } from '../../src/db/query.ts';
import { listContacts } from '../../src/list/list.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { cacheOf, type History, openPlace, type Place, pause, seenIn, watchDatabase } from '../support/edge.ts';
import { isThorough, runs } from '../support/runs.ts';

const contacts = drawContacts(60, 17);
const AN_HOUR = 3_600_000;
beforeEach(async () => {
  await env.DB.batch(
    ['customer_relationship', 'app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)),
  );
  await storeContacts(contacts);
});

interface Answer {
  data: Contact[];
  page: { next: string | null };
  total: { value: number; relation: string };
}
const PATH = '/v1/contacts?points.gte=0&sort=-points&limit=3';
let number = 0;
const toBody = (points: number) =>
  JSON.stringify({
    first_name: 'Ada', last_name: 'Olsen', customer_id: `C${number++}`, points,
    street: 'Storgata', street_number: '1', city_code: '0155', city: 'Oslo', country: 'NO',
  }); // biome-ignore format: short
const create = (place: Place, points: number) => place.fetch('/v1/contacts', { method: 'POST', body: toBody(points) });
const read = async (place: Place, path = PATH, headers: Record<string, string> = {}) => {
  const response = await place.fetch(path, { headers });
  expect(response.status).toBe(200);
  return { response, ...(await response.clone().json<Answer>()) };
};

describe('a client that sends back the version and bookmark of its write', () => {
  it('never sees an older list, page, count or contact, though KV lags by an hour', async () => {
    const history: History = [];
    const places = [openPlace(history), openPlace(history), openPlace(history)];
    for (const place of places) {
      await read(place);
      await place.settle();
    }
    for (const place of places) place.view.lag = AN_HOUR;
    const run = async (place: Place, writer: number) => {
      for (let turn = 0; turn < runs(2); turn++) {
        const points = 2_100_000_000 + 1000 * turn + writer;
        const written = await create(place, points);
        expect(written.status).toBe(201);
        const own = await written.clone().json<Contact>();
        const seen = seenIn(written);
        for (const elsewhere of places) {
          const { data, response, total } = await read(elsewhere, `/v1/contacts?points=${points}&count=exact`, seen);
          expect([data.map(({ id }) => id), total.value]).toEqual([[own.id], 1]);
          expect(response.headers.get('X-Data-Version')! >= seen['X-Data-Version']!).toBe(true);
          const list = await read(elsewhere, '/v1/contacts?sort=-id&limit=200&fields=id', seen);
          expect(list.data.map(({ id }) => id)).toContain(own.id);
          const contact = await elsewhere.fetch(`/v1/contacts/${own.id}`, { headers: seen });
          expect(contact.status).toBe(200);
        }
      }
    };
    await Promise.all(places.map(run));
    await Promise.all(places.map((place) => place.settle()));
  });

  it('sees its deletion, and is not told that nothing has changed', async () => {
    const place = openPlace();
    const written = await create(place, 2_100_000_000);
    const { id } = await written.clone().json<Contact>();
    const before = await read(place, PATH, seenIn(written));
    expect(before.data[0]!.id).toBe(id);
    await place.settle();
    place.view.lag = AN_HOUR;
    const deleted = await place.fetch(`/v1/contacts/${id}`, { method: 'DELETE' });
    const headers = { ...seenIn(deleted), 'If-None-Match': before.response.headers.get('ETag')! };
    expect((await read(place, PATH, headers)).data.map((contact) => contact.id)).not.toContain(id);
    await place.settle();
  });

  it('with headers that no answer gave is told so', async () => {
    const place = openPlace();
    for (const [name, value] of [
      ['X-Data-Version', 'x'], ['X-Data-Version', '-1'], ['X-Data-Version', '1e3'], ['X-D1-Bookmark', 'first-primary'],
      ['X-D1-Bookmark', 'zzz'], ['X-D1-Bookmark', 'ffffffff'],
    ] as const) {
      const response = await place.fetch(PATH, { headers: { [name]: value } });
      expect([name, value, response.status]).toEqual([name, value, 400]);
      expect((await response.json<{ errors: { parameter: string }[] }>()).errors).toMatchObject([{ parameter: name }]);
    } // biome-ignore format: pairs
  });

  it('of a version that there never was is answered by what there is', async () => {
    const place = openPlace();
    const { data } = await read(place, PATH, { 'X-Data-Version': `${'f'.repeat(20)}.${'9'.repeat(15)}` });
    expect(data.length).toBe(3);
  });
});

describe('everybody else', () => {
  it('sees a write as soon as KV shows its announcement and the isolate has looked', async () => {
    const history: History = [];
    const [writer, reader] = [openPlace(history), openPlace(history)];
    await read(reader);
    await reader.settle();
    reader.view.lag = 1500;
    await pause(1500);
    await create(writer, 2_100_000_000);
    await writer.settle();
    const announced = Date.now();
    expect((await read(reader)).data[0]!.points).not.toBe(2_100_000_000); // a hit, as far as is known here
    await pause(1500 + 1000 + 100 - (Date.now() - announced));
    const late = await read(reader);
    expect(late.data[0]!.points).toBe(2_100_000_000);
    await reader.settle();
  });

  it('sees it after the next run of the cron trigger, where the announcement was lost', async () => {
    const history: History = [];
    const [writer, reader] = [openPlace(history), openPlace(history)];
    await read(reader);
    await reader.settle();
    await env.DB.prepare('update data_state set version = version + 1').run(); // a write whose Worker was ended
    await env.DB.prepare('update customer_relationship set points = 2100000000 where appuser_id = 1').run();
    expect((await read(reader)).data[0]!.points).not.toBe(2_100_000_000);
    await writer.scheduled();
    await pause(1100);
    expect((await read(reader)).data[0]!.points).toBe(2_100_000_000);
    await reader.settle();
  });
});

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
    const query = parseListQuery('first_name.ne=zz&sort=last_name,city&limit=40');
    const still = await listContacts(query, database, { estimator, heavyFrom: 3 });
    const moved = await listContacts(query, moving, { estimator, heavyFrom: 3 });
    expect(trips).toBeGreaterThan(1);
    expect([still.isWhole, moved.isWhole]).toEqual([true, false]);
    expect(moved.page.data).toEqual(still.page.data);
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
      { numRuns: runs(10), endOnFailure: true },
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
