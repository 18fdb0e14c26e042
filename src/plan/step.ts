// What a plan consists of: steps, each of which one statement reads. Plain data, to print and to test.
import type { FieldName, TableName } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import type { Collected } from '../query/position/collected.ts';
import type { Restriction } from '../query/restriction.ts';
import type { Word } from '../query/search.ts';
import type { Keys, Start } from '../query/start.ts';
import type { Tests } from '../query/tests.ts';
import type { Segment } from './segment.ts';

/** The search index: a row for each contact, under its id. */
export const SEARCH_INDEX = 'contact_word';
/** What can be read first. */
export type SourceName = TableName | typeof SEARCH_INDEX;

interface StepBase {
  /** What is read first, by which of its indexes; null is the order of its row ids. */
  table: SourceName;
  index: string | null;
  /** The order in which the step's rows come. */
  order: SortKey[];
  /** Before `order`, rows are ordered by how well they match these words; null where they are not. */
  ranked: Word[] | null;
  /** What the keys before `order` are for all of the step's rows: it reads one group of a sort by several fields. */
  prefix: Keys;
  /** What is tested on each row that is looked at. */
  tests: Tests;
  /** How many rows the first table gives at most; null where nothing is tested and the page's limit is the bound. */
  most: number | null;
  /** How many addresses are looked at to find these rows, where addresses are read first; else null. */
  addresses: number | null;
  /** Where the list goes on once the step is read to its end; null: nowhere. */
  next: Start | null;
  estimate: Estimate;
}

export interface Estimate {
  /** Rows that the step finds, as far as a page has use for them. */
  rows: number;
  /** Rows and index entries read. */
  read: number;
  /** The same, weighed by what each kind of read takes: one look-up of a row by its id is 1. */
  cost: number;
  /** No more than so much is drawn on the budget, nor so many rows and index entries read, whatever the data is. */
  ceiling: number;
  /** What each row or entry that is read draws on the budget: more than 1 where seeking takes longer than D1 counts. */
  draw: number;
}

/** Walks the index that is in the order, and tests. Cut: `most` rows were looked at. */
export interface Walk extends StepBase {
  access: 'walk';
  table: TableName;
  segments: Segment[];
}

/**
 * Fetches the matches of one filter, or of words by the search index, tests them level by level, sorts their keys, and reads
 * the page's rows last. It tells how many pass of what it fetches. Cut: more than `most` are found, or a list or a level has
 * more than its `most`. Clients know this access as `late`: the rows are read late.
 */
export interface Fetch extends StepBase {
  access: 'late';
  most: number;
  levels: Level[];
  fetched: FetchedFilter | { match: string } | { ids: number[] };
  /** Where it is one of several that together fetch what a filter leaves, what those before have collected; else null. */
  part: Collecting | null;
  /** Whether more can pass than what it fetches: it then does not tell how many do. */
  isPart: boolean;
  start: Start;
}

/** `from` is null in the first part; `own` has all that is tested, of what was fetched before as well. */
export type Collecting = Omit<Collected, 'from' | 'version' | 'prefix'> & { from: Keys | null; own: Tests };

/** What a filter leaves; by the index of a pair, one value, and of that what another filter leaves. */
export interface FetchedFilter {
  filter: FieldName;
  range: Restriction;
  second?: { filter: FieldName; range: Restriction };
}

/** What a filter leaves, as the ids that its index holds: of contacts, or of addresses. */
export interface ListedFilter extends FetchedFilter {
  most: number;
}

/** What is found, or of the level before, is in all of these lists and passes these tests, at most so many. */
export interface Level {
  lists: ListedFilter[];
  tests: Tests;
  /** Where it is of addresses that went before: their contacts, at most so many; else null. */
  contacts: number | null;
  most: number;
}

/** Walks what the search index finds in the order of the contacts' ids, arm by arm, and tests. Cut: like a walk. */
export interface Search extends StepBase {
  access: 'search';
  arms: Arm[];
}

/** The matches of an FTS5 expression, from a contact's id on; `rank` is 0 for the best. */
export interface Arm {
  match: string;
  rank: number;
  from: { id: number; inclusive: boolean } | null;
}

/**
 * Walks the index of the first key through whole groups of equal keys, each small enough for SQLite to sort it as it
 * comes. Cut: `most` rows end within or before a group, which is next where the list goes on.
 */
export interface Run extends StepBase {
  access: 'run';
  table: TableName;
  most: number;
  /** Whether its range has more rows than that: it is then followed by others of its kind. */
  isPart: boolean;
  segment: Segment;
  start: Start;
}

export type Step = Walk | Fetch | Run | Search;
