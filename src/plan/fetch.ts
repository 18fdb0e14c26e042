// The fetch of one filter's matches: what its index finds is tested level by level, each level with a bound, and what passes
// is sorted. Each level seeks rows of another table only for what is left, so a bound is as small as what is expected. Pure.
import { FIELDS, type FieldName } from '../contact/fields.ts';
import { isPoint, type Restriction } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import { type Alternative, fieldsOf, isUntested, NO_TESTS, splitConditions, type Tests } from '../query/tests.ts';
import type { Estimator } from '../statistics/estimate.ts';
import { MOST_SEGMENTS, type PlanContext, type PlanQuery } from './access.ts';
import { orderTests, READ_OF_CONTACTS, SEEK_READS, SORTING, toRowCost, WIDE } from './cost.ts';
import type { Fetch, Level, SourceName } from './step.ts';

/** Of the budget, what fetching matches may take: the rest is for walking instead, where there are too many. */
const FETCH_SHARE = 0.85;
/** A level is cut at so many times what is expected of it, and so many more: the first of these that the budget allows. */
const MISJUDGED = { found: [4, 2, 1.5, 1.2], passed: [Number.POSITIVE_INFINITY, 16, 4, 2] };
const LEAST = [300, 30];

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
  const found = { ...NO_TESTS, restrictions: { [filter]: range } };
  return toFetch({ table, index, order, ranked, tests: tested, fetched: { filter, range }, start }, found, context);
}

type Fetching = Pick<Fetch, 'table' | 'index' | 'order' | 'ranked' | 'tests' | 'fetched' | 'start'>;

/** The fetch of the contacts that pass `found`, which are then tested. Null where it is beyond the budget. */
export function toFetch(fetching: Fetching, found: Tests, { estimator, rows, budget }: PlanContext): Fetch | null {
  const { table, index, order, tests, ranked } = fetching;
  const stages = toStages(fetching, found, estimator);
  const keys = order.map(({ field }) => field);
  const lookedUp = { table, index, tests, isRanked: ranked !== null };
  const row = toRowCost({ ...lookedUp, keys }, estimator);
  const bare = toRowCost({ ...lookedUp, keys: [], isRanked: false }, estimator);
  const sorted = { read: row.mostRead - bare.mostRead, sought: row.sought - bare.sought };
  const shown = rows * (WIDE + SORTING.mostRead); // only what is shown is taken out of the sorter again
  const affordable = budget * toShare(fetching) - shown;
  const bounds = toBounds(stages, sorted, affordable);
  if (!bounds) return null;
  const first = stages[0]!.expected;
  const passing = Math.min(first, stages.at(-1)!.expected);
  const taken = Math.min(rows, passing);
  const scanned = 2 * stages.reduce((sum, { expected }) => sum + expected, 0); // to go on with each, and to tell how many
  const levels = stages.map(({ tests, isOfContacts }, at) => ({ tests, isOfContacts, most: bounds.most[at]! }));
  return {
    ...fetching,
    access: 'late',
    prefix: [],
    isPart: false,
    most: bounds.most[0]!,
    addresses: table === 'address' ? bounds.most[0]! : null,
    levels,
    next: null,
    estimate: {
      rows: taken,
      read: first * row.read + scanned + passing * SORTING.read + taken * WIDE,
      cost: first * row.cost + (scanned + passing) * SORTING.cost + taken * WIDE,
      ceiling: bounds.drawn + shown,
      draw: Math.max(1, bounds.drawn / bounds.read),
    },
  };
}

/** Of the budget, what the fetch may take: where it was counted how many have the values, nothing need be left for walking. */
function toShare({ fetched }: Fetching): number {
  return 'range' in fetched && fetched.range.contained ? 1 : FETCH_SHARE;
}

/** A level, how many are expected to pass it, and what it takes for each that passed the one before. */
interface Stage extends Omit<Level, 'most'> {
  expected: number;
  read: number;
  sought: number;
}

/** What is found, then what is left of it by the tests on each further table; of addresses, their contacts between. */
function toStages({ table, index, tests }: Fetching, found: Tests, estimator: Estimator): Stage[] {
  const expectedOf = (passed: Tests) => estimator.countMatches(merge(found, passed));
  const parts = splitByTable(tests);
  let passed: Tests = NO_TESTS;
  let before = toRowCost({ table, index, tests: passed, keys: [] }, estimator);
  const ofAddresses = table === 'address';
  const read = ofAddresses ? 1 : before.mostRead;
  const sought = ofAddresses ? 0 : before.sought;
  const stages: Stage[] = [{ tests: NO_TESTS, isOfContacts: false, expected: expectedOf(NO_TESTS), read, sought }];
  const test = (part: Tests) => {
    passed = merge(passed, part);
    const now = toRowCost({ table, index, tests: passed, keys: [] }, estimator);
    const [read, sought] = [now.mostRead - before.mostRead, now.sought - before.sought];
    stages.push({ tests: part, isOfContacts: false, expected: expectedOf(passed), read, sought });
    before = now;
  };
  for (const { of, part } of parts) if (ofAddresses && of === 'address') test(part);
  if (ofAddresses)
    stages.push({
      tests: NO_TESTS,
      isOfContacts: true,
      expected: expectedOf(passed),
      read: READ_OF_CONTACTS,
      sought: 1,
    });
  for (const { of, part } of parts) if (!(ofAddresses && of === 'address')) test(part);
  return stages;
}

interface Bounds {
  /** How many each level may have. */
  most: number[];
  /** What all of them take. */
  read: number;
  drawn: number;
}

/** The widest bounds by which all levels take no more than `affordable`; null where there are none. */
function toBounds(stages: Stage[], sorted: Pick<Stage, 'read' | 'sought'>, affordable: number): Bounds | null {
  for (const least of LEAST)
    for (const passed of MISJUDGED.passed)
      for (const found of MISJUDGED.found) {
        const bounds = toBoundsOf(stages, sorted, { found, passed, least });
        if (bounds.drawn <= affordable) return bounds;
      }
  return null;
}

function toBoundsOf(
  stages: Stage[],
  sorted: Pick<Stage, 'read' | 'sought'>,
  { found, passed, least }: Record<'found' | 'passed' | 'least', number>,
): Bounds {
  const most: number[] = [];
  let [read, sought] = [0, 0];
  let before = 0;
  for (const [at, stage] of stages.entries()) {
    const times = at === 0 || stage.isOfContacts ? found : passed;
    const expected = Math.ceil(times * stage.expected) + least;
    const bound = at === 0 || stage.isOfContacts ? expected : Math.min(before, expected);
    const entering = at === 0 ? bound : before;
    read += entering * stage.read + before + bound;
    sought += entering * stage.sought;
    most.push(bound);
    before = bound;
  }
  read += before * (2 + SORTING.read + sorted.read); // to sort them, and to tell how many
  sought += before * sorted.sought;
  return { most, read, drawn: Math.max(read, SEEK_READS * sought) };
}

/** The tests by the table that they need, in their order; what needs several, alternatives and words, last. */
function splitByTable({ any, words, ...own }: Tests): { of: SourceName | null; part: Tests }[] {
  const tablesOf = (conditions: Alternative[]) => [
    ...new Set(conditions.flatMap(fieldsOf).map((field) => FIELDS[field].table)),
  ];
  const ofAny = tablesOf(any);
  const alone = ofAny.length === 1 ? ofAny[0]! : null;
  const tables = [...new Set([...tablesOf([own]), ...(alone ? [alone] : [])])];
  const parts: { of: SourceName | null; part: Tests }[] = tables.map((of) => {
    const { own: conditions } = splitConditions(own, (field) => FIELDS[field].table === of);
    return { of, part: { ...NO_TESTS, ...conditions, any: of === alone ? any : [] } };
  });
  if (any.length > 0 && !alone) parts.push({ of: null, part: { ...NO_TESTS, any } });
  return words.length > 0 ? [...parts, { of: null, part: { ...NO_TESTS, words } }] : parts;
}

/** Both tests; what one field's filter leaves is the same in both, if both have it, and only one has alternatives. */
function merge(a: Tests, b: Tests): Tests {
  if (isUntested(b)) return a;
  return {
    restrictions: { ...a.restrictions, ...b.restrictions },
    substrings: [...a.substrings, ...b.substrings],
    any: [...a.any, ...b.any],
    words: [...new Set([...a.words, ...b.words])],
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
