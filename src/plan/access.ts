// The ways to read a list in order without grouping it: walk the index that is in its order, or fetch one filter's
// matches and sort them. Each with what it is expected to cost, and what it can cost at most. Pure.
import { FIELDS, type FieldName, ROWID_FIELD } from '../contact/fields.ts';
import type { Restrictions, SortKey } from '../query/order.ts';
import { isPoint, onlyValue, type Restriction } from '../query/restriction.ts';
import type { Word } from '../query/search.ts';
import { reachOf, type Start } from '../query/start.ts';
import { isUntested, NO_TESTS, type Tests } from '../query/tests.ts';
import type { Estimator } from '../statistics/estimate.ts';
import { boundAddresses, drawnBy, entryRead, orderTests, SORTING, toRowCost, WIDE } from './cost.ts';
import { type Comparison, countPresorted, rangeOf, toSegmentStart, toSegments } from './segment.ts';
import type { Fetch, Step, Walk } from './step.ts';
import { hasValueCount } from './valuecount.ts';

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
  /** Contacts with one value above which it is heavy: they are read as a group of their own; fewer are sorted as they come. */
  heavyFrom?: number;
  /** Which of the ways is taken, the cheapest first; for tests and the bench, which take others too. */
  choose?: (steps: Step[]) => Step | undefined;
}

/** Segments one statement reads: within D1's 100 bound parameters, with 19 other fields' tests besides. */
const MOST_SEGMENTS = 15;
/** Of the budget, what fetching matches may take: the rest is for walking instead, where there are too many. */
const FETCH_SHARE = 2 / 3;
/** A fetch is cut at so many times its estimate. */
const MISJUDGED = 4;
const LEAST_FETCHED = 500;
/** Of addresses whose contacts are not tested nearly all have one: for a row of the page so much may be read of them. */
const AMPLE_READ = 100;

/** The walk of the index that is in the order, or of that of the filter `by`, all of one value; the order must be presorted. */
export function planWalk(
  { order, tests, by }: Pick<PlanQuery, 'order' | 'tests'> & { by?: FieldName },
  start: Start,
  { estimator, rows, budget }: PlanContext,
): Walk {
  const key = order[0]!;
  const { table, index } = FIELDS[by ?? key.field];
  const range = rangeOf(key.field, tests.restrictions[key.field]);
  const segments = toSegments(order, range, start);
  const { [key.field]: _, ...filters } = tests.restrictions;
  const { [by ?? key.field]: __, ...others } = filters as Restrictions;
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
  const reach = estimator.contacts * (by ? estimator.shareOf(by, tests.restrictions[by]!) : 1);
  const steps = Math.min(reach, estimator.countSteps({ key, range: ahead, tests: tested, rows }));
  const matches = estimator.countMatches({ ...tests, restrictions: { ...filters, [key.field]: ahead } });
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
      cost: steps * row.cost + found * WIDE,
      ceiling: (bounds ? spent : mostRead) + rows * WIDE,
      draw: isTested ? each / read : 1,
    },
  };
}

/**
 * The walks of a filter's index instead of the sort's, where the sort is by the row ids of that table: the contacts
 * that share the one value which the filter leaves lie in the order of those ids.
 */
export function planPointWalks({ order, tests }: PlanQuery, start: Start, context: PlanContext): Walk[] {
  const { field } = order[0]!;
  if (countPresorted(order) < order.length) return [];
  return (Object.entries(tests.restrictions) as [FieldName, Restriction][]).flatMap(([filter, range]) => {
    const isInOrder = ROWID_FIELD[FIELDS[filter].table] === field && filter !== field;
    const value = isInOrder ? onlyValue(range) : undefined;
    if (value === undefined) return [];
    const walk = planWalk({ order, tests, by: filter }, start, context);
    const point: Comparison = { field: filter, operator: '=', value };
    return walk.segments.length > 0 ? [{ ...walk, segments: walk.segments.map((segment) => [point, ...segment]) }] : [];
  });
}

/** The fetches that each filter allows. */
export function planFetches(query: PlanQuery, start: Start, context: PlanContext): Fetch[] {
  if (!context.mayFetch) return [];
  return (Object.keys(query.tests.restrictions) as FieldName[]).flatMap((filter) => {
    const fetch = planFetch(query, filter, start, context);
    return fetch ? [fetch] : [];
  });
}

/** The fetch of what a filter leaves; null where it is too much. */
export function planFetch(
  { order, tests, ranked }: PlanQuery,
  filter: FieldName,
  start: Start,
  context: PlanContext,
): Fetch | null {
  const { estimator } = context;
  const { table, index } = FIELDS[filter];
  const { [filter]: range, ...others } = tests.restrictions;
  if (!range || !canFetch(range)) return null;
  const tested = orderTests({ ...tests, restrictions: others }, table, estimator);
  const ofAddresses = table === 'address' ? 1 : 0; // addresses may have no contacts, and no value count tells of those
  const guard = hasValueCount(filter, range) ? ofAddresses : ofAddresses + entryRead(table); // the value count tells of too many
  const found = estimator.contacts * estimator.shareOf(filter, range);
  const fetching = { table, index, order, ranked, tests: tested, fetched: { filter, range }, start };
  const isCounted = range.contained !== undefined;
  return toFetch(fetching, { found, guard, matches: estimator.countMatches(tests), isCounted }, context);
}

type Fetching = Pick<Fetch, 'table' | 'index' | 'order' | 'ranked' | 'tests' | 'fetched' | 'start'>;

interface Fetchable {
  found: number;
  guard: number;
  matches: number;
  /** Whether so many were counted: nothing need be left for walking instead. */
  isCounted?: boolean;
}

/**
 * The fetch of about `found` contacts, of which `matches` pass; `guard` is what telling that there are too many reads for
 * each. Null where it is beyond the budget.
 */
export function toFetch(
  fetching: Fetching,
  { found, guard, matches, isCounted }: Fetchable,
  { estimator, rows, budget }: PlanContext,
): Fetch | null {
  const { table, index, order, tests, ranked } = fetching;
  const keys = order.map(({ field }) => field);
  const row = toRowCost({ table, index, tests, keys, isRanked: ranked !== null }, estimator);
  const entry = toRowCost({ table, index, tests: NO_TESTS, keys: [] }, estimator);
  const read = row.mostRead + SORTING.read + guard;
  const each = drawnBy(row, read);
  const shown = rows * (WIDE + SORTING.mostRead - SORTING.read); // only what is shown is taken out of the sorter again
  const affordable = Math.floor((budget * (isCounted ? 1 : FETCH_SHARE) - shown) / each);
  if (found > affordable) return null;
  const most = Math.min(affordable, Math.ceil(found * MISJUDGED) + LEAST_FETCHED);
  const passing = Math.min(found, matches);
  return {
    ...fetching,
    access: 'late',
    prefix: [],
    most,
    addresses: table === 'address' ? most : null,
    next: null,
    estimate: {
      rows: Math.min(rows, passing),
      read: found * (row.read + guard) + passing * SORTING.read + Math.min(rows, passing) * WIDE,
      cost: found * (row.cost + (guard > 0 ? entry.cost : 0)) + passing * SORTING.cost + Math.min(rows, passing) * WIDE,
      ceiling: most * each + shown,
      draw: each / read,
    },
  };
}

/** Whether one statement can fetch the range: any number of single values, or a few runs. */
function canFetch({ intervals, nulls }: Restriction): boolean {
  if (!nulls && intervals.length > 0 && intervals.every(isPoint)) return true;
  return (
    intervals.length + Number(nulls) <= MOST_SEGMENTS &&
    !(intervals.length === 1 && intervals[0]!.lo === null && intervals[0]!.hi === null)
  );
}
