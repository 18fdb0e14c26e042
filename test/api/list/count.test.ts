// The total beside a page: exact, bounded where counting on would cost too much, or not asked for.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/database.ts';
import { listContacts } from '../../../src/list/list.ts';
import { toContacts } from '../../../src/list/reading/taken.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { gatherStatistics } from '../../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../../src/statistics/estimate.ts';
import { fold } from '../../../src/text/fold.ts';
import { parseVersion, type Version } from '../../../src/version.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

const NUMBER = 10_200;
const BOUND = 10_001;
const drawn = drawContacts(NUMBER, 13).map((contact) => ({ ...contact, customer_id: `K-${contact.id}` }));

/** A list of few contacts, by two filters: how many, and which. */
const [few, FEW] = pickFew();
const elsewhere = drawn.filter(({ country, points }) => country !== 'NO' && points >= 5).length;
const inNorway = drawn.filter(({ country, points }) => country === 'NO' && points >= 5).length;

let informed: Estimator;
beforeAll(async () => {
  await storeContacts(drawn);
  informed = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), NUMBER);
});

function pickFew(): [number, string] {
  const counts = new Map<string, number>();
  for (const { country, city_code, gender, points } of drawn) {
    const code = encodeURIComponent(city_code);
    const search = `country=${country}&city_code=${code}&points=${points}&${gender === null ? 'gender.null=true' : `gender=${gender}`}`;
    counts.set(search, (counts.get(search) ?? 0) + 1);
  }
  const [search, number] = [...counts].find(([, number]) => number > 10 && number < 100)!;
  return [number, search];
}

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
    expect(await total('country=NO&points.gte=5&count=exact')).toMatchObject(exactly(inNorway));
  });

  it('by tests on each contact costs no more than a few of them, and tells what is expected', async () => {
    const search = 'country.ne=NO&points.gte=5';
    const { value, relation, ...others } = (await total(search)) as {
      value: number;
      relation: string;
      estimate: number;
    };
    expect([relation, others]).toEqual(['gte', { estimate: expect.any(Number), as_of: expect.any(String) }]);
    expect(value).toBeGreaterThan(100);
    expect(value).toBeLessThan(elsewhere);
    expect(Math.abs(others.estimate / elsewhere - 1)).toBeLessThan(0.2);
    const alone = await request(`/v1/contacts/count?${search}`);
    const { total: counted } = await alone.json<{ total: { value: number } }>();
    expect(counted.value).toBeGreaterThan(value); // there is no page to cost more than
  });

  it('of a list that one page shows is the number of its rows', async () => {
    const response = await request(`/v1/contacts?limit=200&fields=id&${FEW}`);
    expect((await response.json<{ total: object }>()).total).toMatchObject(exactly(few));
  });

  it('of values that are counted is their sum, however many contacts that is', async () => {
    const from = drawn.filter(({ last_name }) => fold(last_name) >= 'm').length;
    for (const [search, number] of [
      ['last_name.gte=m', from],
      ['last_name.gte=m&count=exact', from],
      ['last_name.lt=m', NUMBER - from],
      ['gender.null=true', drawn.filter(({ gender }) => gender === null).length],
      ['gender.ne=female', drawn.filter(({ gender }) => gender !== 'female').length],
      ['gender.null=false', drawn.filter(({ gender }) => gender !== null).length],
      ['country.nin=NO,SE', drawn.filter(({ country }) => !['NO', 'SE'].includes(country)).length],
      ['country.startswith=q', drawn.filter(({ country }) => country.startsWith('Q')).length],
    ] as const)
      expect([search, await total(search)]).toMatchObject([search, exactly(number)]);
  });

  it('is counted once for all pages', async () => {
    interface Counted {
      total: { value: number };
      page: { next: string; prev: string };
    }
    const search = '/v1/contacts?limit=2&fields=id&country.ne=NO&points.gte=5';
    const read = async (rest: string) => {
      const response = await request(`${search}${rest}`);
      const rowsRead = Number(/rows_read=(\d+)/.exec(response.headers.get('Server-Timing')!)![1]);
      return { ...(await response.json<Counted>()), rowsRead };
    };
    const first = await read('');
    const second = await read(`&cursor=${first.page.next}`);
    expect(second.total).toMatchObject({ value: first.total.value, relation: 'gte' });
    expect(second.rowsRead).toBeLessThan(first.rowsRead / 2);
    const third = await read(`&cursor=${second.page.next}&count=none`);
    expect(third.total).toBeNull();
    expect((await read(`&cursor=${third.page.prev}`)).total).toEqual(second.total);
    const exact = await read(`&cursor=${second.page.next}&count=exact`);
    expect(exact.total).toMatchObject(exactly(elsewhere));
    expect((await read(`&cursor=${exact.page.next}`)).total).toMatchObject(exactly(elsewhere));
  });

  it('that pages hand on is counted again for a client that has seen what was written since', async () => {
    const read = async (rest: string, seen?: Version | null) =>
      listContacts(parseListQuery(`limit=2&${FEW}&sort=-id${rest}`), openDatabase(env.DB), {
        estimator: informed,
        choose: (steps) => steps.find(({ access }) => access === 'late'),
        ...(seen !== undefined && { seen }),
      });
    const { page, total, state } = await read('');
    expect(total).toMatchObject(exactly(few));
    const change = (points: unknown) =>
      request(`/v1/contacts/${toContacts(page.contacts)[1]!.id}`, {
        method: 'PATCH',
        body: JSON.stringify({ points }),
      });
    const changed = await change(999);
    const cursor = `&cursor=${page.next}`;
    expect((await read(cursor)).total).toMatchObject(exactly(few));
    expect((await read(cursor, state.version)).total).toMatchObject(exactly(few));
    expect((await read(cursor)).isWhole).toBe(false);
    for (const seen of [parseVersion(changed.headers.get('X-Data-Version')), null])
      expect((await read(cursor, seen)).total).toMatchObject(exactly(few - 1));
    await change(toContacts(page.contacts)[1]!.points);
  });

  it('is counted where the page was to tell it and could not', async () => {
    const query = parseListQuery('country=DE&points.gte=5&sort=city&limit=1');
    const ways = ['late', 'walk'];
    const { total, steps } = await listContacts(query, openDatabase(env.DB), {
      estimator: toEstimator(null, NUMBER),
      choose: (steps) => {
        const way = ways.shift();
        return steps.find(({ access }) => access === way) ?? steps[0];
      },
    });
    expect(steps.map(({ access }) => access)).toEqual(['late', 'walk']);
    expect(total).toMatchObject({ relation: 'gte' });
    expect(total!.value).toBeGreaterThan(100);
  });

  it('of a filter that more contacts pass is at least the bound', async () => {
    for (const search of [
      'id.lte=10002',
      'points.gte=0',
      'points.gte=0&sort=-city',
      'created.gte=1900-01-01&count=auto',
    ])
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
