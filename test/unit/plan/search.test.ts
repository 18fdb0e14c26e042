// Reading by the search index: which arms, and what they are expected to read.
import { describe, expect, it } from 'vitest';
import type { PlanContext } from '../../../src/plan/access.ts';
import { planMatchFetches, planSearches } from '../../../src/plan/fulltext.ts';
import { planSteps } from '../../../src/plan/plan.ts';
import { reverse } from '../../../src/query/order.ts';
import type { Start } from '../../../src/query/start.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { estimator, parse } from './planned.ts';

const ROWS = 50;
const context: PlanContext = { estimator, rows: ROWS, budget: 48_000, mayFetch: true };
const searches = (search: string, start: Start = 'edge') => planSearches(parse(search), start, context);

describe('a walk of the search index', () => {
  const ANN = { match: '"ann"', rank: 0, from: null };
  const BEGUN = { match: '("ann"* NOT "ann")', rank: 1, from: null };

  it.each<[string, Start, object[]]>([
    ['q=ann', 'edge', [ANN, BEGUN]],
    ['q=ann', { keys: [0, 7], inclusive: false }, [{ ...ANN, from: { id: 7, inclusive: false } }, BEGUN]],
    ['q=ann', { keys: [1, 7], inclusive: true }, [{ ...BEGUN, from: { id: 7, inclusive: true } }]],
    ['q=ann', { keys: [1], inclusive: true }, [BEGUN]],
    ['q=ann', { keys: [0], inclusive: false }, [BEGUN]],
    ['q=ann&sort=id', 'edge', [{ match: '"ann"*', rank: 0, from: null }]],
    [
      'q=ann&sort=-id',
      { keys: [7], inclusive: false },
      [{ match: '"ann"*', rank: 0, from: { id: 7, inclusive: false } }],
    ],
  ])('of %s from %j has the arms %j', (search, start, arms) => {
    expect(searches(search, start)).toMatchObject([{ arms, next: null, addresses: null }]);
  });

  it('has the last class first where it is read from its end', () => {
    const { order, ...query } = parse('q=ann');
    const back = (start: Start) => planSearches({ ...query, order: reverse(order) }, start, context)[0]!.arms;
    expect(back('edge')).toEqual([BEGUN, ANN]);
    expect(back({ keys: [1, 7], inclusive: false })).toEqual([{ ...BEGUN, from: { id: 7, inclusive: false } }, ANN]);
    expect(back({ keys: [0, 7], inclusive: false })).toEqual([{ ...ANN, from: { id: 7, inclusive: false } }]);
  });

  it('looks for what filters hold to one value as well', () => {
    expect(searches('q=ann&first_name=Bo+Li&gender=male&sort=id')[0]!.arms[0]!.match).toBe('"ann"* AND "bo" AND "li"');
  });

  it.each<[string, Start]>([
    ['q=ann&sort=created', 'edge'],
    ['first_name=Anna&city=Oslo', 'edge'],
    ['q=ann', 'nowhere'],
    ['q=ann', { keys: [1], inclusive: false }],
  ])('is none for %s from %j', (search, start) => {
    expect(searches(search, start)).toEqual([]);
  });

  it.each([
    // looking a word up, entries, and the rows of the page
    ['q=ann&sort=id', { most: null }, { rows: 50, read: 200, cost: 200 + 1.5 + 150, ceiling: 200 }],
    // the contacts of all words that begin so are gathered first
    ['q=anna&sort=id', { most: null }, { rows: 50, read: 200, cost: 200 + 2600 + 1.5 + 150, ceiling: 200 }],
    ['q=東京&sort=id', { most: null }, { rows: 50, read: 200, cost: 200 + 1.5 + 150, ceiling: 200 }],
    // one of 200 passes: its row is read, and what was found gone through again
    [
      'q=ann&gender=male&sort=id',
      { most: 15_950 },
      { rows: 50, read: 20_150, cost: 200 + 10_300 + 150, ceiling: 48_000 },
    ],
    [
      'q=ann&gender=male&points=5&sort=id',
      { most: 11_962 },
      { rows: 0.5, read: 11_962 * 2.005 + 1.5, ceiling: 47_998 },
    ],
    // the filter is looked for: of what is found, all pass
    ['q=ann&first_name=Anna&sort=id', { most: 15_950 }, { rows: 50, read: 250, cost: 200 + 51.5 + 150 }],
  ])('of %s is expected to read so much', (search, wanted, estimate) => {
    const [step] = searches(search);
    expect(step).toMatchObject(wanted);
    for (const [name, number] of Object.entries(estimate))
      expect([name, step!.estimate[name as 'read']]).toEqual([name, expect.closeTo(number, 6)]);
  });

  it('looks at one at least', () => {
    expect(planSearches(parse('q=ann&gender=male'), 'edge', { ...context, budget: 150 })).toMatchObject([{ most: 1 }]);
  });
});

describe('a fetch of what the search index finds', () => {
  const small = { ...context, estimator: toEstimator(null, 100_000) };
  const fetches = (search: string, more: Partial<PlanContext> = {}) =>
    planMatchFetches(parse(search), 'edge', { ...small, ...more });

  it('is sorted by its keys', () => {
    const [fetch] = fetches('q=ann&sort=created');
    expect(fetch).toMatchObject({
      access: 'late',
      fetched: { match: '"ann"*' },
      most: 4300,
      levels: [{ most: 4300, lists: [] }],
    });
    // each again to go on with it, again to tell how many, and for its keys to be sorted
    expect(fetch!.estimate).toMatchObject({ rows: ROWS, read: 2000 * (1 + 2 + 2) + 150, ceiling: 4300 * 6 + 1 + 250 });
    expect(fetch!.estimate.cost).toBeCloseTo(200 + 2000 * (0.03 + 0.14 + 1.07) + 150, 6);
    expect(fetches('q=anna&sort=created')[0]!.estimate.cost - fetch!.estimate.cost).toBeCloseTo(0.13 * 2000, 6);
  });

  it('is of two filters at least that hold a name to one value, without a search', () => {
    expect(fetches('first_name=Anna&city=Oslo&sort=created')).toMatchObject([
      { fetched: { match: '"anna" AND "oslo"' }, tests: { words: [] } },
    ]);
    expect(Object.keys(fetches('first_name=Anna&city=Oslo&sort=created')[0]!.tests.restrictions)).toEqual([
      'first_name',
      'city',
    ]);
    expect(fetches('first_name=Anna&gender=male&sort=created')).toEqual([]);
    expect(fetches('first_name=Anna&q=bob&sort=created')).toMatchObject([{ fetched: { match: '"bob"* AND "anna"' } }]);
  });

  it.each<[string, string, Partial<PlanContext>]>([
    ['the best first', 'q=ann', {}],
    ['more than may be read', 'q=ann&sort=created', { estimator }],
    ['what turned out to be too many', 'q=ann&sort=created', { mayFetch: false }],
  ])('is none of %s', (_, search, more) => {
    expect(fetches(search, more)).toEqual([]);
  });
});

describe('what was found before', () => {
  const found = Array.from({ length: 40 }, (_, at) => at + 1);
  const step = (search: string) => {
    const { tests, ...query } = parse(search);
    return planSteps({ ...query, tests: { ...tests, words: [], found } }, 'edge', context);
  };

  it('is fetched whole, and nothing else is planned', () => {
    const [fetch, ...others] = step('q=ann&gender=male&sort=created');
    expect(others).toEqual([]);
    expect(fetch).toMatchObject({
      fetched: { ids: found },
      most: 40,
      levels: [{ most: 40, lists: [], contacts: null, tests: { words: [] } }],
      isPart: false,
      next: null,
    });
    expect(fetch!.tests).not.toHaveProperty('found');
    const pass = 0.005 * 40;
    expect(fetch!.estimate.rows).toBeCloseTo(pass, 9);
    expect(fetch!.estimate.read).toBeCloseTo(40 * (2 + 2) + pass + 3 * pass, 9);
    expect(fetch!.estimate.cost).toBeCloseTo(40 * 1.03 + 0.07 * pass + 3 * pass, 9);
    expect(fetch!.estimate.ceiling).toBe(40 * (2 + 2 + 2) + 150);
  });

  it('is read with the words by which it is ranked', () => {
    const [ranked] = step('q=ann&gender=male');
    expect(ranked!.estimate.ceiling).toBe(40 * (3 + 2 + 2) + 150);
    expect(ranked!.ranked).toHaveLength(1);
  });
});
