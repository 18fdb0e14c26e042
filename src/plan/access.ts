// The walks of an index that is in the list's order, with what each is expected to cost, and what it can cost at most. Pure.
import { FIELDS, type FieldName, PAIR_INDEXES, type TableName, TIE_FIELD } from '../contact/fields.ts';
import type { Restrictions, SortKey } from '../query/order.ts';
import type { Collected } from '../query/position/collected.ts';
import { onlyValue, type Restriction } from '../query/restriction.ts';
import type { Word } from '../query/search.ts';
import { reachOf, type Start } from '../query/start.ts';
import { isUntested, NO_TESTS, type Tests } from '../query/tests.ts';
import type { Estimator } from '../statistics/estimate.ts';
import { boundAddresses, drawnBy, entryRead, orderTests, toRequestsCost, toRowCost, WIDE } from './cost.ts';
import { type Comparison, countPresorted, rangeOf, toSegmentStart, toSegments } from './segment.ts';
import type { Step, Walk } from './step.ts';

export interface PlanQuery {
  order: SortKey[];
  tests: Tests;
  /** Before `order`, rows come by how well they match these words; null: they do not. */
  ranked: Word[] | null;
}

export interface PlanContext {
  estimator: Estimator;
  /** Rows that are wanted. */
  rows: number;
  /** Rows and index entries that may be read. */
  budget: number;
  /** Whether a filter's matches may be fetched: not again once there were more of them than the budget allows. */
  mayFetch: boolean;
  /** Whether they may be fetched in several requests; and what those before have collected. */
  mayCollect?: boolean;
  collected?: Collected | undefined;
  /** How many times as few rows as were wanted a walk of the page before found: what another is expected to find is doubted. */
  doubt?: number;
  /** There were more of them than was expected: they are fetched once more, as many as the budget allows. */
  isAgain?: boolean;
  /** Contacts with one value above which it is heavy: they are read as a group of their own; fewer are sorted as they come. */
  heavyFrom?: number;
  /** Which of the ways is taken, the cheapest first; for tests and the bench, which take others too. */
  choose?: (steps: Step[]) => Step | undefined;
}

/** Segments one statement reads: within D1's 100 bound parameters, with 19 other fields' tests besides. */
export const MOST_SEGMENTS = 15;
/** Of addresses whose contacts are not tested nearly all have one: for a row of the page so much may be read of them. */
const AMPLE_READ = 100;

/** The walk of the index that is in the order, or of one in which what the filter `by` leaves, one value, is; the order must be presorted. */
export function planWalk(
  { order, tests, by }: Pick<PlanQuery, 'order' | 'tests'> & { by?: Within },
  start: Start,
  { estimator, rows, budget }: PlanContext,
): Walk {
  const key = order[0]!;
  const { table, index } = by ?? FIELDS[key.field];
  const range = rangeOf(key.field, tests.restrictions[key.field]);
  const segments = toSegments(order, range, start);
  const { [key.field]: _, ...filters } = tests.restrictions;
  const { [by?.filter ?? key.field]: __, ...others } = filters as Restrictions;
  const tested = orderTests({ ...tests, restrictions: others }, table, estimator);
  const isTested = !isUntested(tested);
  const isListed = table === 'address' && key.descending;
  const row = toRowCost({ table, index, tests: tested, keys: order.map(({ field }) => field), isListed }, estimator);
  const read = row.mostRead + entryRead(table, isListed); // the entries are read again to tell the last of them
  const each = drawnBy(row, read);
  const left = budget - rows * WIDE;
  const spent = isTested ? left : Math.min(left, AMPLE_READ * rows);
  const bounds = table === 'address' ? boundAddresses(spent, { tests: tested, each }, estimator) : null;
  const most = isTested ? (bounds?.contacts ?? Math.max(1, Math.floor(left / each))) : null;
  const ahead = reachOf(key, range, start);
  const matches = estimator.countMatches({ ...tests, restrictions: { ...filters, [key.field]: ahead } });
  const steps = by
    ? countStepsWithin(by, { reach: ahead, matches, rows }, { key, tests, estimator })
    : estimator.countSteps({ key, range: ahead, tests: tested, rows });
  const found = Math.min(rows, matches);
  const looked = Math.min(steps, bounds?.addresses ?? most ?? steps);
  const mostRead = most === null ? rows * row.mostRead : most * each;
  return {
    access: 'walk',
    table,
    index,
    order,
    ranked: null,
    prefix: [],
    tests: tested,
    most,
    addresses: bounds?.addresses ?? null,
    segments: segments.slice(0, MOST_SEGMENTS),
    next: segments[MOST_SEGMENTS] ? toSegmentStart(order[0]!, segments[MOST_SEGMENTS]) : null,
    estimate: {
      rows: found,
      read: looked * row.read + (isTested ? found * WIDE : found * (WIDE - 1)),
      cost: steps * row.cost + found * WIDE + (most ? toRequestsCost(steps / most) : 0),
      ceiling: (bounds ? spent : mostRead) + rows * WIDE,
      draw: isTested ? each / read : 1,
    },
  };
}

/** The index in which what a filter leaves lies together, if it is of one value. */
interface Within {
  filter: FieldName;
  table: TableName;
  index: string | null;
}

/** How many of what the filter leaves are looked at until so many pass. */
function countStepsWithin(
  { filter }: Within,
  { reach, matches, rows }: { reach: Restriction; matches: number; rows: number },
  { key, tests, estimator }: { key: SortKey; tests: Tests; estimator: Estimator },
): number {
  const restrictions = { [filter]: tests.restrictions[filter]!, [key.field]: reach };
  const within = estimator.countMatches({ ...NO_TESTS, restrictions });
  return Math.min(within, (rows * within) / Math.max(Math.min(matches, within), 1e-9));
}

/**
 * The walks within what a filter leaves, if that is one value: by the filter's own index where the sort is by what ends it, or
 * by the index of the pair of them.
 */
export function planWalksWithin({ order, tests }: PlanQuery, start: Start, context: PlanContext): Walk[] {
  const { field } = order[0]!;
  if (countPresorted(order) < order.length) return [];
  const filters = Object.keys(tests.restrictions) as FieldName[];
  const alone = filters.filter((filter) => FIELDS[filter].index && TIE_FIELD[FIELDS[filter].table] === field);
  const pairs = PAIR_INDEXES.filter(({ filter, sort }) => sort === field && filters.includes(filter));
  const withins: Within[] = [...alone.map((filter) => ({ ...FIELDS[filter], filter })), ...pairs];
  return withins.flatMap(({ filter, table, index }) => {
    const value = onlyValue(tests.restrictions[filter]!);
    if (value === undefined) return [];
    const walk = planWalk({ order, tests, by: { filter, table, index } }, start, context);
    const point: Comparison = { field: filter, operator: '=', value };
    return walk.segments.length > 0 ? [{ ...walk, segments: walk.segments.map((segment) => [point, ...segment]) }] : [];
  });
}
