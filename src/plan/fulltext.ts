// The ways to read a list by full text, through the search index: walk what it finds in the order of the contacts' ids,
// class by class where they are ranked, or fetch and sort it. Filters on the indexed text fields narrow what is looked
// for. Pure.

import type { Start } from '../query/start.ts';
import { isUntested, NO_TESTS, type Tests } from '../query/tests.ts';
import type { PlanContext, PlanQuery } from './access.ts';
import { orderTests, SORTING, toRowCost, WIDE } from './cost.ts';
import { toFetch } from './fetch/fetch.ts';
import type { Fetching } from './fetch/fetching.ts';
import { isGathered, toClasses, toFilterWords, toMatch } from './match.ts';
import { type Arm, type Fetch, SEARCH_INDEX, type Search } from './step.ts';

/**
 * What beginning a search takes, in the units of ./cost.ts: looking its words up, and for beginnings of words longer than
 * those that the index has ready, gathering the contacts of all words that begin so.
 */
const LOOK_UP = 200;
const GATHERED_CONTACT = 0.13;
/** What reads each contact that was found before again: to go on with it and to tell how many there are. */
const LEVELS = 2;
/** Without a search, so many filters must narrow what is looked for. */
const LEAST_FILTERS = 2;

/** What is looked for in the search index instead of testing it, and what is left to test on each contact found. */
interface FullText {
  filters: string[][];
  /** What is looked for: no contact passes the tests that does not pass these. */
  sought: Tests;
  tests: Tests;
}

/** Null where the search index is of no use. */
function toFullText(tests: Tests): FullText | null {
  const filters = toFilterWords(tests);
  if (tests.words.length === 0 && filters.size < LEAST_FILTERS) return null;
  const restrictions = Object.fromEntries([...filters.keys()].map((field) => [field, tests.restrictions[field]!]));
  return {
    filters: [...filters.values()],
    sought: { ...NO_TESTS, restrictions, words: tests.words },
    tests: { ...tests, words: [] },
  };
}

/** The walks of the search index: none, or the one. */
export function planSearches(query: PlanQuery, start: Start, context: PlanContext): Search[] {
  const { order, ranked, tests } = query;
  const fullText = tests.words.length > 0 ? toFullText(tests) : null; // only a fetch tells that the index is not complete
  if (!fullText || start === 'nowhere' || order[0]!.field !== 'id') return [];
  const { filters, sought } = fullText;
  const classes = ranked ? toClasses(tests.words, filters) : [toMatch(tests.words, filters)];
  const arms = toArms(classes, start, { isRanked: ranked !== null, descending: order[0]!.descending });
  if (arms.length === 0) return [];
  return [planSearch({ ...query, arms, tests: fullText.tests }, { found: sought, passing: tests }, context)];
}

/** The classes that begin or lie behind the start, in the order's direction. */
function toArms(
  classes: string[],
  start: Exclude<Start, 'nowhere'>,
  { isRanked, descending }: { isRanked: boolean; descending: boolean },
): Arm[] {
  const arms: Arm[] = classes.map((match, rank) => ({ match, rank, from: null }));
  if (descending) arms.reverse();
  if (start === 'edge') return arms;
  const [rank, id] = isRanked ? start.keys : [0, start.keys[0]];
  const { inclusive } = start;
  return arms.flatMap((arm): Arm[] => {
    if (arm.rank !== rank) return descending === arm.rank < Number(rank) ? [arm] : [];
    if (id === undefined) return inclusive ? [arm] : [];
    return [{ ...arm, from: { id: Number(id), inclusive } }];
  });
}

function planSearch(
  { order, ranked, arms, tests }: PlanQuery & Pick<Search, 'arms'>,
  { found, passing }: { found: Tests; passing: Tests },
  { estimator, rows, budget }: Pick<PlanContext, 'estimator' | 'rows' | 'budget'>,
): Search {
  const tested = orderTests(tests, SEARCH_INDEX, estimator);
  const isTested = !isUntested(tested);
  const row = toRowCost({ table: SEARCH_INDEX, index: null, tests: tested, keys: ['id'] }, estimator);
  const each = row.mostRead + 1; // what was found is gone through again to tell the last of it
  const most = isTested ? Math.max(1, Math.floor((budget - rows * WIDE) / each)) : null;
  const reach = estimator.countMatches(found);
  const matches = Math.min(reach, estimator.countMatches(passing));
  const steps = Math.min(reach, (rows * reach) / Math.max(matches, 1e-9));
  const looked = Math.min(steps, most ?? steps);
  const taken = Math.min(rows, matches);
  return {
    access: 'search',
    table: SEARCH_INDEX,
    index: SEARCH_INDEX,
    order,
    ranked,
    prefix: [],
    tests: tested,
    most,
    addresses: null,
    arms,
    next: null,
    estimate: {
      rows: taken,
      read: looked * row.read + taken * WIDE,
      cost: toLookUpCost(passing, estimator) + steps * row.cost + taken * WIDE,
      ceiling: most === null ? rows * (1 + WIDE) : most * each + rows * WIDE,
      draw: 1,
    },
  };
}

function toLookUpCost({ words }: Tests, estimator: PlanContext['estimator']): number {
  const contacts = words.filter(isGathered).map((word) => estimator.countMatches({ ...NO_TESTS, words: [word] }));
  return LOOK_UP + GATHERED_CONTACT * contacts.reduce((sum, number) => sum + number, 0);
}

/** The walk of the search index that counts or groups what it finds, and how many rows its whole length reads. */
export function planSearchAggregate(
  tests: Tests,
  start: Start,
  { estimator, ...context }: Pick<PlanContext, 'estimator' | 'budget'>,
): { step: Search; read: number } | null {
  const order = [{ field: 'id' as const, descending: false }];
  const fullText = toFullText(tests);
  const [step] = planSearches({ order, tests, ranked: null }, start, {
    ...context,
    estimator,
    rows: 0,
    mayFetch: false,
  });
  if (!step || !fullText) return null;
  const row = toRowCost({ table: SEARCH_INDEX, index: SEARCH_INDEX, tests: step.tests, keys: [] }, estimator);
  return { step, read: estimator.countMatches(fullText.sought) * row.read };
}

/** The fetch of all that is found, also for filters alone: none, or the one. */
export function planMatchFetches({ order, ranked, tests }: PlanQuery, start: Start, context: PlanContext): Fetch[] {
  const fullText = toFullText(tests);
  if (!fullText || !context.mayFetch || ranked) return [];
  const { estimator } = context;
  const { filters, sought } = fullText;
  const fetching: Fetching = {
    table: SEARCH_INDEX,
    index: SEARCH_INDEX,
    order,
    ranked,
    tests: orderTests(fullText.tests, SEARCH_INDEX, estimator),
    fetched: { match: toMatch(tests.words, filters) },
    start,
  };
  const fetch = toFetch(fetching, { found: sought, lists: [] }, context);
  if (!fetch) return [];
  const { estimate } = fetch;
  return [{ ...fetch, estimate: { ...estimate, cost: estimate.cost + toLookUpCost(tests, estimator) } }];
}

/** The fetch of all contacts that were found before; how many they may be was bounded then (./lookup.ts). */
export function planFound(
  { order, ranked, tests: { found: _, ...tests } }: PlanQuery,
  ids: number[],
  start: Start,
  { estimator, rows }: PlanContext,
): Fetch {
  const tested = orderTests(tests, SEARCH_INDEX, estimator);
  const keys = order.map(({ field }) => field);
  const row = toRowCost(
    { table: SEARCH_INDEX, index: null, tests: tested, keys, isRanked: ranked !== null },
    estimator,
  );
  const matches = ids.length * row.pass;
  const shown = Math.min(rows, matches) * WIDE;
  return {
    access: 'late',
    table: SEARCH_INDEX,
    index: SEARCH_INDEX,
    order,
    ranked,
    prefix: [],
    tests: tested,
    most: ids.length,
    addresses: null,
    levels: [{ lists: [], tests: tested, contacts: null, most: ids.length }],
    fetched: { ids },
    part: null,
    isPart: false,
    start,
    next: null,
    estimate: {
      rows: Math.min(rows, matches),
      read: ids.length * (row.read + LEVELS) + matches * SORTING.read + shown,
      cost: ids.length * row.cost + matches * SORTING.cost + shown,
      ceiling: ids.length * (row.mostRead + SORTING.mostRead + LEVELS) + rows * WIDE,
      draw: 1,
    },
  };
}
