// What it takes to test a row: how many rows are looked up for it, in which order of tables, and how many pass. Pure.

import { FIELDS, type FieldName, PAIR_INDEXES, type TableName } from '../contact/fields.ts';
import { fieldsOf, NO_TESTS, type Tests } from '../query/tests.ts';
import type { Estimator } from '../statistics/estimate.ts';
import type { SourceName } from './step.ts';

/**
 * Weights by what a read takes at 3 million contacts (measured in local D1, in units of about 1.5 µs): a row that is
 * looked up is 1, less where its rows are short and lie close together; the next entry of an index is next to nothing.
 */
export const ROW = 1;
const ROW_OF_RELATIONSHIP = 0.75;
export const NEXT_ENTRY = 0.03;
export const ENTRY_BY_ADDRESS = 0.4;
const SORTED_ROW = 0.07;
/** What another request takes, which goes on where the budget of this one ends: 15 ms, on its way and before the first row. */
const REQUEST = 10_000;
/** The entries of an address's contacts, and the end of them, for each contact: what D1 counts (measured: 1.75). */
export const READ_OF_CONTACTS = 2;
/** Where they are listed first, to come in descending order, each is read once more, and its row is looked up. */
const READ_AS_LISTED = 1;
/** With its own entry. */
const READ_BY_ADDRESS = 1 + READ_OF_CONTACTS;
/** How often an address's entry is read: for its contacts, and to tell the last contact and the last address. */
export const ENTRIES_READ = 3;
/** Seeking a row takes as long as reading so many that lie side by side (measured at 3 million contacts: 9 µs against 3). */
const SEEK_READS = 3;
/** The same of a fetch, which is seldom as large as its bound, and where it is, takes the place of several pages. */
export const SEEK_READS_OF_FETCH = 2;
/** A walk is taken to seek so many times as many rows as it is expected to: most tests end before the last of them. */
const MISJUDGED_SEEKS = 1.5;
/** To one contact that tests of addresses are expected to leave, a bound allows so many. */
const SPREAD = 4;
/** Contacts of an address on average, at most, and of ever so many addresses at least: a bound is a bound of both. */
const CONTACTS = { most: 1.25, least: 0.25 };

/** What it takes at most to read on to a walk's next contact, and again to find where a cut walk ended. */
export function entryRead(table: TableName, isListed = false): number {
  if (table !== 'address') return 1;
  return isListed ? READ_BY_ADDRESS + READ_AS_LISTED : READ_BY_ADDRESS;
}

export interface RowCost {
  /** Weighed reads of one row that is looked at, on average. */
  cost: number;
  /** Rows and index entries read for it, on average. */
  read: number;
  /** The same at most. */
  mostRead: number;
  /** Rows and places of an index that are sought for it at most, whether D1 counts them or not; and on average. */
  sought: number;
  soughtOnAverage: number;
  /** The share of rows that pass the tests. */
  pass: number;
}

/** What the requests after the first cost, where so many times the budget of one is wanted; weighed. */
export function toRequestsCost(budgets: number): number {
  return REQUEST * Math.max(0, Math.ceil(budgets) - 1);
}

/** What looking at a row draws on the budget: what D1 counts of it, or the time that seeking takes where that is more. */
export function drawnBy({ sought, soughtOnAverage }: RowCost, read: number): number {
  return Math.max(read, SEEK_READS * Math.min(sought, MISJUDGED_SEEKS * soughtOnAverage));
}

/** Fields in the order in which their tests end a row soonest: the table's own, then app_user's, then the rarest. */
export function orderTests({ restrictions, ...others }: Tests, table: SourceName, estimator: Estimator): Tests {
  const rank = (field: FieldName) => {
    if (FIELDS[field].table === table) return 0;
    return FIELDS[field].table === 'app_user' ? 1 : 2;
  };
  const share = (field: FieldName) => (restrictions[field] ? estimator.shareOf(field, restrictions[field]) : 1);
  const fields = (Object.keys(restrictions) as FieldName[]).sort((a, b) => rank(a) - rank(b) || share(a) - share(b));
  return { ...others, restrictions: Object.fromEntries(fields.map((field) => [field, restrictions[field]!])) };
}

/** What every entry of a table's indexes holds, beside the contact's id; an address leads to its contacts'. */
const HELD: Record<SourceName, FieldName[]> = {
  app_user: [],
  address: ['address_id'],
  customer_relationship: ['relationship_id'],
  contact_word: [],
};

interface LookedUp {
  table: SourceName;
  index: string | null;
  tests: Tests;
  /** What is read of those that pass: keys, and whether also how well their words match. */
  keys: FieldName[];
  isRanked?: boolean;
  /** Whether the contacts of each address are listed, for they come in descending order. */
  isListed?: boolean;
  /** Whether the rows of the index's own table are sought by their ids: those of a fetch are, for its entries are listed before. */
  isLate?: boolean;
}

/**
 * What a row costs that an index of `table` gives, tested, and with what is read of it if it passes; by address, that of
 * an address with one contact, which is read only where the address passes its own tests.
 */
export function toRowCost(
  { table, index, tests, keys, isRanked, isListed = false, isLate = false }: LookedUp,
  estimator: Estimator,
): RowCost {
  const byAddress = table === 'address';
  const sum: RowCost = { cost: NEXT_ENTRY, read: 1, mostRead: 1, sought: 0, soughtOnAverage: 0, pass: 1 };
  const tested = fieldsOf(tests);
  const inAny = tests.any.flatMap(fieldsOf);
  const has = new Set<FieldName>(['id', ...HELD[table]]);
  const pair = PAIR_INDEXES.find((pair) => pair.index === index);
  const joined = new Set<TableName>();
  const visit = (target: TableName) => {
    if (joined.has(target)) return;
    joined.add(target);
    const free = !isLate && (target === table || (byAddress && target === 'app_user' && !isListed));
    sum.cost += sum.pass * (target === 'customer_relationship' && !free ? ROW_OF_RELATIONSHIP : ROW);
    if (!free) sum.read += sum.pass;
    if (!free) sum.mostRead += 1;
    if (target === table && index === null) return; // the rows of a table itself lie side by side
    sum.sought += 1;
    sum.soughtOnAverage += sum.pass;
  };
  const need = (field: FieldName) => {
    const target = FIELDS[field].table;
    const isInIndex = index !== null && FIELDS[field].index === index;
    if (has.has(field) || isInIndex || pair?.filter === field || pair?.sort === field) return;
    if (target === 'address' && !has.has('address_id')) visit('app_user');
    visit(target);
  };
  const test = (fields: FieldName[]) => {
    for (const field of fields) {
      need(field);
      const restriction = tests.restrictions[field];
      if (restriction) sum.pass *= estimator.shareOf(field, restriction);
    }
  };
  const testAny = () => {
    if (inAny.length === 0) return;
    for (const field of inAny) need(field);
    sum.pass *= estimator.countMatches({ ...NO_TESTS, any: tests.any }) / Math.max(estimator.contacts, 1);
  };
  const isAnyOfAddress = inAny.every((field) => FIELDS[field].table === 'address');
  if (table === 'customer_relationship' && index === null) visit(table);
  if (byAddress) {
    test(tested.filter((field) => FIELDS[field].table === 'address'));
    if (isAnyOfAddress) testAny();
    sum.cost += sum.pass * ENTRY_BY_ADDRESS;
    const readOfContacts = READ_OF_CONTACTS + (isListed ? READ_AS_LISTED : 0);
    sum.read += sum.pass * readOfContacts;
    sum.mostRead += readOfContacts;
    sum.sought += 1;
    sum.soughtOnAverage += sum.pass;
  }
  test(byAddress ? tested.filter((field) => FIELDS[field].table !== 'address') : tested);
  if (!byAddress || !isAnyOfAddress) testAny();
  const needWords = () => (['app_user', 'address'] as const).forEach(visit);
  if (tests.words.length > 0) {
    needWords();
    sum.pass *= estimator.countMatches({ ...NO_TESTS, words: tests.words }) / Math.max(estimator.contacts, 1);
  }
  for (const field of keys) need(field);
  if (isRanked) needWords();
  return sum;
}

/**
 * How many addresses and how many of their contacts a budget allows to look at; `each` is what a contact reads at most,
 * the two reads of its address's entry included. Addresses that pass their own tests are what contacts are read of.
 */
export function boundAddresses(
  budget: number,
  { tests, each }: { tests: Tests; each: number },
  estimator: Estimator,
): { addresses: number; contacts: number } {
  const own = Object.entries(tests.restrictions).filter(([field]) => FIELDS[field as FieldName].table === 'address');
  const pass = own.reduce((share, [field, range]) => share * estimator.shareOf(field as FieldName, range), 1);
  const contacts = Math.min(CONTACTS.most, Math.max(CONTACTS.least, SPREAD * pass));
  const addresses = Math.max(1, Math.floor(budget / (ENTRIES_READ + contacts * (each - 2))));
  return { addresses, contacts: Math.max(1, Math.floor(addresses * contacts)) };
}

/** What each entry of a list of ids takes, and finding an id in it: it is made in memory, of an index. */
export const LISTED = { cost: 0.3, found: 0.2 };

/** What sorting a row takes, weighed; D1 counts it as one more read, or two where it is taken out again. */
export const SORTING = { cost: SORTED_ROW, read: 1, mostRead: 2 };

/** Rows of the three tables from which each row of the page is read in full. */
export const WIDE = 3;
