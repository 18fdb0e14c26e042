// What a plan consists of: steps, each of which one statement reads. Plain data, to print and to test.
import type { FieldName, TableName } from './fields.ts';
import type { Restrictions, SortKey } from './order.ts';
import type { Restriction } from './restriction.ts';
import type { Keys, Segment, Start } from './segment.ts';

/** What a contact must meet. */
export interface Tests {
  restrictions: Restrictions;
  substrings: { field: FieldName; text: string }[];
}

interface Reading {
  /** The table that is read first, by which of its indexes; null is the order of its row ids. */
  table: TableName;
  index: string | null;
  /** The order in which the step's rows come. */
  order: SortKey[];
  /** What the keys before `order` are for all of the step's rows: it reads one group of a sort by several fields. */
  prefix: Keys;
  /** What is tested on each row that is looked at. */
  tests: Tests;
  /** How many rows the first table gives at most; null where nothing is tested and the page's limit is the bound. */
  most: number | null;
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
  /** No more than so many rows and index entries can be read, whatever the data is. */
  ceiling: number;
}

/** Walks the index that is in the order, and tests. Cut: `most` rows were looked at. */
export interface Walk extends Reading {
  access: 'walk';
  segments: Segment[];
}

/** Fetches the matches of one filter, sorts their keys, and reads the page's rows last. Cut: there are more than `most`. */
export interface Late extends Reading {
  access: 'late';
  most: number;
  filter: FieldName;
  range: Restriction;
  start: Start;
}

/**
 * Walks the index of the first key through whole groups of equal keys, each small enough for SQLite to sort it as it
 * comes. Cut: `most` rows end within or before a group, which is next where the list goes on.
 */
export interface Run extends Reading {
  access: 'run';
  most: number;
  segment: Segment;
  start: Start;
}

export type Step = Walk | Late | Run;
