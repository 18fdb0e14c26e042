// What is fetched, before its bounds: a filter's matches, or those of a pair, or of words, and what is left to test of them. Pure.
import { FIELDS, type FieldName, type PairIndex } from '../../contact/fields.ts';
import type { Restrictions } from '../../query/order.ts';
import { isPoint, type Restriction } from '../../query/restriction.ts';
import type { Start } from '../../query/start.ts';
import { MOST_SEGMENTS, type PlanContext, type PlanQuery } from '../access.ts';
import { orderTests, toRowCost } from '../cost.ts';
import type { Fetch } from '../step.ts';
import { toFilterTests } from './parts.ts';
import { type Finding, type FoundBy, type Sorted, toFinding } from './stages.ts';

/** What is fetched: a filter, or two by the index of the pair, as far as others are listed. */
export interface FetchChoice {
  filter: FieldName;
  lists?: FieldName[];
  pair?: PairIndex | undefined;
}

/** What a fetch is of. */
export type Fetching = Pick<Fetch, 'table' | 'index' | 'order' | 'ranked' | 'tests' | 'fetched' | 'start'>;

/** What finds it, and what is listed beside it. */
type Finders = Pick<FoundBy, 'found' | 'lists'>;

/** Null where no one statement can fetch the filter. */
export function toFetching(
  { order, tests, ranked }: PlanQuery,
  { filter, lists = [], pair }: FetchChoice,
  start: Start,
  { estimator }: Pick<PlanContext, 'estimator'>,
): { fetching: Fetching; by: Finders } | null {
  const { table, index } = pair ?? FIELDS[filter];
  const others: Restrictions = { ...tests.restrictions };
  const take = (filter: FieldName) => {
    const range = others[filter]!;
    delete others[filter];
    return { filter, range };
  };
  const fetched = { ...take(filter), ...(pair && { second: take(pair.sort) }) };
  if (!canFetch(fetched.range) || (fetched.second && !canFetch(fetched.second.range))) return null;
  const listed = lists.map(take).map((list) => ({ ...list, expected: estimator.countMatches(toFilterTests(list)) }));
  const tested = orderTests({ ...tests, restrictions: others }, table, estimator);
  const fetching = { table, index, order, ranked, tests: tested, fetched, start };
  return { fetching, by: { found: toFilterTests(fetched), lists: listed } };
}

/** What it passes through, and what sorting a contact that passes takes. */
export function toPassed(
  { table, index, order, tests, ranked }: Fetching,
  by: Finders,
  { estimator }: Pick<PlanContext, 'estimator'>,
): { finding: Finding; sorted: Sorted } {
  const finding = toFinding({ table, index, tests, ...by }, estimator);
  const keys = order.map(({ field }) => field);
  const lookedUp = { table, index, tests, isLate: true };
  const row = toRowCost({ ...lookedUp, keys, isRanked: ranked !== null }, estimator);
  const bare = toRowCost({ ...lookedUp, keys: [] }, estimator);
  const sorted = {
    read: row.mostRead - bare.mostRead,
    sought: row.sought - bare.sought,
    cost: (row.cost - bare.cost) / Math.max(bare.pass, 1e-9),
  };
  return { finding, sorted };
}

/** Whether one statement can fetch the range: any number of single values, or a few runs. */
function canFetch(range: Restriction): boolean {
  const { intervals, nulls } = range;
  return (!nulls && intervals.length > 0 && intervals.every(isPoint)) || canFetchByRuns(range);
}

export function canFetchByRuns({ intervals, nulls }: Restriction): boolean {
  return (
    intervals.length + Number(nulls) <= MOST_SEGMENTS &&
    !(intervals.length === 1 && intervals[0]!.lo === null && intervals[0]!.hi === null)
  );
}
