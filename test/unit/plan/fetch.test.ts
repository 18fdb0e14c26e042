// A fetch: what it passes through, what it is expected to read, and its bounds, so that it reads no more than it may. Each entry
// that is found is read, and once more to tell whether there are too many; each that passes, to go on with it, to tell how many
// they are, for its keys and to be sorted.
import { describe, expect, it } from 'vitest';
import type { PlanContext } from '../../../src/plan/access.ts';
import { planPart } from '../../../src/plan/fetch/collect.ts';
import { planFetch, planFetches } from '../../../src/plan/fetch/fetch.ts';
import { planSteps } from '../../../src/plan/plan.ts';
import type { Fetch } from '../../../src/plan/step.ts';
import type { Collected } from '../../../src/query/position/collected.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { NO_VERSION } from '../../../src/version.ts';
import { parse } from './planned.ts';

const ROWS = 50;
/** What the page's rows read, and what sorting them again takes. */
const SHOWN = ROWS * (3 + 2);
const toContext = (contacts: number, more: Partial<PlanContext> = {}): PlanContext => ({
  ...{ estimator: toEstimator(null, contacts), rows: ROWS, budget: 48_000, mayFetch: true, ...more },
});

/** Each fetch as the index that it reads, and the filters that it lists beside. */
const toWays = (fetches: Fetch[]) =>
  fetches.map(({ index, levels }) => [index, ...levels.flatMap(({ lists }) => lists.map(({ filter }) => filter))].join());
const listed = (search: string, contacts: number) => toWays(planFetches(parse(search), 'edge', toContext(contacts)));

function fetchOf(search: string, contacts: number, way: string, more: Partial<PlanContext> = {}): Fetch {
  const fetches = planFetches(parse(search), 'edge', toContext(contacts, more));
  const found = fetches.find((fetch) => toWays([fetch])[0] === way);
  if (!found) throw new Error(`${way} is none of ${toWays(fetches)}`);
  return found;
}

/** Its bounds: entries; and of each level what it may have, of how many contacts, and what its lists may have. */
const toBounds = ({ most, levels }: Fetch) => [
  most,
  ...levels.map(({ contacts, most, lists }) => [contacts, most, lists.map((list) => list.most)]),
];

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
  it.each<[string, number, string, unknown[], number, number]>([
    // 5,000 entries, a fifth more and 300: 6 reads each
    ['last_name=x&sort=points', 1_000_000, 'app_user_last_name', [6300, [null, 6300, []]], 25_000, 37_801],
    // the same by an index that has the keys
    ['last_name=x&sort=-id', 1_000_000, 'app_user_last_name', [7800, [null, 7800, []]], 20_000, 39_001],
    // four times as many as are expected
    ['last_name=x&sort=points', 200_000, 'app_user_last_name', [4300, [null, 4300, []]], 5000, 25_801],
    // each entry's row is read; of these 25 pass
    ['last_name=x&gender=male&sort=points', 1_000_000, 'app_user_last_name', [6300, [null, 6300, []]], 10_100, 44_101],
    // of an address its contacts' entries and their end
    ['city=Oslo&sort=points', 500_000, 'address_city', [5300, [5300, 5300, []]], 17_500, 42_401],
    // an index of two fields has what both leave
    ['country=NO&city.gte=B&sort=points', 1_000_000, 'address_country_city', [3300, [3300, 3300, []]], 10_500, 26_401],
    // a list is read beside, as far as its bound
    [
      'last_name=x&birthday=2000-01-01&sort=points',
      1_000_000,
      'app_user_last_name,birthday',
      [6300, [null, 6300, [6300]]],
      10_100,
      44_102,
    ],
  ])('of %s among %i contacts, by %s', (search, contacts, way, bounds, read, drawn) => {
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

describe('what a fetch passes through', () => {
  const levelsOf = (search: string, way: string) =>
    fetchOf(search, 20_000, way).levels.map(({ tests, lists, contacts }) => ({
      tested: [...Object.keys(tests.restrictions), ...tests.substrings.map(({ field }) => `${field}?`)],
      any: tests.any.length,
      words: tests.words.length,
      listed: lists.map(({ filter }) => filter),
      isOfContacts: contacts !== null,
    }));
  const level = { tested: [], any: 0, words: 0, listed: [], isOfContacts: false };

  it.each<[string, string, object[]]>([
    ['last_name=x&sort=points', 'app_user_last_name', [{}]],
    [
      'last_name=x&points=5&gender=male&sort=points,id',
      'app_user_last_name',
      [{ tested: ['gender'] }, { tested: ['points'] }],
    ],
    [
      'last_name=x&first_name.contains=y&sort=points',
      'app_user_last_name',
      [{ tested: ['first_name?'] }],
    ],
    [
      'city=Oslo&street=A&gender=male&sort=points',
      'address_city',
      [{ tested: ['street'] }, { isOfContacts: true }, { tested: ['gender'] }],
    ],
    ['city=Oslo&gender=male&sort=points', 'address_city', [{ isOfContacts: true }, { tested: ['gender'] }]],
    [
      'city=Oslo&street=A&points=5&sort=created',
      'address_city,street',
      [{ listed: ['street'] }, { isOfContacts: true }, { tested: ['points'] }],
    ],
    [
      'city=Oslo&points=5&sort=created',
      'address_city,points',
      [{ isOfContacts: true, listed: ['points'] }],
    ],
    [
      'city=Oslo&points=5&gender=male&sort=created',
      'customer_relationship_points,gender,city',
      [{ listed: ['gender'] }, { listed: ['city'] }],
    ],
    [
      'city=Oslo&points=5&gender=male&sort=created',
      'customer_relationship_points,city',
      [{ tested: ['gender'], listed: ['city'] }],
    ],
    [
      'last_name=x&any=points=5&any=points=6&sort=created',
      'app_user_last_name',
      [{ tested: ['points'], any: 2 }],
    ],
    [
      'last_name=x&gender=male&any=points=5&any=city=Oslo&sort=created',
      'app_user_last_name',
      [{ tested: ['gender'] }, { any: 2 }],
    ],
    [
      'last_name=x&gender=male&any=points=5&any=points=6&q=anna&sort=created',
      'app_user_last_name',
      [{ tested: ['gender'] }, { tested: ['points'], any: 2 }, { words: 1 }],
    ],
    [
      'last_name=x&points.gt=5&any=points=7&any=last_activity.gt=2024-01-01&sort=created',
      'app_user_last_name',
      [{ tested: ['points'], any: 2 }],
    ],
  ])('of %s by %s', (search, way, wanted) => {
    expect(levelsOf(search, way)).toEqual(wanted.map((one) => ({ ...level, ...one })));
  });
});

describe('what a fetch is expected to read', () => {
  it.each<[string, string, number]>([
    // 100 entries, each row read, half a contact passes
    ['last_name=x&gender=male&sort=points', 'app_user_last_name', 100 + 100 + 2 * 0.5 + 2 * 0.5],
    // its relationship where the gender is right
    ['last_name=x&gender=male&points=5&sort=created', 'app_user_last_name', 100 + 100 + 0.5 * 3 + 2 * 0.0025 + 0.0025],
    // 100 addresses, their rows, and of half an address the contacts
    ['city=Oslo&street=A&sort=points', 'address_city', 100 + 100 + 2 * 0.5 + 2 * 0.5 + 2 * 0.5 + 2 * 0.5],
    // the other list instead of the rows
    ['last_name=x&gender=male&sort=points', 'app_user_last_name,gender', 100 + 100 + 2 * 0.5 + 2 * 0.5],
    ['city=Oslo&points=5&sort=created', 'address_city,points', 100 + 200 + 100 + 2 * 0.5 + 2 * 0.5],
    ['city=Oslo&points=5&sort=points', 'customer_relationship_points,city', 100 + 100 + 100 + 2 * 0.5 + 0.5],
  ])('of %s by %s', (search, way, read) => {
    const { estimate } = fetchOf(search, 20_000, way);
    expect(estimate.read - 3 * estimate.rows).toBeCloseTo(read, 6);
  });

  it('is dearer to seek than to list, and cheap to go through', () => {
    const cost = (search: string, way: string) => fetchOf(search, 200_000, way).estimate.cost;
    const alone = cost('last_name=x&gender=male&sort=id', 'app_user_last_name');
    expect(alone).toBeCloseTo(1000 * (0.03 + 1) + 5 * (2 + 1) * 0.07 + 3 * 5, 6);
    const beside = cost('last_name=x&gender=male&sort=id', 'app_user_last_name,gender');
    expect(beside).toBeCloseTo(1000 * (0.03 + 0.2 + 0.3) + 5 * (2 + 1) * 0.07 + 3 * 5, 6);
    const sorted = cost('last_name=x&gender=male&sort=points', 'app_user_last_name');
    expect(sorted - alone).toBeCloseTo(5 * 0.75, 6);
    const ofAddresses = cost('city=Oslo&gender=male&sort=id', 'address_city');
    expect(ofAddresses).toBeCloseTo(1000 * (0.03 + 0.4 + 2 * 0.07 + 1) + 5 * (2 + 1) * 0.07 + 3 * 5, 6);
  });
});

describe('a fetch in parts', () => {
  const collected: Collected = {
    ...{ filter: 'last_name', second: null, from: ['b', 7], ids: [3, 4], fence: null, version: NO_VERSION },
  };
  const begin = (search: string, contacts: number, more: Partial<PlanContext> = {}) =>
    planFetches(parse(search), 'edge', toContext(contacts, { mayCollect: true, ...more }));

  it('takes so many entries as half of the budget reads, each once more to tell the last', () => {
    const [part] = begin('last_name.gte=A&sort=points', 200_000);
    expect(toBounds(part!)).toEqual([3392, [null, 3392, []]]); // 7 reads each: 23,745 of 23,750
    expect(part).toMatchObject({
      index: 'app_user_last_name',
      part: { filter: 'last_name', second: null, from: null, ids: [], fence: null },
      estimate: { rows: ROWS, read: 23_745 + SHOWN, ceiling: 23_745 + SHOWN, draw: 1 },
    });
    const [tested] = begin('last_name.gte=A&gender=male&sort=points', 200_000);
    expect(toBounds(tested!)).toEqual([7499, [null, 250, []]]); // three reads, and five of four times as many as pass
    expect(Object.keys(tested!.part!.own.restrictions).sort()).toEqual(['gender', 'last_name']);
    expect(Object.keys(tested!.tests.restrictions)).toEqual(['gender']);
  });

  it('takes more of those that pass where they were too many for the part before', () => {
    const [again] = begin('last_name.gte=A&gender=male&sort=points', 200_000, { isAgain: true });
    expect(toBounds(again!)).toEqual([2968, [null, 2968, []]]);
  });

  it('reads what it has collected before again', () => {
    const wanted = { filter: 'last_name' as const };
    const query = parse('last_name.in=a,b,c&sort=points');
    const context = toContext(1_000_000, { collected, budget: 20_000 });
    const part = planPart(query, wanted, 'edge', context)!;
    expect(part.most).toBe(Math.floor((10_000 - SHOWN - 2 * 10 - 1) / 7));
    expect(part.part).toMatchObject({ ...collected });
    expect(part.estimate.rows).toBe(ROWS);
    // of the three values two are left: 10,000 contacts
    expect(part.estimate.cost - 3 * ROWS).toBeCloseTo(10_000 * (0.03 + 0.03 + 3 * 0.07 + 0.75), 6);
  });

  it.each<[string, string, number, Partial<PlanContext>]>([
    ['what one request fetches', 'last_name=x&sort=points', 200_000, {}],
    ['what takes too many parts', 'last_name.gte=A&sort=points', 300_000, {}],
    ['words', 'last_name.gte=A&q=anna&sort=points', 20_000, { mayFetch: false }],
    ['more rows than a cursor may hold', 'last_name.gte=A&sort=points', 200_000, { rows: 202 }],
    ['a budget of next to nothing', 'last_name.gte=A&sort=points', 200_000, { budget: 600 }],
    ['where it may not be', 'last_name.gte=A&sort=points', 200_000, { mayCollect: false }],
  ])('is not begun for %s', (_, search, contacts, more) => {
    expect(begin(search, contacts, more).filter(({ part }) => part)).toEqual([]);
  });

  it('is gone on with whatever else there is, as long as the list has the filter', () => {
    const context = toContext(200_000, { collected });
    const next = (search: string, more: Partial<Collected> = {}) =>
      planSteps(parse(search), 'edge', { ...context, collected: { ...collected, ...more } });
    expect(next('last_name.gte=A&sort=points')).toMatchObject([{ access: 'late', part: { from: ['b', 7], ids: [3, 4] } }]);
    expect(next('first_name.gte=A&sort=points').length).toBeGreaterThan(0);
    for (const step of next('first_name.gte=A&sort=points')) expect('part' in step && step.part).toBeFalsy();
    const pair = { filter: 'country', second: 'city', from: ['oslo', 3] } as const;
    expect(next('country=NO&city.gte=B&sort=points', pair)).toMatchObject([
      { index: 'address_country_city', part: { second: 'city' }, fetched: { filter: 'country', second: { filter: 'city' } } },
    ]);
    const strange = { filter: 'last_name', second: 'city' } as const;
    for (const step of next('last_name=x&city.gte=B&sort=points', strange)) expect('part' in step && step.part).toBeFalsy();
  });
});
