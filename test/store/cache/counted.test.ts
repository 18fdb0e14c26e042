// Totals and facets that were counted: for whom, and until when. Where `count=auto` stops is set so low that few contacts
// pass it.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as counting from '../../../src/list/count.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace, pause } from '../../support/edge.ts';
import { type Answer, patch, rowsRead } from './page.ts';

const BOUNDED = 501;
/** Enough to be worth caching when they are counted. */
const contacts = drawContacts(5200, 21);

beforeAll(() => {
  vi.spyOn(counting, 'BOUNDED_COUNT', 'get').mockReturnValue(BOUNDED as never);
  return storeContacts(contacts);
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
    for (const reader of [place, openPlace(place.history)]) {
      await reader.fetch('/v1/contacts?limit=1'); // the planner's statistics are known now
      const second = await reader.fetch(`/v1/contacts?last_name.ne=nobody&first_name.ne=nobody&sort=city&limit=3`);
      expect(rowsRead(second)).toBeLessThan(500);
      expect((await second.json<Answer>()).total).toEqual(total);
    }
    const { path, init } = patch(contacts[1]!.id, 2);
    await place.fetch(path, init);
    const third = await place.fetch(`/v1/contacts?${FILTER}&sort=-city&limit=3`);
    expect(rowsRead(third)).toBeGreaterThan(BOUNDED);
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
    expect(await total(path)).toMatchObject({ value: BOUNDED, relation: 'gte' });
    await place.settle();
    const elsewhere = openPlace(place.history);
    for (const reader of [place, elsewhere]) expect(cacheOf(await reader.fetch(path))).toBe('hit');
    expect(await total(`${path}&count=exact`)).toMatchObject({ value: contacts.length, relation: 'eq' });
    expect(await total(path)).toMatchObject({ value: contacts.length, relation: 'eq' });
    await place.settle();
    await pause(1100); // for so long an isolate goes by what KV did not have
    for (const reader of [elsewhere, openPlace(place.history)]) {
      const { total } = await (await reader.fetch(path)).json<Answer>();
      expect(total).toMatchObject({ value: contacts.length, relation: 'eq' });
    }
  });

  it('goes for facets too', async () => {
    const place = openPlace();
    const path = `/v1/contacts?${FILTER}&facet=country&count=none`;
    await place.fetch(path);
    await place.settle();
    const facets = (await (await place.fetch(path)).json<Answer>()).facets;
    expect(facets.country!.values.length).toBeGreaterThan(0);
    for (const [reader, sort] of [
      [place, '-id'],
      [openPlace(place.history), 'id'],
    ] as const) {
      const again = await reader.fetch(`${path}&sort=${sort}`);
      expect(rowsRead(again)).toBeLessThan(500);
      expect((await again.json<Answer>()).facets).toEqual(facets);
    }
  });
});
