// A run: whole groups of contacts that share the first key of a sort by several fields, each small enough to be sorted by
// the other keys as it comes. Pure.

import { FIELDS, PAIR_INDEXES, type PairIndex } from '../contact/fields.ts';
import type { Restrictions, SortKey } from '../query/order.ts';
import { type Interval, onlyValue, type Restriction } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import { NO_TESTS } from '../query/tests.ts';
import type { WalkAhead } from '../statistics/estimate.ts';
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

/** Matches are late where they come so many times as late as they would if they were spread evenly. */
const LATE = 1.5;

/** A range of values none of which is heavy. */
export interface LightRange {
  interval: Interval;
  /** Whether a filter leaves out single values within. */
  holes: boolean;
}

/** Where reading goes on behind what is planned, and all that there is from where it begins. */
export type WithNext = PlanContext & { next: Start | null; reach: Restriction };

/** How many contacts have a value within. */
export function countIn({ field }: SortKey, interval: Interval, { estimator }: PlanContext): number {
  return estimator.contacts * estimator.shareOf(field, { intervals: [interval], nulls: false });
}

/** From so many contacts on, those with one value are a group that is read by itself. */
export function heavySize({ field }: SortKey, { heavyFrom = HEAVY_FROM }: PlanContext): number {
  return FIELDS[field].table === 'address' ? Math.ceil(heavyFrom * BY_ADDRESS) : heavyFrom;
}

/** Whole groups of the interval, each sorted by the other keys as it comes; of one value of another field, by the index of the pair. */
export function planRun(
  query: PlanQuery,
  { interval, holes }: LightRange,
  start: Start,
  { next, reach, ...context }: WithNext,
): Run {
  const { order, tests } = query;
  const { estimator, rows, budget } = context;
  const heavy = heavySize(order[0]!, context);
  const key = order[0]!;
  const pair = findPair(query);
  const { table, index } = pair ?? FIELDS[key.field];
  const { [key.field]: own, ...rest } = tests.restrictions;
  const others: Restrictions = rest;
  if (pair) delete others[pair.filter];
  const tested = orderTests(
    { ...tests, restrictions: holes ? { ...others, [key.field]: own! } : others },
    table,
    estimator,
  );
  const row = toRowCost({ table, index, tests: tested, keys: order.map(({ field }) => field) }, estimator);
  const entry = toRowCost({ table, index, tests: NO_TESTS, keys: [] }, estimator);
  const each = entry.mostRead + row.mostRead + SORTING.mostRead;
  const walked = pair ? { [pair.filter]: tests.restrictions[pair.filter]! } : {};
  const within = pair
    ? estimator.countMatches({ ...NO_TESTS, restrictions: { ...walked, [key.field]: toRange(interval) } })
    : countIn(key, interval, context);
  const needed = tests.words.length > 0 ? AMPLE * Math.min(within, rows / Math.max(row.pass, 1e-6)) : 0;
  const ahead = Math.max(HEAVY_IN_RUN * heavy, Math.min(Math.ceil(needed), Math.floor(budget / AMPLE / each)));
  const most = Math.max(1, Math.min(ahead, Math.floor((budget - rows * WIDE) / each)));
  const reached = Math.min(most, within);
  const dense = toDensity({ key, tests: { ...tests, restrictions: rest }, rows, within }, toRange(interval), estimator);
  const late = pair ? null : toDelayed({ key, tests: tested, rows, range: reach }, estimator);
  const steps = Math.max(dense.steps, late ?? 0);
  const looked = Math.min(reached, steps + heavy / 4);
  const found = late === null ? dense.matches * Math.min(1, looked / steps) : rows * Math.min(1, looked / late);
  const value = pair && onlyValue(tests.restrictions[pair.filter]!)!;
  const segment = toBounds(key.field, interval);
  return {
    access: 'run',
    table,
    index,
    order,
    ranked: null,
    prefix: [],
    tests: tested,
    most,
    isPart: within > most,
    addresses: table === 'address' ? most : null,
    segment: pair ? [{ field: pair.filter, operator: '=', value }, ...segment] : segment,
    start,
    next,
    estimate: {
      rows: Math.min(found, dense.matches),
      read: reached * entry.read + looked * (row.read + SORTING.read) + found * WIDE,
      cost: reached * entry.cost + looked * (row.cost + SORTING.cost) + found * WIDE,
      ceiling: most * each + rows * WIDE,
      draw: 1,
    },
  };
}

const toRange = (interval: Interval): Restriction => ({ intervals: [interval], nulls: false });

/** The index of the pair of a filter, if that is of one value, and the first key. */
export function findPair({ order, tests }: PlanQuery): PairIndex | null {
  const isHeld = ({ filter, sort }: PairIndex) =>
    sort === order[0]!.field &&
    tests.restrictions[filter] !== undefined &&
    typeof onlyValue(tests.restrictions[filter]) === 'string';
  return PAIR_INDEXES.find(isHeld) ?? null;
}

/** How many match within the range, as far as they are wanted, and how many of those within are looked at for them. */
function toDensity(
  { key, tests, rows, within }: Pick<WalkAhead, 'key' | 'tests' | 'rows'> & { within: number },
  range: Restriction,
  { countMatches }: Pick<PlanContext['estimator'], 'countMatches'>,
): { matches: number; steps: number } {
  const all = countMatches({ ...tests, restrictions: { ...tests.restrictions, [key.field]: range } });
  const matches = Math.min(rows, all);
  return { matches, steps: Math.max(1, Math.min(within, (within * matches) / Math.max(all, 1e-9))) };
}

/** How far a walk of all that there is goes, where the first matches are known to be late; else null. */
function toDelayed(walk: WalkAhead, estimator: PlanContext['estimator']): number | null {
  const { key, range, tests, rows } = walk;
  const reach = estimator.contacts * estimator.shareOf(key.field, range);
  const all = estimator.countMatches({ ...tests, restrictions: { ...tests.restrictions, [key.field]: range } });
  const steps = estimator.countSteps(walk);
  return steps > (LATE * rows * reach) / Math.max(all, 1e-9) ? steps : null;
}
