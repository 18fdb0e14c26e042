// Counting and grouping: by which index, how many contacts may be looked at, and what that is expected to read.
import { describe, expect, it } from 'vitest';
import { type AggregateContext, planAggregate } from '../../../src/plan/aggregate.ts';
import type { Start } from '../../../src/query/start.ts';
import { estimator, parse } from './planned.ts';

const BUDGET = 31_000;
const BOUNDED = 10_001;
const aggregate = (search: string, more: Partial<AggregateContext> = {}, start: Start = 'edge') =>
  planAggregate(parse(search).tests, start, { estimator, budget: BUDGET, limit: null, ...more });

describe('what is counted', () => {
  it.each([
    ['', 'id'],
    ['gender=male', 'gender'],
    ['gender.ne=male&points=5', 'points'],
    ['first_name.startswith=A&city=Oslo', 'city'],
    // an address takes three reads to a contact
    ['city=Oslo&points=5', 'points'],
    ['last_name.contains=a', 'id'],
    ['q=ann', 'search'],
    ['q=ann&points.gt=5', 'search'],
    // what a filter leaves, whose words are tested, is less than what the word does
    ['q=ann&gender=male', 'gender'],
    ['q=ann+bob&gender=male', 'search'],
    ['q=ann&first_name=Anna', 'search'],
    ['first_name=Anna&city=Oslo', 'first_name'],
  ])('of %s is walked by %s', (search, by) => {
    const found = aggregate(search)!;
    expect(found).toMatchObject({ by, access: by === 'search' ? 'search' : 'walk', found: null });
    expect(found.order[0]).toEqual({ field: by === 'search' ? 'id' : by, descending: false });
  });

  it.each([['points.gt=5&points.lt=3'], ['gender=male&points.gt=5&points.lt=3']])('of %s is nothing', (search) => {
    expect(aggregate(search)).toBeNull();
    expect(aggregate(`${search}&q=anna`)).toBeNull();
  });

  it('is gone on with by what it was begun with', () => {
    const by = (start: Start) => aggregate('gender=male&points=5&q=ann', {}, start);
    expect(by('edge')).toMatchObject({ by: 'gender' });
    expect(by({ keys: [5, 7], inclusive: false, by: 'points' })).toMatchObject({
      by: 'points',
      segments: [[{ value: 5 }, { field: 'id', operator: '>', value: 7 }]],
    });
    expect(by({ keys: [7], inclusive: false, by: 'search' })).toMatchObject({
      by: 'search',
      arms: [{ from: { id: 7, inclusive: false } }],
    });
  });

  it('is what was found before, where that is known', () => {
    const { tests } = parse('gender=male&q=anna');
    const found = planAggregate({ ...tests, words: [], found: [3, 5, 9] }, 'edge', {
      estimator,
      budget: BUDGET,
      limit: null,
    });
    expect(found).toMatchObject({ found: [3, 5, 9], most: 3, expected: 3, by: 'search', addresses: null, next: null });
    expect(found!.tests).toEqual({ ...tests, words: [] });
  });
});

describe('a count', () => {
  it.each<[string, object, object]>([
    // each entry
    ['gender=male', {}, { most: 31_000, addresses: null, expected: 5000 }],
    ['gender=male', { limit: BOUNDED }, { most: 31_000, addresses: null }],
    ['points=5&first_name.gt=A', {}, { most: 10_333, expected: 10_000 }],
    // three times the entry of an address, and two reads of each of its contacts and their end
    ['city=Oslo', {}, { most: 4843, addresses: 3875, expected: 15_000 }],
    ['city=Oslo&points.gt=5', {}, { most: 4188, addresses: 3351, expected: 20_000 }],
    // as many contacts as may be counted, each by its entry, and twice the entries of addresses
    ['city=Oslo', { limit: BOUNDED }, { most: 10_001, addresses: 10_499 }],
    ['city=Oslo', { limit: 20_000 }, { most: 15_500, addresses: 7750 }],
    ['city=Oslo&points.gt=5', { limit: BOUNDED }, { most: 4188, addresses: 3351 }],
    // a word's list, for each word, and once more to tell the last
    ['q=ann', {}, { most: 15_500, expected: 20_000 }],
    ['q=ann+bob', {}, { most: 7750, expected: 400 }],
    ['q=ann+bob', { limit: BOUNDED }, { most: 31_000 }],
    // tests: the row of the contact, where a word or both leave it
    ['q=ann+bob&gender=male', {}, { most: 10_333, expected: 800 }],
    ['', {}, { most: 31_000, expected: 1_000_000 }],
  ])('of %s with %j', (search, more, wanted) => {
    expect(aggregate(search, more)).toMatchObject(wanted);
  });

  it('looks at one contact and one address at least', () => {
    expect(aggregate('gender=male', { budget: 1 })).toMatchObject({ most: 1 });
    expect(aggregate('city=Oslo', { budget: 2, limit: BOUNDED })).toMatchObject({ most: 1, addresses: 1 });
  });
});

describe('groups', () => {
  it.each<[string, object, object]>([
    // the entry, its row, and four to group it
    ['gender=male', { grouped: 'first_name' }, { most: 5166, addresses: null }],
    ['gender=male', { grouped: 'city' }, { most: 4428, addresses: null }],
    ['points=5', { grouped: 'first_name' }, { most: 4428 }],
    // three for the address's contacts, as many for its entry, and four
    ['city=Oslo', { grouped: 'country' }, { most: 2980, addresses: 2384 }],
    ['q=ann', { grouped: 'city' }, { most: 3875 }],
  ])('of %s with %j', (search, more, wanted) => {
    expect(aggregate(search, more)).toMatchObject(wanted);
  });
});
