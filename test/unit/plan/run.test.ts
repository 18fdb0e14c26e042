// A sort by several fields: groups that are heavy by themselves, and runs of the others; what is read of each, and what is next.
import { describe, expect, it } from 'vitest';
import type { PlanContext } from '../../../src/plan/access.ts';
import { planStep } from '../../../src/plan/plan.ts';
import type { Run, Step } from '../../../src/plan/step.ts';
import type { Start } from '../../../src/query/start.ts';
import type { Estimator } from '../../../src/statistics/estimate.ts';
import { estimator, parse } from './planned.ts';

const ROWS = 50;
const context: PlanContext = { estimator, rows: ROWS, budget: 48_000, mayFetch: false };

/** The first way is the ordered one, whatever it costs. */
function ordered(search: string, start: Start = 'edge', more: Partial<PlanContext> = {}): Step | null {
  const isOrdered = (step: Step) => step.access === 'run' || step.access === 'walk';
  return planStep(parse(search), start, { ...context, ...more, choose: (steps) => steps.find(isOrdered) });
}

function runOf(search: string, start: Start = 'edge', more: Partial<PlanContext> = {}): Run {
  const step = ordered(search, start, more);
  if (step?.access !== 'run') throw new Error(`a ${step?.access}, and no run`);
  return step;
}

/** Knows of heavy values, and nothing else. */
const heavy = (values: (string | number | null)[]): Estimator => ({
  ...estimator,
  heavyValues: (field) =>
    field === 'last_name' || field === 'points' || field === 'birthday'
      ? values.map((value) => ({ value, contacts: 9000 }))
      : [],
});

describe('a run', () => {
  it('looks at twice a heavy group, each entry for the end of it and to be read and sorted', () => {
    const run = runOf('sort=last_name,first_name');
    expect(run).toMatchObject({
      index: 'app_user_last_name',
      most: 4000,
      addresses: null,
      isPart: true,
      segment: [],
      next: null,
    });
    // entries as far as it may go; rows as far as a page needs and a quarter of a heavy group
    expect(run.estimate).toMatchObject({ rows: ROWS, read: 4000 + 550 * 2 + 150, ceiling: 4000 * 4 + 150, draw: 1 });
    expect(run.estimate.cost).toBeCloseTo(4000 * 0.03 + 550 * (0.03 + 1 + 0.07) + 150, 6);
  });

  it('is heavy sooner by address, where each takes three reads', () => {
    const run = runOf('sort=city,last_name');
    expect(run).toMatchObject({ index: 'address_city', most: 1334, addresses: 1334, isPart: true });
    expect(run.estimate.read).toBeCloseTo(1334 * 3 + (50 + 667 / 4) * 4 + 150, 6);
    expect(run.estimate.ceiling).toBe(1334 * 8 + 150);
  });

  it('is by the index of a pair where a filter holds its first field to one value', () => {
    const run = runOf('country=NO&sort=city,last_name');
    expect(run).toMatchObject({ index: 'address_country_city', most: 1334, isPart: true });
    expect(run.segment).toEqual([{ field: 'country', operator: '=', value: 'no' }]);
    expect(run.tests.restrictions).toEqual({});
    expect(runOf('country=NO&sort=city,last_name', 'edge', { heavyFrom: 3000 })).toMatchObject({
      most: 1500 + 500,
      isPart: false,
    });
    expect(runOf('country.in=NO,SE&sort=city,last_name').index).toBe('address_city');
  });

  it('tests the filters, and its own field only where values are left out within', () => {
    const run = runOf('gender=male&last_name.between=b,d&sort=last_name,first_name');
    expect(Object.keys(run.tests.restrictions)).toEqual(['gender']);
    expect(run.segment.map(({ operator }) => operator)).toEqual(['>=', '<=']);
    const holes = runOf('gender=male&last_name.ne=c&sort=last_name,first_name', 'edge', { estimator: holed });
    expect(Object.keys(holes.tests.restrictions)).toEqual(['gender', 'last_name']);
    expect(holes).toMatchObject({ segment: [], next: null });
  });

  /** One value has few contacts. */
  const holed: Estimator = {
    ...estimator,
    shareOf: (field, range) =>
      field === 'last_name' && range.intervals.length === 1 ? 0.0001 : estimator.shareOf(field, range),
  };

  it('looks at as much as should be enough for a search, within a third of the budget', () => {
    // one in 50 has the word: 2,500 for a page, three times as many
    expect(runOf('q=anna&sort=last_name,first_name', 'edge', { heavyFrom: 500 }).most).toBe(3200);
    expect(runOf('q=anna&sort=last_name,first_name', 'edge', { heavyFrom: 500, budget: 200_000 }).most).toBe(7500);
    expect(runOf('sort=last_name,first_name', 'edge', { heavyFrom: 500 }).most).toBe(1000);
  });

  it('looks at no more than the budget allows, and at one at least', () => {
    expect(runOf('sort=last_name,first_name', 'edge', { budget: 4150 }).most).toBe(1000);
    expect(runOf('sort=last_name,first_name', 'edge', { budget: 100 }).most).toBe(1);
  });

  it('finds as many as pass of what it looks at', () => {
    // one in 200 passes: 10,000 for a page, of which it looks at 4,000
    const { rows, read } = runOf('gender=male&sort=last_name,first_name').estimate;
    expect(rows).toBeCloseTo(20, 6);
    expect(read).toBeCloseTo(4000 + 4000 * 2 + 3 * 20, 6);
  });

  it('expects them late where the walk of all is known to meet them late', () => {
    const late: Estimator = { ...estimator, countSteps: () => 40_000 };
    expect(runOf('gender=male&sort=last_name,first_name', 'edge', { estimator: late }).estimate.rows).toBeCloseTo(5, 6);
    const even: Estimator = { ...estimator, countSteps: () => 14_000 };
    expect(runOf('gender=male&sort=last_name,first_name', 'edge', { estimator: even }).estimate.rows).toBeCloseTo(
      20,
      6,
    );
    const pair: Estimator = { ...estimator, countSteps: () => 400_000 };
    expect(runOf('country=NO&sort=city,last_name', 'edge', { estimator: pair }).estimate.rows).toBe(ROWS);
  });
});

describe('what is read next of a sort by several fields', () => {
  const plan = (search: string, start: Start, values: (string | number | null)[]) =>
    ordered(search, start, { estimator: heavy(values) });
  /** A run by its bounds, a group by its value, and where the list goes on. */
  const toText = (step: Step | null) => {
    if (!step) return null;
    const own =
      step.access === 'run' && step.prefix.length === 0
        ? step.segment.map(({ operator, ...one }) => `${operator} ${'value' in one ? one.value : ''}`.trim()).join(' ')
        : `only ${step.prefix.join()}`;
    const { next } = step;
    if (next === null || typeof next !== 'object') return [own, next];
    return [own, `${next.inclusive ? 'from' : 'behind'} ${next.keys.join()}`];
  };

  it.each<[string, Start, (string | number | null)[], unknown]>([
    ['sort=last_name,first_name', 'edge', [], ['', null]],
    ['sort=last_name,first_name', 'edge', ['m'], ['< m', 'from m']],
    ['sort=last_name,first_name', { keys: ['m'], inclusive: true }, ['m'], ['only m', 'behind m']],
    ['sort=last_name,first_name', { keys: ['m', 'x', 7], inclusive: false }, ['m'], ['only m', 'behind m']],
    ['sort=last_name,first_name', { keys: ['m'], inclusive: false }, ['m', 't'], ['> m < t', 'from t']],
    ['sort=last_name,first_name', { keys: ['p', 'x', 7], inclusive: false }, ['m', 't'], ['>= p < t', 'from t']],
    ['sort=-last_name,first_name', 'edge', ['m', 't'], ['> t', 'from t']],
    ['sort=-last_name,first_name', { keys: ['t'], inclusive: true }, ['m', 't'], ['only t', 'behind t']],
    ['sort=-last_name,first_name', { keys: ['t'], inclusive: false }, ['m', 't'], ['> m < t', 'from m']],
    ['sort=-last_name,first_name', { keys: ['m'], inclusive: false }, ['m', 't'], ['< m', null]],
    ['last_name.between=m,p&sort=last_name,first_name', 'edge', ['m', 't'], ['only m', 'behind m']],
    ['last_name.gt=m&sort=last_name,first_name', 'edge', ['m', 't'], ['> m < t', 'from t']],
    ['last_name.between=n,s&sort=last_name,first_name', 'edge', ['m', 't'], ['>= n <= s', null]],
    ['last_name.between=m,m&sort=last_name,first_name', 'edge', ['m'], null],
    ['sort=birthday,first_name', 'edge', [], ['only ', 'behind ']],
    ['sort=points,first_name', 'edge', [0], ['< 0', 'from 0']],
    ['points.gte=0&sort=points,first_name', 'edge', [0], ['only 0', 'behind 0']],
    ['points.gte=0&sort=-points,first_name', 'edge', [0, 9], ['> 9', 'from 9']],
    // a value that turned out to be heavy
    ['sort=last_name,first_name', { keys: ['k'], inclusive: true, isHeavy: true }, [], ['only k', 'behind k']],
    ['sort=last_name,first_name', { keys: ['k'], inclusive: true }, [], ['>= k', null]],
  ])('%s from %j, where %j are heavy', (search, start, values, wanted) => {
    if (wanted === null) expect(plan(search, start, values)).toMatchObject({ access: 'walk' });
    else expect(toText(plan(search, start, values))).toEqual(wanted);
  });
});

it('reads what is left of a group between two bounds, so that a group that turns out too large ends the reading', () => {
  const within = 'first_name.between=nam,name7&sort=first_name,-created';
  const { segment } = runOf(within, { keys: ['name7', '2020-01-01T00:00:00Z'], inclusive: false });
  expect(segment.map(({ operator }) => operator)).toEqual(['>=', '<=']);
});
