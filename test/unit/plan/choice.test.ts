// Which way is the cheapest to the end of the page, what makes another of them cheaper, and lists of very many values.
import { describe, expect, it } from 'vitest';
import { type PlanContext, planWalk } from '../../../src/plan/access.ts';
import { planStep, planSteps } from '../../../src/plan/plan.ts';
import type { Step } from '../../../src/plan/step.ts';
import { between } from '../../../src/query/restriction.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { estimator, parse } from './planned.ts';

const context: PlanContext = { estimator, rows: 50, budget: 48_000, mayFetch: true };
const few = { ...context, estimator: toEstimator(null, 10_000) };
const first = (search: string, more: Partial<PlanContext> = {}) =>
  planStep(parse(search), 'edge', { ...few, ...more })?.access;

describe('the cheapest way', () => {
  it('is a walk, unless one before found a 16th of what was wanted, and a fetch costs less than 16 of it', () => {
    // 167 rows until 50 have no gender, or 3,000 that have none, sorted
    expect(first('gender.null=true&sort=created')).toBe('walk');
    expect(first('gender.null=true&sort=created', { doubt: 16 })).toBe('late');
    expect(first('birthday.null=true&sort=gender,created', { doubt: 16 })).toBe('late');
    expect(first('sort=created', { doubt: 16 })).toBe('walk');
    expect(first('gender.null=true&sort=created', { doubt: 16, mayFetch: false })).toBe('walk');
  });

  it('is followed by others of its cost where it ends before the page is full', () => {
    // a run of 1,334 addresses finds 7 of 50, and the fetch of 5,000 contacts all
    const steps = planSteps(parse('gender=male&sort=city,last_name'), 'edge', context);
    expect(steps.map(({ access }) => access)).toEqual(['late', 'run']);
    expect(steps[1]!.estimate.cost).toBeLessThan(steps[0]!.estimate.cost / 2);
    expect(first('gender.null=true&sort=city,last_name')).toBe('run');
  });

  it('is chosen by whoever asks for another', () => {
    const choose = (steps: Step[]) => steps.at(-1);
    expect(first('gender.null=true&sort=created', { choose })).toBe('late');
    expect(first('gender.null=true&sort=created', { choose: () => undefined })).toBe('walk');
  });

  it('of several is sorted by cost', () => {
    const steps = planSteps(parse('gender=male&city=Oslo&points=5&sort=created'), 'edge', few);
    const costs = steps.map(({ estimate }) => estimate.cost);
    expect(steps.length).toBeGreaterThan(5);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(costs[0]).toBeLessThan(costs.at(-1)! / 10);
  });
});

describe('a list of very many values', () => {
  const many = Array.from({ length: 100 }, (_, at) => `n${String(at).padStart(3, '0')}`);
  /** Between two of them lies hardly anybody. */
  const sparse = { ...context, mayFetch: false, estimator: { ...estimator, shareOf: () => 1e-5 } };
  const read = (sort: string) => {
    const { order, ...query } = parse(`sort=${sort}`);
    const restrictions = { last_name: { intervals: many.map((value) => between(value, value)), nulls: false } };
    return planStep({ ...query, order, tests: { ...query.tests, restrictions } }, 'edge', sparse);
  };
  const ends = (step: Step | null) =>
    step?.access === 'run' ? step.segment.map((one) => ('value' in one ? `${one.operator} ${one.value}` : '')) : [];

  it('is read by runs of the next of them', () => {
    const next = read('last_name,first_name');
    expect(ends(next)).toEqual(['>= n000', '<= n062']);
    expect(next).toMatchObject({ next: { keys: ['n063'], inclusive: true } });
    expect(Object.keys(next!.tests.restrictions)).toEqual(['last_name']);
    const last = read('-last_name,first_name');
    expect(ends(last)).toEqual(['>= n037', '<= n099']);
    expect(last).toMatchObject({ next: { keys: ['n036'], inclusive: true } });
  });

  it('is one run of the index where nothing else is sorted by', () => {
    const { order, ...query } = parse('sort=-last_name');
    const restrictions = { last_name: { intervals: many.map((value) => between(value, value)), nulls: false } };
    const walk = planWalk({ order, tests: { ...query.tests, restrictions } }, 'edge', context);
    expect(walk.segments).toEqual([[{ field: 'last_name', operator: 'in', values: many }]]);
  });
});
