// A place whose KV hardly ever had a page lately: it reads D1 at once, and loses nothing by that.
import { beforeAll, expect, it } from 'vitest';
import { isWorthAsking, learnFound } from '../../../src/cache/worth.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace, type Place, watchDatabase } from '../../support/edge.ts';

const contacts = drawContacts(30, 43);
beforeAll(() => storeContacts(contacts));

const MANY = 100;
const pathOf = (at: number) => `/v1/contacts?limit=1&fields=id&created.gte=${2000 + at}-01-01&count=none`;
const pagesAsked = ({ asked }: Place) => asked.filter((key) => key.startsWith('page:')).length;

function learnMisses({ env }: Place) {
  for (let times = 0; times < MANY; times++) learnFound(env.KV, false);
}

it('is asked for each page before anything is learnt, and while it has one in ten', () => {
  const kv = {};
  for (let times = 0; times < MANY; times++) {
    expect(isWorthAsking(kv)).toBe(true);
    learnFound(kv, times % 5 === 0);
  }
});

it('is asked ten times where it has none from the first on', () => {
  const kv = {};
  let asked = 0;
  for (let times = 0; times < 20; times++)
    if (isWorthAsking(kv)) {
      asked += 1;
      learnFound(kv, false);
    }
  expect(asked).toBe(10);
});

it('is asked for one page of sixteen where it has none, and for each again once it has', () => {
  const kv = {};
  for (let times = 0; times < MANY; times++) learnFound(kv, false);
  const asked = Array.from({ length: 160 }, () => isWorthAsking(kv));
  expect(asked.filter(Boolean).length).toBe(10);
  for (let times = 0; times < 4; times++) learnFound(kv, true);
  expect(Array.from({ length: 16 }, () => isWorthAsking(kv))).not.toContain(false);
});

it('is not waited for then; a page that is asked for again is stored', async () => {
  const place = openPlace();
  await place.fetch(pathOf(0));
  await place.settle();
  learnMisses(place);
  const before = pagesAsked(place);
  const stored = place.history.length;
  expect(cacheOf(await place.fetch(pathOf(1)))).toBe('fwd=bypass');
  await place.settle();
  expect([pagesAsked(place), place.history.length]).toEqual([before, stored]);
  expect((await place.fetch(pathOf(1))).headers.get('Cache-Status')).toMatch(/^isolate; hit/);
  await place.settle();
  expect(place.history.length).toBe(stored + 1);
});

it('is asked after all where D1 is out of reach', async () => {
  const first = openPlace();
  await first.fetch(pathOf(2));
  await first.settle();
  const state = { isDown: false };
  const DB = watchDatabase(() => {
    if (state.isDown) throw new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.');
  });
  const place = openPlace(first.history, { DB });
  await place.fetch(pathOf(3));
  await place.settle();
  learnMisses(place);
  state.isDown = true;
  expect((await place.fetch(pathOf(2))).headers.get('Cache-Status')).toMatch(/^KV; hit/);
  expect((await place.fetch(pathOf(4))).status).toBe(503);
  await place.settle();
});
