// What is planned for texts whose values were looked up: a list of values, exactly as common as they are.
import { describe, expect, it } from 'vitest';
import { planAggregate } from '../../src/plan/aggregate.ts';
import { planDictionary, resolveContained } from '../../src/plan/dictionary.ts';
import { planStep } from '../../src/plan/plan.ts';
import { toRuns } from '../../src/plan/segment.ts';
import { prefixed } from '../../src/query/prefix.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { intersect } from '../../src/query/restriction.ts';
import type { Start } from '../../src/query/start.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';

const CONTACTS = 3_000_000;
const estimator = toEstimator(null, CONTACTS);
const context = { estimator, rows: 51, budget: 48_000, mayFetch: true };

/** The filters of a query whose texts are contained in values that so many contacts have. */
function resolve(search: string, counts: Record<string, number> | null) {
  const query = parseListQuery(search);
  const values = counts && new Map(Object.entries(counts));
  const found = planDictionary(query.substrings, 8000).map((sought) => ({ ...sought, values }));
  return { query, tests: { ...resolveContained(query, found), any: [], words: query.words } };
}

function plan(search: string, counts: Record<string, number> | null, start: Start = 'edge') {
  const { query, tests } = resolve(search, counts);
  return planStep({ order: query.order, tests, ranked: query.ranked }, start, context);
}

/** Within the budget, but not within the part of it that fetching what was not counted may take. */
const SOME = { hermann: 3000, mann: 3000 };
const FEW = { amann: 20, hermann: 300, mann: 80 };
const MANY = Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`mann${String(at).padStart(4, '0')}`, 60]));

describe('the way that is planned for a text', () => {
  it.each([
    ['that few contacts have', 'last_name.contains=mann', FEW, { access: 'late', index: 'app_user_last_name' }],
    ['in another order', 'last_name.contains=mann&sort=city', FEW, { access: 'late', index: 'app_user_last_name' }],
    ['whose contacts take the whole budget', 'last_name.contains=mann&sort=-points', SOME, { access: 'late' }],
    ['that many have', 'last_name.contains=mann', MANY, { access: 'walk', index: null }],
    ['that too many values have', 'last_name.contains=mann', null, { access: 'walk', index: null }],
    [
      'of an address',
      'city.contains=mann&sort=-points',
      FEW,
      { access: 'late', index: 'address_city', addresses: 1900 },
    ],
  ])('%s', (_, search, counts, wanted) => {
    expect(plan(search, counts)).toMatchObject(wanted);
  });

  it('that nobody has, is to read nothing', () => {
    expect(plan('last_name.contains=zzyx&sort=-points', {})).toBeNull();
    expect(planAggregate(resolve('last_name.contains=zzyx', {}).tests, 'edge', { ...context, limit: null })).toBeNull();
  });

  it('in the order of its own field is one walk through all of the values', () => {
    const step = plan('last_name.contains=mann&sort=-last_name', MANY);
    expect(step).toMatchObject({ access: 'walk', index: 'app_user_last_name', next: null, most: null });
    expect(step).toMatchObject({
      segments: [[{ operator: 'in', values: expect.toSatisfy((all) => all.length === 1500) }]],
    });
  });

  it('in the order of its own field and others is to sort the next values that fill a page', () => {
    const search = 'last_name.contains=mann&sort=last_name,first_name';
    const step = plan(search, MANY)!;
    expect(step).toMatchObject({ access: 'late', next: { keys: ['mann0002'], inclusive: true } });
    const following = plan(search, MANY, { keys: ['mann0700', 'zoe', 5], inclusive: false })!;
    expect(following).toMatchObject({ access: 'late', next: { keys: ['mann0702'], inclusive: true } });
    const last = plan(search.replace('=last', '=-last'), MANY, { keys: ['mann0001'], inclusive: true })!;
    expect(last).toMatchObject({ access: 'late', next: null, fetched: { range: { intervals: { length: 2 } } } });
  });
});

describe('the values of a text', () => {
  const { restrictions, substrings } = resolve('last_name.contains=mann&last_name.startswith=h', FEW).tests;

  it('stand in place of it, narrowed by the other filters on the field', () => {
    expect(substrings).toEqual([]);
    const own = restrictions.last_name!;
    expect(own.intervals.map(({ lo }) => lo)).toEqual(['hermann']);
    expect(own.contained).toMatchObject({ text: 'mann', contacts: 300 });
    expect(own.contained!.within.intervals).toEqual([prefixed('h')]);
  });

  it('are as common as they were counted, however they are narrowed further', () => {
    const { last_name: all } = resolve('last_name.contains=mann', FEW).tests.restrictions;
    expect(estimator.shareOf('last_name', all!) * CONTACTS).toBeCloseTo(400);
    const some = intersect(all!, { intervals: [prefixed('a')], nulls: false });
    expect(estimator.shareOf('last_name', some) * CONTACTS).toBeCloseTo(20);
  });

  it('are runs of the index: single ones together, others by themselves', () => {
    const { restrictions } = parseListQuery('points.in=1,2,5&last_name.nin=a,b');
    const runs = toRuns({ field: 'points', descending: false }, restrictions.points!);
    expect(runs).toEqual([[{ field: 'points', operator: 'in', values: [1, 2, 5] }]]);
    expect(toRuns({ field: 'last_name', descending: true }, { ...restrictions.last_name!, nulls: false })).toHaveLength(
      3,
    );
  });
});
