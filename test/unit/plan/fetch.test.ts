// A fetch and its bounds, so that it reads no more than it may. Each entry that is found is read, and once more to tell whether
// there are too many; each that passes, to go on with it, to tell how many they are, for its keys and to be sorted.
import { describe, expect, it } from 'vitest';
import { planFetch, planFetches } from '../../../src/plan/fetch/fetch.ts';
import { fetchOf, SHOWN, toBounds, toContext, toWays } from './fetches.ts';
import { parse } from './planned.ts';

const listed = (search: string, contacts: number) => toWays(planFetches(parse(search), 'edge', toContext(contacts)));

describe('the fetches of a list', () => {
  it.each<[string, number, string[]]>([
    ['sort=points', 100_000, []],
    ['last_name=x&sort=points', 1_000_000, ['app_user_last_name']],
    ['last_name=x&sort=points', 2_000_000, []],
    ['last_name.ne=x&sort=points', 100_000, []],
    ['birthday.null=true&sort=points', 10_000, ['app_user_birthday']],
    ['birthday.null=false&sort=points', 1000, []],
    ['city=Oslo&sort=points', 500_000, ['address_city']],
    [
      'last_name=x&birthday=2000-01-01&sort=points',
      200_000,
      ['app_user_last_name', 'app_user_birthday', 'app_user_last_name,birthday'],
    ],
    [
      'points=5&city=Oslo&sort=created',
      200_000,
      ['customer_relationship_points', 'address_city', 'address_city,points', 'customer_relationship_points,city'],
    ],
    [
      'country=NO&city.gte=B&sort=points',
      10_000,
      ['address_country', 'address_city', 'address_country,city', 'address_country_city'],
    ],
    ['country.gte=NO&city.gte=B&sort=points', 3000, ['address_country', 'address_city', 'address_country,city']],
    [
      'country.in=NO,SE&city.gte=B&sort=points',
      5000,
      ['address_country', 'address_city', 'address_country,city', 'address_country_city'],
    ],
  ])('%s, of %i contacts, are %j', (search, contacts, ways) => {
    expect(listed(search, contacts)).toEqual(ways);
  });

  it('list the rarest filters, three of one kind at most beside the first', () => {
    const search =
      'last_name.gte=x&birthday=2000-01-01&created=2024-01-01&first_name=a&points=4' +
      '&last_activity=2024-01-01&street=A&sort=customer_id';
    const ways = listed(search, 100_000).filter((way) => way.includes(','));
    expect(ways).toEqual([
      'address_street,birthday',
      'app_user_birthday,first_name',
      'app_user_birthday,first_name,points',
      'app_user_birthday,first_name,points,last_name',
      'app_user_birthday,street',
      'app_user_birthday,first_name,street',
      'app_user_birthday,first_name,points,street',
      'app_user_birthday,first_name,points,last_name,street',
    ]);
  });
});

describe('the bounds of a fetch', () => {
  it.each<[string, number, string, { bounds: unknown[]; read: number; drawn: number }]>([
    // 5,000 entries, a fifth more and 300: 6 reads each
    [
      'last_name=x&sort=points',
      1_000_000,
      'app_user_last_name',
      { bounds: [6300, [null, 6300, []]], read: 25_000, drawn: 37_801 },
    ],
    // the same by an index that has the keys
    [
      'last_name=x&sort=-id',
      1_000_000,
      'app_user_last_name',
      { bounds: [7800, [null, 7800, []]], read: 20_000, drawn: 39_001 },
    ],
    // four times as many as are expected
    [
      'last_name=x&sort=points',
      200_000,
      'app_user_last_name',
      { bounds: [4300, [null, 4300, []]], read: 5000, drawn: 25_801 },
    ],
    // each entry's row is read; of these 25 pass
    [
      'last_name=x&gender=male&sort=points',
      1_000_000,
      'app_user_last_name',
      { bounds: [6300, [null, 6300, []]], read: 10_100, drawn: 44_101 },
    ],
    // of an address its contacts' entries and their end
    [
      'city=Oslo&sort=points',
      500_000,
      'address_city',
      { bounds: [5300, [5300, 5300, []]], read: 17_500, drawn: 42_401 },
    ],
    // an index of two fields has what both leave
    [
      'country=NO&city.gte=B&sort=points',
      1_000_000,
      'address_country_city',
      { bounds: [3300, [3300, 3300, []]], read: 10_500, drawn: 26_401 },
    ],
    // a list is read beside, as far as its bound
    [
      'last_name=x&birthday=2000-01-01&sort=points',
      1_000_000,
      'app_user_last_name,birthday',
      { bounds: [6300, [null, 6300, [6300]]], read: 10_100, drawn: 44_102 },
    ],
  ])('of %s among %i contacts, by %s', (search, contacts, way, { bounds, read, drawn }) => {
    const fetch = fetchOf(search, contacts, way);
    const { rows, ...estimate } = fetch.estimate;
    expect(toBounds(fetch)).toEqual(bounds);
    expect(estimate.read - 3 * rows).toBeCloseTo(read, 6);
    expect(estimate.ceiling).toBe(drawn + SHOWN);
    expect(estimate.ceiling).toBeLessThanOrEqual(48_000 * 0.95);
    expect(fetch.addresses).toBe(fetch.table === 'address' ? fetch.most : null);
  });

  it('are narrower for what passes where no bound of what is found is enough', () => {
    // 5,000 relationships, of which 25 pass one further table, and hardly any the next: 16 times as many, and 300
    const fetch = fetchOf('points=5&gender=male&city=Oslo&sort=created', 1_000_000, 'customer_relationship_points');
    expect(toBounds(fetch)).toEqual([20_300, [null, 700, []], [null, 303, []]]);
    expect(fetch.levels.map(({ tests }) => Object.keys(tests.restrictions))).toEqual([['gender'], ['city']]);
  });

  it('are as wide as the budget allows where the fetch was too small before, which then is not expected to be cheap', () => {
    const once = fetchOf('last_name=x&gender=male&sort=points', 100_000, 'app_user_last_name');
    const again = fetchOf('last_name=x&gender=male&sort=points', 100_000, 'app_user_last_name', { isAgain: true });
    expect(toBounds(once)).toEqual([2300, [null, 2300, []]]);
    expect(toBounds(again)).toEqual([4300, [null, 4300, []]]);
    const shown = 3 * 2.5;
    expect(again.estimate.cost - shown).toBeCloseTo(4 * (once.estimate.cost - shown), 6);
  });

  it('may take all of the budget where it was counted how many there are', () => {
    const { tests, ...query } = parse('last_name=x&sort=points');
    const counts = new Map([['x', 6100]]);
    const contained = { text: 'x', within: tests.restrictions.last_name!, counts, contacts: 6100 };
    const counted = { ...tests, restrictions: { last_name: { ...tests.restrictions.last_name!, contained } } };
    const fetch = planFetch({ ...query, tests: counted }, { filter: 'last_name' }, 'edge', toContext(1_000_000));
    expect(fetch).toMatchObject({ most: 7620, estimate: { ceiling: 6 * 7620 + 1 + SHOWN } });
  });

  it('draw more than is read where rows are sought that D1 does not count', () => {
    const { draw, ceiling } = fetchOf('city.in=a,b&gender=male&sort=id', 20_000, 'address_city').estimate;
    expect(draw).toBe(1);
    const found = fetchOf('last_name=x&sort=-id', 1_000_000, 'app_user_last_name').estimate;
    expect(found.draw).toBe(1);
    expect(ceiling).toBeLessThan(48_000);
  });
});
