// The fetch of one filter's matches, or of what several have in common: what its index finds is tested level by level, each
// with a bound, and what passes is sorted. Pure.
import { FIELDS, type FieldName, PAIR_INDEXES } from '../../contact/fields.ts';
import { isPoint, type Restriction } from '../../query/restriction.ts';
import type { Start } from '../../query/start.ts';
import type { Tests } from '../../query/tests.ts';
import type { PlanContext, PlanQuery } from '../access.ts';
import { SORTING, WIDE } from '../cost.ts';
import type { Fetch } from '../step.ts';
import { toBounds } from './bounds.ts';
import { planPart, toBounded } from './collect.ts';
import { canFetchByRuns, type FetchChoice, type Fetching, toFetching, toPassed } from './fetching.ts';
import { type FoundBy, toExpected } from './stages.ts';

/** Of the budget, what fetching matches may take: the rest is for walking instead, where there are too many. */
const FETCH_SHARE = 0.95;
/** Where there were more of them than was expected, there are taken to be so many times as many. */
const MISJUDGED = 4;
/** Places in the index of a pair that a fetch seeks, most of which have nothing. */
const MOST_SEEKS = 2000;
/** Filters of one kind that are listed, of all that there are. */
const MOST_LISTS = 3;

/** The fetches that each filter allows, those of what several filters have in common, and those of pairs; in parts, where they are too much. */
export function planFetches(query: PlanQuery, start: Start, context: PlanContext): Fetch[] {
  const { restrictions } = query.tests;
  const wanted: FetchChoice[] = [
    ...(Object.keys(restrictions) as FieldName[]).map((filter) => ({ filter })),
    ...combine(query.tests, context).map(([filter, ...lists]) => ({ filter: filter!, lists })),
    ...PAIR_INDEXES.filter(({ filter, sort }) => isInPair(restrictions[filter], restrictions[sort])).map((pair) => ({
      filter: pair.filter,
      pair,
    })),
  ];
  const { mayFetch, mayCollect = false } = context;
  return wanted.flatMap(
    (one) =>
      (mayFetch ? planFetch(query, one, start, context) : null) ??
      (mayCollect ? planPart(query, one, start, context) : null) ??
      [],
  );
}

/** Whether the index of a pair finds both by few seeks: single values of its first field, with each of them what its second may be. */
function isInPair(first: Restriction | undefined, second: Restriction | undefined): boolean {
  if (!first || !second || first.nulls || !first.intervals.every(isPoint)) return false;
  return first.intervals.length > 0 && first.intervals.length * second.intervals.length <= MOST_SEEKS;
}

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
export function planFetch(query: PlanQuery, choice: FetchChoice, start: Start, context: PlanContext): Fetch | null {
  const fetched = toFetching(query, choice, start, context);
  return fetched && toFetch(fetched.fetching, fetched.by, context);
}

/** The fetch of the contacts that pass `found` and are in the lists, which are then tested. Null where it is beyond the budget. */
export function toFetch(
  fetching: Fetching,
  by: Pick<FoundBy, 'found' | 'lists'>,
  { estimator, rows, budget, isAgain = false }: PlanContext,
): Fetch | null {
  const { finding, sorted } = toPassed(fetching, by, { estimator });
  const shown = rows * (WIDE + SORTING.mostRead); // only what is shown is taken out of the sorter again
  const bounds = toBounds(finding, sorted, { affordable: budget * toShare(fetching) - shown, isAgain });
  if (!bounds) return null;
  const taken = Math.min(rows, finding.expected, finding.stages.at(-1)!.expected);
  const { read, cost } = toExpected(finding, sorted);
  return {
    ...toBounded(fetching, finding, bounds),
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
