// Pages in KV: when they are answered from there.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace, watchDatabase } from '../../support/edge.ts';
import { type Answer, PATH, patch } from './page.ts';

const contacts = drawContacts(300, 21);

beforeAll(() => storeContacts(contacts));

const stagesOf = (response: Response) =>
  response.headers
    .get('Server-Timing')!
    .split(', ')
    .map((stage) => stage.split(';')[0]!);

describe('a page', () => {
  it('is a miss once, and then a hit without any query, the same to the byte', async () => {
    const place = openPlace();
    const miss = await place.fetch(PATH);
    await place.settle();
    expect(miss.headers.get('Cache-Status')).toBe('KV; fwd=uri-miss; stored');
    const elsewhere = openPlace(place.history);
    const hit = await elsewhere.fetch(PATH);
    expect(hit.headers.get('Cache-Status')).toMatch(/^KV; hit; ttl=\d+$/);
    expect(stagesOf(hit)).toEqual(['parse', 'kv', 'total']);
    expect(await hit.text()).toBe(await miss.text());
    for (const name of ['ETag', 'Link', 'X-Data-Version', 'Content-Type', 'Vary', 'Cache-Control'])
      expect([name, hit.headers.get(name)]).toEqual([name, miss.headers.get(name)]);
    expect(hit.headers.get('X-D1-Bookmark')).toMatch(/^[0-9a-f-]{59}$/);
    for (const [reader, stages] of [
      [elsewhere, ['parse', 'total']], // memory has it: there is nothing to wait for
      [openPlace(place.history), ['parse', 'kv', 'total']],
    ] as const) {
      const known = await reader.fetch(PATH, { headers: { 'If-None-Match': hit.headers.get('ETag')! } });
      expect([known.status, stagesOf(known)]).toEqual([304, stages]);
    }
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
    for (const reader of [place, openPlace(place.history)]) {
      const hit = await reader.fetch(PATH);
      expect([cacheOf(hit), hit.headers.get('X-D1-Bookmark')]).toEqual(['hit', null]);
    }
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
    for (const reader of [place, openPlace(place.history)]) expect(cacheOf(await reader.fetch(PATH))).toBe('hit');
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
    for (const reader of [deployed, openPlace(place.history, next)])
      expect(cacheOf(await reader.fetch(PATH))).toBe('hit');
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
