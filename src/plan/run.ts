// A run: whole groups of contacts that share the first key of a sort by several fields, each small enough to be sorted by
// the other keys as it comes. Pure.

import { FIELDS } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import type { Interval } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import { NO_TESTS } from '../query/tests.ts';
import type { PlanContext, PlanQuery } from './access.ts';
import { orderTests, SORTING, toRowCost, WIDE } from './cost.ts';
import { toBounds } from './segment.ts';
import type { Run } from './step.ts';

/** A value that more contacts have than this is heavy, a group that is read by itself; fewer are sorted as they come. */
const HEAVY_FROM = 2000;
/** By address a contact costs three reads, so that a value is heavy sooner. */
const BY_ADDRESS = 1 / 3;
/** A run looks ahead by so many heavy values' rows for the end of its last whole group. */
const HEAVY_IN_RUN = 2;
/** A search has one round trip: its run looks at so many times the contacts that should be enough, for this part of the budget. */
const AMPLE = 3;

/** A range of values none of which is heavy. */
export interface LightRange {
  interval: Interval;
  /** Whether a filter leaves out single values within. */
  holes: boolean;
}

/** Where reading goes on behind what is planned. */
export type WithNext = PlanContext & { next: Start | null };

/** How many contacts have a value within. */
export function countIn({ field }: SortKey, interval: Interval, { estimator }: PlanContext): number {
  return estimator.contacts * estimator.shareOf(field, { intervals: [interval], nulls: false });
}

/** From so many contacts on, those with one value are a group that is read by itself. */
export function heavySize({ field }: SortKey, { heavyFrom = HEAVY_FROM }: PlanContext): number {
  return FIELDS[field].table === 'address' ? Math.ceil(heavyFrom * BY_ADDRESS) : heavyFrom;
}

/** Whole groups of the interval, each sorted by the other keys as it comes. */
export function planRun(
  { order, tests }: PlanQuery,
  { interval, holes }: LightRange,
  start: Start,
  { next, ...context }: WithNext,
): Run {
  const { estimator, rows, budget } = context;
  const heavy = heavySize(order[0]!, context);
  const key = order[0]!;
  const { table, index } = FIELDS[key.field];
  const { [key.field]: _, ...others } = tests.restrictions;
  const tested = orderTests(holes ? tests : { ...tests, restrictions: others }, table, estimator);
  const row = toRowCost({ table, index, tests: tested, keys: order.map(({ field }) => field) }, estimator);
  const entry = toRowCost({ table, index, tests: NO_TESTS, keys: [] }, estimator);
  const each = entry.mostRead + row.mostRead + SORTING.mostRead;
  const within = countIn(key, interval, context);
  const needed = tests.words.length > 0 ? AMPLE * Math.min(within, rows / Math.max(row.pass, 1e-6)) : 0;
  const ahead = Math.max(HEAVY_IN_RUN * heavy, Math.min(Math.ceil(needed), Math.floor(budget / AMPLE / each)));
  const most = Math.max(1, Math.min(ahead, Math.floor((budget - rows * WIDE) / each)));
  const reached = Math.min(most, within);
  const range = { intervals: [interval], nulls: false };
  const matches = estimator.countMatches({ ...tested, restrictions: { ...tested.restrictions, [key.field]: range } });
  const steps = Math.max(1, estimator.countSteps({ key, range, tests: tested, rows }));
  const looked = Math.min(reached, steps + heavy / 4);
  const found = Math.min(rows, matches) * Math.min(1, looked / steps);
  return {
    access: 'run',
    table,
    index,
    order,
    ranked: null,
    prefix: [],
    tests: tested,
    most,
    addresses: table === 'address' ? most : null,
    segment: toBounds(key.field, interval),
    start,
    next,
    estimate: {
      rows: found,
      read: reached * entry.read + looked * (row.read + SORTING.read) + found * WIDE,
      cost: reached * entry.cost + looked * (row.cost + SORTING.cost) + found * WIDE,
      ceiling: most * each + rows * WIDE,
      draw: 1,
    },
  };
}
