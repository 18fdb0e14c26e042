// A walk: what it reads in which order, what it is expected to read, and what it can read at most.
import { describe, expect, it } from 'vitest';
import { type PlanContext, planWalk, planWalksWithin } from '../../../src/plan/access.ts';
import type { Segment } from '../../../src/plan/segment.ts';
import type { Walk } from '../../../src/plan/step.ts';
import type { Start } from '../../../src/query/start.ts';
import { estimator, parse } from './planned.ts';

const ROWS = 50;
const context: PlanContext = { estimator, rows: ROWS, budget: 48_000, mayFetch: true };
const walk = (search: string, start: Start = 'edge') => planWalk(parse(search), start, context);
const within = (search: string, start: Start = 'edge') => planWalksWithin(parse(search), start, context);

/** The conditions of each run, as they are written. */
function toTexts(segments: Segment[]): string[] {
  const toText = (one: Segment[number]) => {
    if (one.operator === 'is not null') return `${one.field} is not null`;
    return `${one.field} ${one.operator} ${one.operator === 'in' ? `${one.values.at(0)}..${one.values.at(-1)}` : one.value}`;
  };
  return segments.map((segment) => segment.map(toText).join(' and '));
}

/** Numbers of a walk, rounded: what is looked at, found, expected to be read, and drawn on the budget for each read. */
const toNumbers = ({ most, addresses, estimate: { rows, read, ceiling, draw } }: Walk) => ({
  ...{ most, addresses, rows: Math.round(rows), read: Math.round(read), ceiling, draw },
});

describe('a walk', () => {
  it.each([
    // a row of the page is an entry and a row in each of the other two tables
    ['sort=first_name', { most: null, addresses: null, rows: 50, read: 150, draw: 1 }],
    ['sort=-points', { most: null, addresses: null, rows: 50, read: 150, draw: 1 }],
    // an address has an entry, that of its contact and the end of them; where they are listed, once more
    ['sort=city', { most: null, addresses: 625, rows: 50, read: 250, ceiling: 5150, draw: 1 }],
    ['sort=-city', { most: null, addresses: 476, rows: 50, read: 300, ceiling: 5150, draw: 1 }],
    // one that passes of 200, whose own rows are sought: each draws three
    ['gender=male&sort=first_name', { most: 15_950, rows: 50, read: 10_150, ceiling: 48_000, draw: 1.5 }],
    // the row of another table is read for each: three again
    ['gender=male&sort=points', { most: 15_950, rows: 50, read: 20_150, ceiling: 48_000, draw: 1 }],
    // the first test ends most rows: what is drawn is less than two sought rows for each
    ['gender=male&points=5&sort=created', { most: 10_580, rows: 8, read: 10_655, draw: expect.closeTo(1.5075, 9) }],
    // more are looked at than may be: as many as may be are read
    ['gender=male&last_name=x&sort=points', { most: 15_950, rows: 8, read: 31_923, ceiling: 48_000 }],
    // one contact has the value
    ['customer_id=x&sort=customer_id', { most: null, rows: 1, read: 3 }],
    ['customer_id=x&sort=created', { rows: 0, read: 15_951 }],
    // filters on the sorted field are ranges of the index, and nothing is tested
    ['points.gte=5&sort=points', { most: null, rows: 50, read: 150 }],
    ['points.gte=5&sort=-id', { rows: 50, read: 483 }],
    // addresses that few pass: contacts of one in four are allowed for
    ['street=A&sort=city', { addresses: 11_962, most: 2990, rows: 50, ceiling: 48_000 }],
    ['gender=male&sort=city', { addresses: 5981, most: 7476, rows: 50, read: 18_093, ceiling: 48_000 }],
  ])('%s', (search, wanted) => {
    expect(toNumbers(walk(search))).toMatchObject(wanted);
  });

  it('reads no more than the page where nothing is tested', () => {
    for (const search of ['sort=first_name', 'sort=-points', 'points.gte=5&sort=points'])
      expect(walk(search).estimate.ceiling).toBe(4 * ROWS);
  });

  it('looks at one row at least, and by address at what a page may need', () => {
    const scant = { ...context, budget: 151 };
    expect(planWalk(parse('gender=male&sort=points'), 'edge', scant)).toMatchObject({ most: 1 });
    expect(planWalk(parse('sort=city'), 'edge', { ...context, budget: 950 })).toMatchObject({ addresses: 100 });
  });

  it('costs what it is expected to look at, though it may not look at so much', () => {
    const far = walk('gender=male&last_name=x&sort=points').estimate;
    const near = walk('gender=male&sort=points').estimate;
    // 300,000 rows, of which a request looks at 15,950: 18 requests more
    expect(far.cost).toBeCloseTo(300_000 * 1.03 + 3 * 7.5 + 18 * 10_000, 6);
    expect(near.cost).toBeLessThan(near.read);
    expect(near.cost).toBeGreaterThan(10_000 + 3 * ROWS);
    expect(walk('sort=points').estimate.cost).toBeCloseTo(1.5 + 3 * ROWS, 6);
    expect(walk('sort=points&points=5').estimate.cost).toBeCloseTo(1.5 + 3 * ROWS, 6);
  });

  it('tests what is not in its runs, by its own table first', () => {
    const step = walk('points.gte=5&gender=male&last_activity.gte=2024-01-01&sort=points');
    expect(Object.keys(step.tests.restrictions)).toEqual(['last_activity', 'gender']);
    expect(toTexts(step.segments)).toEqual(['points >= 5']);
  });

  it('expects of what lies ahead of its start, not of all', () => {
    const ahead: Start = { keys: ['2024-01-01', 7], inclusive: false };
    expect(walk('gender=male&last_name=x&sort=created', ahead)).toMatchObject({
      estimate: { rows: expect.closeTo(7.5, 6) },
    });
  });

  it.each<[string, Start, string[]]>([
    ['sort=points', 'edge', ['']],
    ['sort=points', 'nowhere', []],
    ['sort=points', { keys: [5, 7], inclusive: false }, ['points = 5 and id > 7', 'points > 5']],
    ['sort=-points', { keys: [5, 7], inclusive: false }, ['points = 5 and id < 7', 'points < 5']],
    [
      'sort=points',
      { keys: [5, 7], inclusive: true },
      ['points = 5 and id = 7', 'points = 5 and id > 7', 'points > 5'],
    ],
    ['sort=points', { keys: [5], inclusive: true }, ['points = 5', 'points > 5']],
    ['sort=points', { keys: [5], inclusive: false }, ['points > 5']],
    ['points.gte=9&sort=points', { keys: [5, 7], inclusive: false }, ['points >= 9']],
    ['points.lte=5&sort=points', { keys: [5, 7], inclusive: false }, ['points = 5 and id > 7']],
    ['sort=birthday', 'edge', ['birthday = null', 'birthday is not null']],
    ['sort=-birthday', 'edge', ['birthday is not null', 'birthday = null']],
    ['sort=birthday', { keys: [null, 7], inclusive: false }, ['birthday = null and id > 7', 'birthday is not null']],
    ['sort=-birthday', { keys: [null, 7], inclusive: false }, ['birthday = null and id < 7']],
    ['points.between=5,9&sort=-points', 'edge', ['points >= 5 and points <= 9']],
    ['points.in=1,2,9&sort=points', 'edge', ['points in 1..9']],
    ['points.in=4&points.lt=9&sort=points', 'edge', ['points = 4']],
    ['points.ne=5&sort=-points', 'edge', ['points > 5', 'points < 5']],
    ['birthday.lt=2000-01-01&sort=birthday', 'edge', ['birthday < 2000-01-01 and birthday is not null']],
    [
      'sort=city',
      { keys: ['oslo', 3, 7], inclusive: false },
      ['city = oslo and address_id = 3 and id > 7', 'city = oslo and address_id > 3', 'city > oslo'],
    ],
    ['sort=id', { keys: [7], inclusive: false }, ['id > 7']],
  ])('of %s from %j reads %j', (search, start, wanted) => {
    expect(toTexts(walk(search, start).segments)).toEqual(wanted);
  });

  it('reads as many runs as one statement may have, and says where the next of them begin', () => {
    const gaps = `points.nin=${Array.from({ length: 20 }, (_, at) => 10 * at).join(',')}`;
    expect(walk(`${gaps}&sort=points`)).toMatchObject({
      segments: { length: 15 },
      next: { keys: [140], inclusive: false },
    });
    expect(walk(`${gaps}&sort=-points`)).toMatchObject({
      segments: { length: 15 },
      next: { keys: [50], inclusive: false },
    });
    const last = `points.nin=${Array.from({ length: 14 }, (_, at) => 10 * at).join(',')}`;
    expect(walk(`${last}&sort=points`)).toMatchObject({ segments: { length: 15 }, next: null });
  });
});

describe('a walk within what a filter leaves', () => {
  it.each<[string, Start, string, string[]]>([
    ['country=NO&sort=city', 'edge', 'address_country_city', ['country = no']],
    ['city=Oslo&sort=-country', 'edge', 'address_city_country', ['city = oslo']],
    ['country=NO&city.gte=B&sort=city', 'edge', 'address_country_city', ['country = no and city >= b']],
    [
      'country=NO&sort=city',
      { keys: ['oslo', 3, 7], inclusive: false },
      'address_country_city',
      [
        'country = no and city = oslo and address_id = 3 and id > 7',
        'country = no and city = oslo and address_id > 3',
        'country = no and city > oslo',
      ],
    ],
    ['points=5', 'edge', 'customer_relationship_points', ['points = 5']],
    ['points=5', { keys: [7], inclusive: false }, 'customer_relationship_points', ['points = 5 and id > 7']],
    ['gender.null=true&sort=-id', 'edge', 'app_user_gender', ['gender = null']],
    ['country=NO&sort=address_id', 'edge', 'address_country', ['country = no']],
  ])('of %s from %j is by %s', (search, start, index, wanted) => {
    const walks = within(search, start);
    expect(walks.map((step) => step.index)).toEqual([index]);
    expect(toTexts(walks[0]!.segments)).toEqual(wanted);
    expect(walks[0]!.tests.restrictions).toEqual({});
  });

  it.each([
    ['a range', 'country.gte=NO&sort=city'],
    ['several values', 'points.in=5,6'],
    ['a sort by what its index does not have', 'points=5&sort=created'],
    ['a sort that its index has in part only', 'country=NO&sort=city,last_name'],
    ['what is the list itself', 'sort=city'],
    ['what ends an index of another table', 'country=NO'],
  ])('is none for %s', (_, search) => {
    expect(within(search)).toEqual([]);
  });

  it('is none behind all of it', () => {
    expect(within('points=5', 'nowhere')).toEqual([]);
  });

  it('looks at no more than the filter leaves', () => {
    // one in 200 has the points, one in 200 of these the gender; of ids, all are taken to be 30 %
    expect(toNumbers(within('points=5')[0]!)).toMatchObject({ most: null, rows: 50, read: 150 });
    expect(toNumbers(within('points=5&gender=male')[0]!)).toMatchObject({ most: 15_950, rows: 8, read: 3023 });
    expect(within('points=5&gender=male')[0]!.estimate.cost).toBeCloseTo(1500 * 1.03 + 22.5, 6);
    expect(within('points=5&gender.null=true')[0]!.estimate.cost).toBeCloseTo((50 / 0.3) * 1.03 + 150, 6);
    expect(Object.keys(within('points=5&gender=male')[0]!.tests.restrictions)).toEqual(['gender']);
    const ahead: Start = { keys: ['oslo', 3, 7], inclusive: false };
    expect(within('country=NO&gender=male&sort=city', ahead)[0]!.estimate.rows).toBeCloseTo(7.5, 6);
  });
});
