// What a fetch passes through, stage by stage: what is found, then what is left of it by the tests on each further table.
// Each seeks rows of that table only for what is left, so that a bound is as small as what is expected. Pure.
import { FIELDS } from '../../contact/fields.ts';
import { isUntested, NO_TESTS, type Tests } from '../../query/tests.ts';
import type { Estimator } from '../../statistics/estimate.ts';
import { ENTRY_BY_ADDRESS, LISTED, NEXT_ENTRY, READ_OF_CONTACTS, ROW, SORTING, toRowCost } from '../cost.ts';
import type { Level, ListedFilter, SourceName } from '../step.ts';
import { merge, splitByTable, toFilterTests } from './parts.ts';

/** A filter whose matches are listed, and how many they are expected to be. */
export type ExpectedList = Omit<ListedFilter, 'most'> & { expected: number };

/** A level, how many are expected to pass it, and what it takes for each that passed the one before, or was found. */
export interface Stage extends Omit<Level, 'most' | 'lists'> {
  lists: ExpectedList[];
  expected: number;
  read: number;
  sought: number;
  /** Weighed. */
  cost: number;
}

/** What is found, by how many entries of an index, and the stages that it passes. */
export interface Finding {
  expected: number;
  stages: Stage[];
}

export interface FoundBy {
  /** What finds it, and which tests that answers. */
  table: SourceName;
  index: string | null;
  found: Tests;
  /** What is left to test. */
  tests: Tests;
  lists: ExpectedList[];
}

/** The stages of what is found. The first has the tests on the first table already: those rows are sought whatever else is done. */
export function toFinding({ table, index, found, tests, lists }: FoundBy, estimator: Estimator): Finding {
  const ofAddresses = table === 'address';
  const costOf = (passed: Tests) => toRowCost({ table, index, tests: passed, keys: [], isLate: true }, estimator);
  let passed: Tests = NO_TESTS;
  let before = costOf(passed);
  let left = found;
  const stages: Stage[] = [];
  const add = (stage: Pick<Stage, 'tests'> & Partial<Stage>) => {
    passed = merge(passed, stage.tests);
    left = (stage.lists ?? []).reduce((sum, list) => merge(sum, toFilterTests(list)), merge(left, stage.tests));
    const now = costOf(passed);
    const [read, sought] = [now.mostRead - before.mostRead, now.sought - before.sought];
    const cost = (now.cost - before.cost) / Math.max(before.pass, 1e-9);
    stages.push({ lists: [], contacts: null, expected: estimator.countMatches(left), read, sought, cost, ...stage });
    before = now;
  };
  const parts = splitByTable(tests);
  const takePart = (of: SourceName) => {
    const at = parts.findIndex((part) => part.of === of);
    return at < 0 ? NO_TESTS : parts.splice(at, 1)[0]!.part;
  };
  const own = lists.filter(({ filter }) => (FIELDS[filter].table === 'address') === ofAddresses);
  const others = lists.filter((list) => !own.includes(list));
  if (own.length > 0) add({ tests: NO_TESTS, lists: own });
  if (ofAddresses) {
    const ofAddress = takePart('address');
    if (!isUntested(ofAddress)) add({ tests: ofAddress });
    const contacts = estimator.countMatches(left);
    add({ tests: NO_TESTS, lists: others, contacts, read: READ_OF_CONTACTS, sought: 1, cost: ENTRY_BY_ADDRESS });
  } else if (others.length > 0) {
    const ofContact = takePart('app_user');
    add({ tests: ofContact, lists: others, read: 1, sought: 1, cost: ROW });
  }
  for (const { part } of parts) add({ tests: part });
  if (stages.length === 0) add({ tests: NO_TESTS });
  return { expected: estimator.countMatches(found), stages };
}

/** What sorting a contact that passes takes: its keys are read. */
export type Sorted = Pick<Stage, 'read' | 'sought' | 'cost'>;

/** What all of it is expected to take, in reads and weighed: each level is read to go on with it, and to tell how many there are. */
export function toExpected({ expected, stages }: Finding, sorted: Sorted): { read: number; cost: number } {
  let [read, cost] = [expected, expected * NEXT_ENTRY];
  let before = expected;
  for (const stage of stages) {
    const inLists = stage.lists.reduce((sum, list) => sum + list.expected, 0);
    const listed = (stage.contacts ?? before) * stage.lists.length * LISTED.found + inLists * LISTED.cost;
    read += before * stage.read + inLists + 2 * stage.expected;
    cost += before * stage.cost + listed + 2 * stage.expected * SORTING.cost;
    before = stage.expected;
  }
  return { read: read + before * (sorted.read + SORTING.read), cost: cost + before * (sorted.cost + SORTING.cost) };
}
