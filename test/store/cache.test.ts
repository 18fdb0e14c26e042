// Pages, totals and facets in KV: when they are answered from there, and that a KV or a D1 that fails is never more than
// the loss of what it would have given.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { cacheOf, openPlace, pause, seenIn, watchDatabase } from '../support/edge.ts';

const contacts = drawContacts(10_200, 21);
beforeAll(() => storeContacts(contacts));

interface Answer {
  data: { id: number; points: number }[];
  total: { value: number; relation: string; as_of: string };
  facets: Record<string, { values: { value: string; count: number }[] }>;
  meta?: { warning?: { code: string; as_of: string } };
}
const PATH = '/v1/contacts?sort=-points&limit=5';
const stagesOf = (response: Response) =>
  response.headers
    .get('Server-Timing')!
    .split(', ')
    .map((stage) => stage.split(';')[0]!);
const rowsRead = (response: Response) =>
  Number(/rows_read=(\d+)/.exec(response.headers.get('Server-Timing')!)?.[1] ?? 0);
const patch = (id: number, points: number) => ({
  path: `/v1/contacts/${id}`,
  init: { method: 'PATCH', body: JSON.stringify({ points }) },
});

describe('a page', () => {
  it('is a miss once, and then a hit without any query, the same to the byte', async () => {
    const place = openPlace();
    const miss = await place.fetch(PATH);
    await place.settle();
    expect(miss.headers.get('Cache-Status')).toBe('KV; fwd=uri-miss; stored');
    const hit = await place.fetch(PATH);
    expect(hit.headers.get('Cache-Status')).toMatch(/^KV; hit; ttl=\d+$/);
    expect(stagesOf(hit)).toEqual(['parse', 'kv', 'total']);
    expect(await hit.text()).toBe(await miss.text());
    for (const name of ['ETag', 'Link', 'X-Data-Version', 'Content-Type', 'Vary', 'Cache-Control'])
      expect([name, hit.headers.get(name)]).toEqual([name, miss.headers.get(name)]);
    expect(hit.headers.get('X-D1-Bookmark')).toMatch(/^[0-9a-f-]{59}$/);
    const known = await place.fetch(PATH, { headers: { 'If-None-Match': hit.headers.get('ETag')! } });
    expect([known.status, stagesOf(known)]).toEqual([304, ['parse', 'kv', 'total']]);
  });

  it('is kept by its whole query, and not with explain', async () => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    for (const path of [`${PATH}&fields=id`, '/v1/contacts?sort=-points&limit=6', '/v1/contacts'])
      expect(cacheOf(await place.fetch(path))).toBe('fwd=uri-miss');
    for (let times = 0; times < 2; times++)
      expect((await place.fetch(`${PATH}&explain=true`)).headers.get('Cache-Status')).toBe('KV; fwd=bypass');
  });

  it('is kept without the bookmark that a client sent', async () => {
    const place = openPlace();
    const version = (await place.fetch('/v1/contacts/1')).headers.get('X-Data-Version')!;
    const forged = 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff';
    await place.fetch(PATH, { headers: { 'X-D1-Bookmark': forged, 'X-Data-Version': version } });
    await place.settle();
    const hit = await place.fetch(PATH);
    expect([cacheOf(hit), hit.headers.get('X-D1-Bookmark')]).toEqual(['hit', null]);
  });

  it('wanted by many at once is read once', async () => {
    let trips = 0;
    const DB = watchDatabase(() => void trips++);
    const place = openPlace([], { DB });
    await place.fetch('/healthz');
    await place.fetch('/v1/contacts?limit=1'); // the planner's statistics are known now
    await place.settle();
    trips = 0;
    const answers = await Promise.all(Array.from({ length: 20 }, () => place.fetch('/v1/contacts?sort=city&limit=7')));
    expect(trips).toBe(1);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    const collapsed = answers.filter((answer) => answer.headers.get('Cache-Status')!.endsWith('collapsed'));
    expect(collapsed.length).toBe(19);
  });

  it('is read anew once a write is announced', async () => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    const { path, init } = patch(contacts[0]!.id, 3_000_000_000);
    await place.fetch(path, init);
    const read = await place.fetch(PATH);
    expect(read.headers.get('Cache-Status')).toBe('KV; fwd=stale; stored');
    expect((await read.json<Answer>()).data[0]).toMatchObject({ id: contacts[0]!.id, points: 3_000_000_000 });
    await place.settle();
    expect(cacheOf(await place.fetch(PATH))).toBe('hit');
  });

  it('lives no longer than a day, and the version for ever', async () => {
    const place = openPlace();
    await place.fetch(PATH);
    const { path, init } = patch(contacts[0]!.id, 1);
    await place.fetch(path, init);
    await place.settle();
    const { keys } = await env.KV.list();
    const now = Date.now() / 1000;
    for (const { name, expiration } of keys)
      if (name === 'version') expect(expiration).toBeUndefined();
      else expect([name, expiration! > now && expiration! <= now + 86_460]).toEqual([name, true]);
    expect(keys.map(({ name }) => name.split(':')[0])).toEqual(
      expect.arrayContaining(['page', 'statistics', 'version']),
    );
  });
});

describe('another build of the code', () => {
  it('neither finds pages of this one nor says that nothing has changed', async () => {
    const [old, next] = ['a', 'b'].map((id) => ({ BUILD: { id, tag: '', timestamp: '' } }));
    const place = openPlace([], old);
    const first = await place.fetch(PATH);
    await place.settle();
    const deployed = openPlace(place.history, next);
    const headers = { 'If-None-Match': first.headers.get('ETag')! };
    const answered = await deployed.fetch(PATH, { headers });
    expect([answered.status, cacheOf(answered)]).toEqual([200, 'fwd=uri-miss']);
    expect((await deployed.fetch('/v1/contacts?limit=1', { headers: { 'If-None-Match': '*' } })).status).toBe(304);
    await deployed.settle();
    expect(cacheOf(await deployed.fetch(PATH))).toBe('hit');
    expect((await place.fetch(PATH, { headers })).status).toBe(304);
  });
});

describe('a search while its index is being built', () => {
  const SEARCH = '/v1/contacts?q=anna&limit=2';
  const goTo = (indexed: number) => env.DB.prepare('update search_state set indexed_to = ?').bind(indexed).run();

  it('is refused with a time to come back, and nothing is kept; lists without q go on', async () => {
    const place = openPlace();
    const earlier = await place.fetch(SEARCH);
    await place.settle();
    const { path, init } = patch(contacts[5]!.id, 8);
    await place.fetch(path, init);
    await place.settle();
    const kept = place.history.length;
    for (const indexed of [0, contacts.length - 1]) {
      await goTo(indexed);
      const tag = { 'If-None-Match': earlier.headers.get('ETag')! };
      for (const [search, headers] of [
        ['', {}],
        ['', tag],
        ['&count=exact&facet=city', {}],
        ['&explain=true', {}],
      ] as const) {
        const response = await place.fetch(SEARCH + search, { headers });
        expect([search, response.status]).toEqual([search, 503]);
        expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
        const { type, detail } = await response.json<{ type: string; detail: string }>();
        expect([type, detail]).toEqual(['/problems/overloaded', expect.stringContaining('search index')]);
      }
      await place.settle();
      expect(place.history.length).toBe(kept);
      expect((await env.DB.prepare('select count(*) as counts from exact_count').first())!.counts).toBe(0);
      for (const list of ['first_name=Anna&city=Oslo&sort=-points', 'limit=3'])
        expect((await place.fetch(`/v1/contacts?${list}&explain=true`)).status).toBe(200);
    }
    await goTo(Number.MAX_SAFE_INTEGER);
    expect((await (await place.fetch(SEARCH)).json<Answer>()).total.value).toBeGreaterThan(0);
    await place.settle();
  });
});

describe('a total that was counted', () => {
  const FILTER = 'first_name.ne=nobody&last_name.ne=nobody';

  it('is counted once for all pages and sorts with its filters, and again once the data has changed', async () => {
    const place = openPlace();
    const first = await place.fetch(`/v1/contacts?${FILTER}&count=exact&limit=5`);
    await place.settle();
    expect(rowsRead(first)).toBeGreaterThan(5000);
    const { total } = await first.json<Answer>();
    expect(total).toMatchObject({ value: contacts.length, relation: 'eq' });
    const second = await place.fetch(`/v1/contacts?last_name.ne=nobody&first_name.ne=nobody&sort=city&limit=3`);
    expect(rowsRead(second)).toBeLessThan(500);
    expect((await second.json<Answer>()).total).toEqual(total);
    const { path, init } = patch(contacts[1]!.id, 2);
    await place.fetch(path, init);
    const third = await place.fetch(`/v1/contacts?${FILTER}&sort=-city&limit=3`);
    expect(rowsRead(third)).toBeGreaterThan(2000); // within the smaller bound of a total that need not be exact
    await place.settle();
  });

  it('of another version than the rows is counted after all', async () => {
    const history = openPlace().history;
    const [here, elsewhere] = [openPlace(history), openPlace(history)];
    await here.fetch(`/v1/contacts?${FILTER}&gender=female&count=exact&limit=5`);
    await here.settle();
    const wanted = contacts.find(({ gender }) => gender === 'male')!.id;
    await elsewhere.fetch(`/v1/contacts/${wanted}`, { method: 'PATCH', body: '{"gender":"female"}' });
    const path = `/v1/contacts?${FILTER}&gender=female&count=exact&sort=city&limit=5`; // here is not told of the write yet
    const { total } = await (await here.fetch(path)).json<Answer>();
    const females = contacts.filter(({ gender }) => gender === 'female').length;
    expect(total).toMatchObject({ value: females + 1, relation: 'eq' });
    await Promise.all([here.settle(), elsewhere.settle()]);
  });

  it('exactly is shown by pages that were kept when they said at least so many', async () => {
    const place = openPlace();
    const path = `/v1/contacts?${FILTER}&limit=2`;
    const total = async (path: string) => (await (await place.fetch(path)).json<Answer>()).total;
    const bounded = await total(path);
    expect(bounded.relation).toBe('gte');
    expect(bounded.value).toBeLessThan(contacts.length);
    await place.settle();
    expect(cacheOf(await place.fetch(path))).toBe('hit');
    expect(await total(`${path}&count=exact`)).toMatchObject({ value: contacts.length, relation: 'eq' });
    await place.settle();
    expect(await total(path)).toMatchObject({ value: contacts.length, relation: 'eq' });
  });

  it('goes for facets too', async () => {
    const place = openPlace();
    const path = `/v1/contacts?${FILTER}&facet=country&count=none`;
    await place.fetch(path);
    await place.settle();
    const facets = (await (await place.fetch(path)).json<Answer>()).facets;
    expect(facets.country!.values.length).toBeGreaterThan(0);
    const again = await place.fetch(`${path}&sort=-id`);
    expect(rowsRead(again)).toBeLessThan(500);
    expect((await again.json<Answer>()).facets).toEqual(facets);
  });
});

describe('a KV that fails', () => {
  it.each([
    ['throws', { failure: new Error('KV GET failed: 500') }],
    ['is slow', { slowness: 2000 }],
    ['holds garbage', { lie: () => 'garbage' }],
    ['holds a cut entry', { lie: () => '{"text":"x","version":1}\n{"data":' }],
    ['holds binary garbage', { lie: () => '\xff\0\n\xfe' }],
    [
      'holds entries of something else',
      { lie: () => '{"text":"?","version":999999,"storedAt":1,"notes":{},"size":2,"checksum":0}\n{}' },
    ],
    ['holds numbers only', { lie: () => '999999999' }],
    ['holds null', { lie: () => 'null\nnull' }],
  ])('because it %s is a KV without the page', async (_what, view) => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    Object.assign(place.view, view);
    const began = Date.now();
    const response = await place.fetch(`${PATH}&first_name.ne=zz&facet=city`);
    expect(response.status).toBe(200);
    expect(cacheOf(response)).toBe('fwd=uri-miss');
    expect((await response.json<Answer>()).data.length).toBe(5);
    const { path, init } = patch(contacts[2]!.id, 3);
    expect((await place.fetch(path, init)).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(20_000);
    Object.assign(place.view, { failure: null, slowness: 0, lie: null });
    await place.settle();
  });

  it('has an entry altered by one bit is a KV without it', async () => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    const entry = place.history.find(({ key }) => key.startsWith('page:'))!.value;
    for (const at of [0, 5, entry.indexOf('\n') + 1, entry.length - 2]) {
      place.view.lie = (key) =>
        key === 'version'
          ? '0'
          : entry.slice(0, at) + String.fromCharCode(entry.charCodeAt(at) ^ 1) + entry.slice(at + 1);
      expect(cacheOf(await place.fetch(PATH))).not.toBe('hit');
    }
    await place.settle();
  });
});

describe('a D1 that is out of reach', () => {
  async function openBroken() {
    let isDown = false;
    const DB = watchDatabase(() => {
      if (isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
    });
    const place = openPlace([], { DB });
    await place.fetch(PATH);
    await place.settle();
    const down = () => {
      isDown = true;
    };
    return { place, down };
  }

  it('leaves pages that are kept, though old, marked as that', async () => {
    const { place, down } = await openBroken();
    const { path, init } = patch(contacts[3]!.id, 4);
    await place.fetch(path, init);
    await place.settle();
    down();
    const response = await place.fetch(PATH);
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Status')).toMatch(/^KV; hit; ttl=-?\d+; detail=database-unreachable$/);
    expect(response.headers.get('ETag')).toBeNull();
    const { data, meta } = await response.json<Answer>();
    expect(data.length).toBe(5);
    expect(meta!.warning).toMatchObject({ code: 'stale', as_of: expect.stringMatching(/Z$/) });
    expect((await place.fetch('/v1/contacts?sort=city')).status).toBe(503);
    expect((await place.fetch('/v1/contacts?limit=0')).status).toBe(400);
  });

  it('leaves them to a client that asks whether they have changed, too', async () => {
    const { place, down } = await openBroken();
    const tag = (await place.fetch(PATH)).headers.get('ETag')!;
    const { path, init } = patch(contacts[3]!.id, 7);
    await place.fetch(path, init);
    await place.settle();
    down();
    const response = await place.fetch(PATH, { headers: { 'If-None-Match': tag } });
    expect([response.status, response.headers.get('ETag')]).toEqual([200, null]);
  });

  it('never leaves a client with less than it has seen', async () => {
    const { place, down } = await openBroken();
    const { path, init } = patch(contacts[3]!.id, 5);
    const written = await place.fetch(path, init);
    await place.settle();
    down();
    const response = await place.fetch(PATH, { headers: seenIn(written) });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
  });

  it('for a moment is asked again', async () => {
    let failures = 2;
    const DB = watchDatabase(() => {
      if (failures-- > 0) throw new Error('D1_ERROR: Network connection lost.');
    });
    const place = openPlace([], { DB });
    expect((await place.fetch(PATH)).status).toBe(200);
    failures = 1;
    const { path, init } = patch(contacts[4]!.id, 6);
    expect((await place.fetch(path, init)).status).toBe(200);
    await pause(1);
    await place.settle();
  });
});
