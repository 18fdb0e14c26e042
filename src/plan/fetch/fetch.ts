// The fetch of one filter's matches, or of what several have in common: what its index finds is tested level by level, each
// with a bound, and what passes is sorted. Pure.
import { FIELDS, type FieldName, PAIR_INDEXES, type PairIndex } from '../../contact/fields.ts';
import type { Restrictions } from '../../query/order.ts';
import { isPoint, onlyValue, type Restriction } from '../../query/restriction.ts';
import type { Start } from '../../query/start.ts';
import type { Tests } from '../../query/tests.ts';
import { MOST_SEGMENTS, type PlanContext, type PlanQuery } from '../access.ts';
import { orderTests, SORTING, toRowCost, WIDE } from '../cost.ts';
import type { Fetch } from '../step.ts';
import { toBounds } from './bounds.ts';
import { toFilterTests } from './parts.ts';
import { type FoundBy, toExpected, toFinding } from './stages.ts';

/** Of the budget, what fetching matches may take: the rest is for walking instead, where there are too many. */
const FETCH_SHARE = 0.95;
/** Where there were more of them than was expected, there are taken to be so many times as many. */
const MISJUDGED = 4;
/** Filters of one kind that are listed, of all that there are. */
const MOST_LISTS = 3;

/** What is fetched: a filter, or two by the index of the pair, as far as others are listed. */
interface FetchChoice {
  filter: FieldName;
  lists?: FieldName[];
  pair?: PairIndex;
}

/** The fetches that each filter allows, those of what several filters have in common, and those of pairs. */
export function planFetches(query: PlanQuery, start: Start, context: PlanContext): Fetch[] {
  if (!context.mayFetch) return [];
  const { restrictions } = query.tests;
  const wanted: FetchChoice[] = [
    ...(Object.keys(restrictions) as FieldName[]).map((filter) => ({ filter })),
    ...combine(query.tests, context).map(([filter, ...lists]) => ({ filter: filter!, lists })),
    ...PAIR_INDEXES.filter(({ filter, sort }) => restrictions[sort] && isOneValue(restrictions[filter])).map(
      (pair) => ({ filter: pair.filter, pair }),
    ),
  ];
  return wanted.flatMap((one) => planFetch(query, one, start, context) ?? []);
}

const isOneValue = (range: Restriction | undefined) => range !== undefined && onlyValue(range) !== undefined;

/**
 * Filters the first of which is fetched, and the others listed: the rarest whose indexes hold the same ids, those of contacts
 * or of addresses, and with them the rarest of the others.
 */
function combine({ restrictions }: Tests, { estimator, budget }: PlanContext): FieldName[][] {
  const shares = new Map<FieldName, number>();
  for (const [field, range] of Object.entries(restrictions) as [FieldName, Restriction][]) {
    const share = estimator.shareOf(field, range);
    if (FIELDS[field].index !== null && canFetchByRuns(range) && share * estimator.contacts < budget)
      shares.set(field, share);
  }
  const rarest = [...shares.keys()].sort((a, b) => shares.get(a)! - shares.get(b)!);
  const ofAddress = rarest.filter((field) => FIELDS[field].table === 'address');
  const ofContact = rarest.filter((field) => FIELDS[field].table !== 'address');
  return [
    [ofAddress, ofContact],
    [ofContact, ofAddress],
  ].flatMap(([own, others]) => {
    const common = own!.slice(0, 1 + MOST_LISTS).map((_, at) => own!.slice(0, at + 1));
    const crossed = common.flatMap((fields) => others!.slice(0, 1).map((other) => [...fields, other]));
    return [...common.slice(1), ...crossed];
  });
}

/** The fetch of what a filter leaves; null where it is too much. */
export function planFetch(
  { order, tests, ranked }: PlanQuery,
  { filter, lists = [], pair }: FetchChoice,
  start: Start,
  context: PlanContext,
): Fetch | null {
  const { estimator } = context;
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
  return toFetch(fetching, { found: toFilterTests(fetched), lists: listed }, context);
}

/** What a fetch is of, before its bounds. */
export type Fetching = Pick<Fetch, 'table' | 'index' | 'order' | 'ranked' | 'tests' | 'fetched' | 'start'>;

/** The fetch of the contacts that pass `found` and are in the lists, which are then tested. Null where it is beyond the budget. */
export function toFetch(
  fetching: Fetching,
  { found, lists }: Pick<FoundBy, 'found' | 'lists'>,
  { estimator, rows, budget, isAgain = false }: PlanContext,
): Fetch | null {
  const { table, index, order, tests, ranked } = fetching;
  const finding = toFinding({ table, index, tests, found, lists }, estimator);
  const keys = order.map(({ field }) => field);
  const lookedUp = { table, index, tests, isLate: true };
  const row = toRowCost({ ...lookedUp, keys, isRanked: ranked !== null }, estimator);
  const bare = toRowCost({ ...lookedUp, keys: [] }, estimator);
  const sorted = {
    read: row.mostRead - bare.mostRead,
    sought: row.sought - bare.sought,
    cost: (row.cost - bare.cost) / Math.max(bare.pass, 1e-9),
  };
  const shown = rows * (WIDE + SORTING.mostRead); // only what is shown is taken out of the sorter again
  const bounds = toBounds(finding, sorted, { affordable: budget * toShare(fetching) - shown, isAgain });
  if (!bounds) return null;
  const taken = Math.min(rows, finding.expected, finding.stages.at(-1)!.expected);
  const { read, cost } = toExpected(finding, sorted);
  return {
    ...fetching,
    access: 'late',
    prefix: [],
    isPart: false,
    most: bounds.found,
    addresses: table === 'address' ? bounds.found : null,
    levels: finding.stages.map(({ tests, lists }, at) => {
      const { most, contacts, lists: ofLists } = bounds.levels[at]!;
      return { tests, contacts, most, lists: lists.map((list, of) => ({ ...list, most: ofLists[of]! })) };
    }),
    next: null,
    estimate: {
      rows: taken,
      read: read + taken * WIDE,
      cost: (isAgain ? MISJUDGED : 1) * cost + taken * WIDE,
      ceiling: bounds.drawn + shown,
      draw: Math.max(1, bounds.drawn / bounds.read),
    },
  };
}

/** Of the budget, what the fetch may take: where it was counted how many have the values, nothing need be left for walking. */
function toShare({ fetched }: Fetching): number {
  return 'range' in fetched && fetched.range.contained ? 1 : FETCH_SHARE;
}

/** Whether one statement can fetch the range: any number of single values, or a few runs. */
function canFetch(range: Restriction): boolean {
  const { intervals, nulls } = range;
  return (!nulls && intervals.length > 0 && intervals.every(isPoint)) || canFetchByRuns(range);
}

function canFetchByRuns({ intervals, nulls }: Restriction): boolean {
  return (
    intervals.length + Number(nulls) <= MOST_SEGMENTS &&
    !(intervals.length === 1 && intervals[0]!.lo === null && intervals[0]!.hi === null)
  );
}
