// A key of KV that is slower than those that KV has: D1 is read meanwhile, whoever is right first answers, and nothing is
// stored that KV has.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace, pause, watchDatabase } from '../../support/edge.ts';

const contacts = drawContacts(60, 41);
beforeAll(() => storeContacts(contacts));

const PATH = '/v1/contacts?sort=-points&limit=3';
const SLOW_MS = 200;
const statusOf = (response: Response) => response.headers.get('Cache-Status');

/** A place that knows the version and the statistics, and holds no page; how often D1 was asked since. */
async function openReady(history = openPlace().history) {
  const trips = { count: 0 };
  const state = { isDown: false };
  const DB = watchDatabase(() => {
    trips.count++;
    if (state.isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
  });
  const place = openPlace(history, { DB });
  await place.fetch('/v1/contacts?limit=1&fields=id');
  await place.settle();
  await place.fetch('/v1/contacts?limit=1&fields=id'); // the version is known for a second
  trips.count = 0;
  return { place, trips, state };
}

/** Another place has stored the page. */
async function store() {
  const { place } = await openReady();
  await place.fetch(PATH);
  await place.settle();
  return place.history;
}
const pages = (history: { key: string }[]) => history.filter(({ key }) => key.startsWith('page:')).length;

describe('a page', () => {
  it('is read from D1 where KV is slow, and stored once KV is known not to have it', async () => {
    const { place, trips } = await openReady();
    const before = pages(place.history);
    place.view.slowness = SLOW_MS;
    const response = await place.fetch(PATH);
    expect([statusOf(response), trips.count, pages(place.history)]).toEqual(['KV; fwd=miss; detail=slow', 1, before]);
    await place.settle();
    expect(pages(place.history)).toBe(before + 1);
    expect(statusOf(await place.fetch(PATH))).toMatch(/^isolate; hit/);
  });

  it('that KV has after all is not stored again', async () => {
    const history = await store();
    const { place, trips } = await openReady(history);
    const before = pages(history);
    place.view.slowness = SLOW_MS;
    expect(statusOf(await place.fetch(PATH))).toMatch(/^KV; (hit|fwd=miss; detail=slow)/); // whoever is first
    await place.settle();
    place.view.slowness = 0;
    expect(statusOf(await place.fetch(PATH))).toMatch(/^isolate; hit/);
    await place.settle();
    expect([pages(history), trips.count]).toEqual([before, 1]);
  });

  it('that KV has at hand costs D1 nothing', async () => {
    const { place, trips } = await openReady(await store());
    expect(statusOf(await place.fetch(PATH))).toMatch(/^KV; hit/);
    await pause(300);
    expect(trips.count).toBe(0);
  });

  it('is answered from a slow KV where D1 is out of reach', async () => {
    const { place, state } = await openReady(await store());
    place.view.slowness = SLOW_MS;
    state.isDown = true;
    expect(statusOf(await place.fetch(PATH))).toMatch(/^KV; hit/);
    await place.settle();
  });

  it.each(['explain=true', 'count=exact&first_name.ne=nobody&last_name.ne=nobody', 'facet=country'])(
    'waits for KV where reading is dearer without it: %s',
    async (search) => {
      const { place } = await openReady();
      place.view.slowness = SLOW_MS;
      expect(statusOf(await place.fetch(`${PATH}&${search}`))).toMatch(/^KV; fwd=(uri-miss|bypass)/);
      place.view.slowness = 0;
      await place.settle();
    },
  );
});
