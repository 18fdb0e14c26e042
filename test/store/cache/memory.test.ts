// Pages and totals in an isolate's memory: answered without any I/O, by the test of versions that entries of KV are put to.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { recall } from '../../../src/cache/memory.ts';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace, type Place, pause, seenIn, watchDatabase } from '../../support/edge.ts';
import { nameOfSeal, openBroken } from './page.ts';

const contacts = drawContacts(10_100, 31);
beforeAll(() => storeContacts(contacts));

const PATH = '/v1/contacts?sort=-points&limit=3';
const FILTER = 'first_name.ne=nobody&last_name.ne=nobody';
const pageOf = async (response: Response) =>
  response.json<{ data: Contact[]; page: { next: string }; total: { value: number; relation: string } }>();
const cacheStatus = (response: Response) => response.headers.get('Cache-Status');
const patch = (place: Place, points: number) =>
  place.fetch('/v1/contacts/1', { method: 'PATCH', body: JSON.stringify({ points }) });
const pagesIn = ({ history }: Place) => history.filter(({ key }) => key.startsWith('page:')).length;

/** A place, and how often it has asked D1. */
function openCounted(history: Place['history'] = []) {
  const trips = { count: 0 };
  const place = openPlace(history, { DB: watchDatabase(() => void trips.count++) });
  return { place, trips };
}

describe('a page asked for again', () => {
  it.each([
    ['read from D1', PATH],
    ['whose total says at least so many', `/v1/contacts?${FILTER}&limit=2`],
    ['with facets', '/v1/contacts?points.gte=0&facet=country&limit=2'],
  ])('costs no I/O, %s', async (_what, path) => {
    const { place, trips } = openCounted();
    const first = await place.fetch(path);
    await place.settle();
    await place.fetch(path);
    const before = [place.asked.length, trips.count];
    const again = await place.fetch(path);
    expect([place.asked.length, trips.count]).toEqual(before);
    expect(cacheStatus(again)).toMatch(/^isolate; hit; ttl=\d+$/);
    expect(await again.text()).toBe(await first.text());
    for (const name of ['ETag', 'Link', 'X-Data-Version', 'Content-Type', 'Vary', 'Cache-Control'])
      expect([name, again.headers.get(name)]).toEqual([name, first.headers.get(name)]);
    expect(again.headers.get('X-D1-Bookmark')).toMatch(/^[0-9a-f-]{59}$/);
  });

  it('costs none where KV had it, and then one look at the version each second', async () => {
    const { place } = openCounted();
    await place.fetch(PATH);
    await place.settle();
    const { place: elsewhere, trips } = openCounted(place.history);
    expect(cacheStatus(await elsewhere.fetch(PATH))).toMatch(/^KV; hit/);
    expect(elsewhere.asked.length).toBe(2);
    expect(cacheStatus(await elsewhere.fetch(PATH))).toMatch(/^isolate; hit/);
    expect(elsewhere.asked.length).toBe(2);
    await pause(1100);
    expect(cacheStatus(await elsewhere.fetch(PATH))).toMatch(/^isolate; hit/);
    expect([elsewhere.asked.slice(2), trips.count]).toEqual([['version'], 0]);
  });

  it('is read anew when its ten minutes are over', async () => {
    const place = openPlace();
    await place.fetch(PATH);
    await place.settle();
    const entry = recall(place.env, 'page', `${PATH} ${nameOfSeal(place)}`)!.entry!;
    entry.storedAt -= 10 * 60_000;
    const aged = place.history.find(({ key }) => key.startsWith('page:'))!;
    aged.value = aged.value.replace(/"storedAt":\d+/, `"storedAt":${entry.storedAt}`);
    expect(cacheOf(await place.fetch(PATH))).toBe('fwd=stale');
    await place.settle();
  });
});

describe('a page in memory', () => {
  it('is not answered once a write elsewhere is announced, and until then as KV would answer it', async () => {
    const { place } = openCounted();
    const elsewhere = openPlace(place.history);
    await place.fetch(PATH);
    await place.settle();
    expect((await patch(elsewhere, 2_000_000_100)).status).toBe(200);
    await elsewhere.settle();
    expect((await pageOf(await place.fetch(PATH))).data[0]!.id).not.toBe(1); // for the second of REREAD_MS
    await pause(1100);
    expect((await pageOf(await place.fetch(PATH))).data[0]).toMatchObject({ id: 1, points: 2_000_000_100 });
    await place.settle();
  });

  it('is not answered to a client that has seen a later version, and stays for others', async () => {
    const { place } = openCounted();
    const elsewhere = openPlace(place.history);
    await place.fetch(PATH);
    await place.settle();
    const written = await patch(elsewhere, 2_000_000_101);
    const beyond = { 'X-Data-Version': `${'f'.repeat(20)}.${'9'.repeat(15)}` };
    expect(cacheOf(await place.fetch(`${PATH}&count=none`, { headers: beyond }))).toBe('fwd=uri-miss');
    expect((await pageOf(await place.fetch(PATH, { headers: seenIn(written) }))).data[0]!.points).toBe(2_000_000_101);
    await Promise.all([place.settle(), elsewhere.settle()]);
  });

  it('is not answered after a write of its own isolate', async () => {
    const { place } = openCounted();
    await place.fetch(PATH);
    await patch(place, 2_000_000_102);
    expect((await pageOf(await place.fetch(PATH))).data[0]).toMatchObject({ id: 1, points: 2_000_000_102 });
    await place.settle();
  });

  it('is not answered once an epoch has begun', async () => {
    const { place } = openCounted();
    await place.fetch(PATH);
    await place.settle();
    const { epoch } = (await env.DB.prepare('select epoch from data_state').first<{ epoch: string }>())!;
    await env.DB.prepare(`update data_state set epoch = ?, version = 1`)
      .bind(`${Date.now().toString(16).padStart(12, '0')}00000001`)
      .run();
    const { epoch: later } = (await env.DB.prepare('select epoch from data_state').first<{ epoch: string }>())!;
    expect(later > epoch).toBe(true);
    await pause(1500); // since the last announcement
    await openPlace(place.history).scheduled();
    await pause(1100);
    const answer = await place.fetch(PATH);
    expect([cacheOf(answer), answer.headers.get('X-Data-Version')!.startsWith(later)]).toEqual(['fwd=uri-miss', true]);
    await place.settle();
  });

  it('is not answered where KV cannot tell the version, but where D1 is out of reach, too, as what it is', async () => {
    const { place, down } = await openBroken(PATH);
    await pause(1100);
    place.view.failure = new Error('KV GET failed: 500');
    expect(cacheOf(await place.fetch(PATH))).toBe('fwd=stale');
    down();
    expect(cacheStatus(await place.fetch(PATH))).toMatch(/^isolate; hit; ttl=\d+; detail=database-unreachable$/);
    place.view.failure = null;
    await place.settle();
  });

  it("is its build's, its seal's and its KV's alone", async () => {
    const { place } = openCounted();
    await place.fetch(PATH);
    const build = { ...place.env, BUILD: { id: 'another', tag: '', timestamp: '' } };
    const name = `${PATH} ${nameOfSeal(place)}`;
    expect(recall(place.env, 'page', name)).not.toBeNull();
    for (const [shelf, text] of [
      [build, name],
      [openPlace(place.history).env, name],
      [place.env, `${PATH} another`],
    ] as const)
      expect(recall(shelf, 'page', text)).toBeNull();
    await place.settle();
  });
});

describe('KV is filled', () => {
  it('with first pages at once, and with others when they are asked for again', async () => {
    const { place, trips } = openCounted();
    const { page } = await pageOf(await place.fetch(PATH));
    await place.settle();
    expect(pagesIn(place)).toBe(1);
    const path = `${PATH}&cursor=${page.next}`;
    expect(cacheStatus(await place.fetch(path))).toBe('KV; fwd=uri-miss');
    await place.settle();
    expect(pagesIn(place)).toBe(1);
    const before = trips.count;
    for (let times = 0; times < 3; times++) expect(cacheOf(await place.fetch(path))).toBe('hit');
    await place.settle();
    expect([pagesIn(place), trips.count]).toEqual([2, before]);
    expect(cacheStatus(await openPlace(place.history).fetch(path))).toMatch(/^KV; hit/);
  });

  it('with few pages of a burst, and with the others when they are asked for again', async () => {
    const { place } = openCounted();
    const paths = Array.from({ length: 40 }, (_, at) => `/v1/contacts?limit=1&points.ne=${at}`);
    const left: string[] = [];
    const began = Date.now();
    for (const path of paths) {
      const answer = await place.fetch(path);
      if (cacheStatus(answer) === 'KV; fwd=uri-miss') left.push(path);
      await pause(10);
    }
    const seconds = (Date.now() - began) / 1000;
    await place.settle();
    const filled = pagesIn(place);
    expect(filled).toBeGreaterThan(2);
    expect(filled).toBeLessThanOrEqual(10 * (seconds + 1));
    await pause(1100);
    for (const path of left.slice(-2)) expect(cacheStatus(await place.fetch(path))).toMatch(/^isolate; hit/);
    await place.settle();
    expect(pagesIn(place)).toBe(filled + 2);
  });
});
