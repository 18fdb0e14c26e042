// The total beside a page: exact, bounded where counting on would cost too much, or not asked for.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

const NUMBER = 10_200;
const BOUND = 10_001;
const drawn = drawContacts(NUMBER, 13).map((contact) => ({ ...contact, customer_id: `K-${contact.id}` }));

beforeAll(() => storeContacts(drawn));

async function total(search: string): Promise<unknown> {
  const response = await request(`/v1/contacts?limit=1&fields=id&${search}`);
  expect([search, response.status]).toEqual([search, 200]);
  return (await response.json<{ total: unknown }>()).total;
}

const exactly = (value: number) => ({ value, relation: 'eq' });
const atLeast = (value: number) => ({ value, relation: 'gte' });

describe('a total', () => {
  it('of all contacts is exact without counting them', async () => {
    for (const search of ['', 'count=auto', 'count=exact', 'sort=-points', 'cursor=last', 'sort=city&seek=m']) {
      expect([search, await total(search)]).toMatchObject([search, exactly(NUMBER)]);
      const response = await request(`/v1/contacts?limit=1&${search}`);
      expect(response.headers.get('Server-Timing')).toContain('queries=2 ');
    }
  });

  it('of a filter is exact up to where counting is bounded', async () => {
    for (const number of [0, 1, 10_000]) {
      expect(await total(`id.lte=${number}`)).toMatchObject(exactly(number));
      expect(await total(`id.lte=${number}&sort=city&count=auto`)).toMatchObject(exactly(number));
    }
    const inNorway = drawn.filter(({ country, points }) => country === 'NO' && points >= 5).length;
    expect(await total('country=NO&points.gte=5')).toMatchObject(exactly(inNorway));
  });

  it('of a filter that more contacts pass is at least the bound', async () => {
    for (const search of ['id.lte=10002', 'points.gte=0', 'city.gte=%01&count=auto', 'last_name.ne=nobody&sort=-city'])
      expect([search, await total(search)]).toMatchObject([search, atLeast(BOUND)]);
  });

  it('is exact where that is asked for', async () => {
    expect(await total('points.gte=0&count=exact')).toMatchObject(exactly(NUMBER));
    expect(await total('id.lte=10002&count=exact')).toMatchObject(exactly(10_002));
    expect(await total('points.lt=0&count=exact')).toMatchObject(exactly(0));
  });

  it('is null where none is asked for, and nothing is counted', async () => {
    expect(await total('count=none')).toBeNull();
    expect(await total('points.gte=0&count=none')).toBeNull();
    const response = await request('/v1/contacts?limit=1&points.gte=0&count=none');
    expect(response.headers.get('Server-Timing')).toContain('queries=2 ');
  });

  it('says when it was true', async () => {
    const { as_of } = (await total('points.gte=5')) as { as_of: string };
    expect(as_of).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(as_of) - Date.now())).toBeLessThan(60_000);
  });

  it('of conditions that exclude each other is zero, and so is the page', async () => {
    const response = await request('/v1/contacts?points.lt=5&points.gt=5');
    expect(await response.json()).toMatchObject({ data: [], page: { next: null, prev: null }, total: exactly(0) });
  });
});
