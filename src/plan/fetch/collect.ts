// A fetch that is too much for one request, taken in parts: each reads on in the filter's index, tests what it finds, and hands
// on the best contacts so far. The page comes with the last part. Pure.
import { PAIR_INDEXES } from '../../contact/fields.ts';
import { type Collected, MOST_COLLECTED, toEntryOrder } from '../../query/position/collected.ts';
import { intersect, onlyValue } from '../../query/restriction.ts';
import { reachFrom, type Start } from '../../query/start.ts';
import type { PlanContext, PlanQuery } from '../access.ts';
import { NEXT_ENTRY, SORTING, toRequestsCost, WIDE } from '../cost.ts';
import type { Fetch, FetchedFilter } from '../step.ts';
import { type Bounds, toPartBounds } from './bounds.ts';
import { type FetchChoice, type Fetching, toFetching, toPassed } from './fetching.ts';
import { toFilterTests } from './parts.ts';
import { type Finding, toExpected } from './stages.ts';

/** What a part may take of the budget where another may follow it in the same request. */
const PART_SHARE = 0.5;
/**
 * A fetch of more parts is not begun: of so many where a walk is known to be longer, of fewer where one was tried and found
 * hardly anything, and of few where it found some, for it will find the others sooner.
 */
const MOST_PARTS = { untried: 160, many: 64, few: 24 };
/** A walk that is doubted by less has found some. */
const LITTLE_DOUBT = 8;
/** Reads of a contact that was collected before: its rows, to test it again, and to sort it. */
const READ_OF_COLLECTED = 10;
/** What a part costs besides what it reads: a trip of 1 ms, and another, for each part of a request is smaller than the one before. */
const PART = 1500;

/** The next part of what was begun; null where it cannot be gone on with. */
export function planNextPart(query: PlanQuery, start: Start, context: PlanContext): Fetch | null {
  const { collected } = context;
  if (!collected || collected.prefix.length > 0) return null;
  const { filter, second } = collected;
  const pair = PAIR_INDEXES.find((pair) => pair.filter === filter && pair.sort === second);
  const known = [filter, ...(second ? [second] : [])].every((field) => query.tests.restrictions[field]);
  if (!known || (second && !pair)) return null;
  return planPart(query, { filter, pair }, start, context);
}

/** The first part of fetching what a filter leaves, or the next of what was collected; null where it is no use. */
export function planPart(query: PlanQuery, choice: FetchChoice, start: Start, context: PlanContext): Fetch | null {
  const { rows, budget, isAgain = false, collected, doubt = 1 } = context;
  const { filter, lists = [], pair } = choice;
  if (query.ranked || query.tests.words.length > 0 || lists.length > 0 || rows > MOST_COLLECTED) return null;
  if (pair && onlyValue(query.tests.restrictions[filter]!) === undefined) return null; // of several, entries lie in no one order
  const begun = toFetching(query, choice, start, context);
  if (!begun) return null;
  const { fetching, by } = begun;
  const fetched = fetching.fetched as FetchedFilter;
  const left = collected ? toFilterTests(toLeft(fetched, collected)) : by.found;
  const { finding, sorted } = toPassed(fetching, { found: left, lists: [] }, context);
  const before = collected?.ids.length ?? 0;
  const shown = rows * (WIDE + SORTING.mostRead) + before * READ_OF_COLLECTED;
  const bounds = toPartBounds(finding, sorted, { affordable: budget * PART_SHARE - shown, isAgain });
  if (!bounds || (!collected && finding.expected > mostParts(doubt) * bounds.found)) return null;
  const taken = Math.min(rows, finding.expected, finding.stages.at(-1)!.expected);
  const { cost } = toExpected(finding, sorted);
  const parts = finding.expected / bounds.found;
  const own = toFilterTests(fetched).restrictions;
  return {
    ...toBounded(fetching, finding, bounds),
    part: {
      ...(collected ?? { filter, second: pair?.sort ?? null, from: null, ids: [], fence: null }),
      own: { ...fetching.tests, restrictions: { ...fetching.tests.restrictions, ...own } },
    },
    estimate: {
      rows: taken,
      read: Math.min(bounds.read, finding.expected) + shown,
      cost: cost + finding.expected * NEXT_ENTRY + taken * WIDE + toRequestsCost(PART_SHARE * parts) + parts * PART,
      ceiling: bounds.drawn + shown,
      draw: Math.max(1, bounds.drawn / bounds.read),
    },
  };
}

function mostParts(doubt: number): number {
  if (doubt === 1) return MOST_PARTS.untried;
  return doubt < LITTLE_DOUBT ? MOST_PARTS.few : MOST_PARTS.many;
}

/** What is left of the filter behind what was read of its index. */
function toLeft(fetched: FetchedFilter, { from, ...collected }: Collected): FetchedFilter {
  const [field] = toEntryOrder(collected);
  const behind = reachFrom({ field: field!, descending: false }, from[0]!, true);
  const { second, range } = fetched;
  if (second) return { ...fetched, second: { ...second, range: intersect(second.range, behind) } };
  return { ...fetched, range: intersect(range, behind) };
}

/** The fetch within its bounds, all of it in one. */
export function toBounded(fetching: Fetching, { stages }: Finding, bounds: Bounds): Omit<Fetch, 'estimate'> {
  return {
    ...fetching,
    access: 'late',
    prefix: [],
    isPart: false,
    part: null,
    most: bounds.found,
    addresses: fetching.table === 'address' ? bounds.found : null,
    levels: stages.map(({ tests, lists }, at) => {
      const { most, contacts, lists: ofLists } = bounds.levels[at]!;
      return { tests, contacts, most, lists: lists.map((list, of) => ({ ...list, most: ofLists[of]! })) };
    }),
    next: null,
  };
}
