// The tables beside the contacts: the data's state, what is counted and indexed of the contacts, and what the service notes
// about its own work.
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** One row: the data version, raised by every write, and the number of contacts, stored so that it is never counted. */
export const dataState = sqliteTable('data_state', {
  id: integer('id').primaryKey(),
  /** Belongs to the version: another one begins where a restored database would use the numbers of versions again. */
  epoch: text('epoch').notNull().default(''),
  version: integer('version').notNull(),
  contacts: integer('contacts').notNull(),
  /** When the version was, or is to be, announced last, in milliseconds since 1970; and the write that sees to it. */
  announcedAt: integer('announced_at').notNull().default(0),
  announcer: text('announcer').notNull().default(''),
});

/** What a POST with an Idempotency-Key was for and what it answered, as JSON; `expires` is in seconds since 1970. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    key: text('key').primaryKey(),
    fingerprint: text('fingerprint').notNull(),
    expires: integer('expires').notNull(),
    answer: text('answer').notNull(),
  },
  (table) => [index('idempotency_expires').on(table.expires)],
);

/** Contacts that leave an address, within one transaction; empty outside of it. */
export const moving = sqliteTable('moving', {
  appuserId: integer('appuser_id').notNull(),
  addressId: integer('address_id').notNull(),
});

/** Never holds a row: inserting one ends the transaction with its code and place, by a trigger (migrations/). */
export const expectation = sqliteTable('expectation', {
  code: text('code').notNull(),
  place: integer('place').notNull(),
});

/**
 * How many contacts have each value of a field, by the value's key; no row where none has. Triggers keep it true
 * (migrations/), except while a load is unfinished. The table is WITHOUT ROWID, which only its migration can say.
 */
export const valueCount = sqliteTable(
  'value_count',
  {
    field: text('field').notNull(),
    key: text('key').notNull(),
    contacts: integer('contacts').notNull(),
    /** By which the dictionary's index of grams knows the value; null until it is indexed. */
    id: integer('id'),
  },
  (table) => [
    primaryKey({ columns: [table.field, table.key] }),
    index('value_count_contacts').on(table.field, table.contacts),
    uniqueIndex('value_count_id').on(table.id),
  ],
);

/** The fields that have values, each with its number: the ids of its values have it in their upper bits. */
export const valueField = sqliteTable('value_field', {
  number: integer('number').primaryKey(),
  field: text('field').notNull().unique(),
});

/** Exact counts that take more than one request: by the filters, as far as counting came. */
export const exactCount = sqliteTable('exact_count', {
  filters: text('filters').primaryKey(),
  /** What is counted, as JSON, so that whoever comes by can go on. */
  tests: text('tests').notNull(),
  /** The data version at which counting began, and when that was: RFC 3339, UTC. */
  version: integer('version').notNull(),
  asOf: text('as_of').notNull(),
  counted: integer('counted').notNull(),
  /** Where counting goes on, as JSON; null once the count is exact. */
  start: text('start'),
  /** When it was requested last, and until when one request has it for itself; milliseconds since 1970. */
  requestedAt: integer('asked_at').notNull(),
  leasedUntil: integer('leased_until').notNull().default(0),
});

/**
 * Writes that were committed lately, by names that their requests made up: one that lost its answer finds its own here.
 * A name begins with the time, so that old ones are a range. WITHOUT ROWID, which only its migration can say.
 */
export const writeReceipt = sqliteTable('write_receipt', {
  id: text('id').primaryKey(),
  /** The data version that the write made. */
  version: integer('version').notNull(),
});

/**
 * Who wrote what: a row for each contact that a write has created, changed or deleted, in its transaction, kept for 400 days.
 * It names fields and never has a value. The id is the write's data version, which is a time, and a place within the write.
 */
export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey(),
    contactId: integer('contact_id').notNull(),
    op: text('op').notNull(),
    caller: text('caller').notNull(),
    request: text('request').notNull(),
    /** Names of the fields that were written, separated by commas. */
    fields: text('fields').notNull(),
    /** The key in `idempotency` under which the answer to it is stored, contacts and all; null: there is none. */
    claim: text('claim'),
  },
  (table) => [index('audit_contact').on(table.contactId)],
);

/** Contacts that were deleted and are not yet in the ledger, which is another database (../write/ledger.ts). */
export const erasure = sqliteTable('erasure', {
  contactId: integer('contact_id').primaryKey(),
  /** RFC 3339, UTC, whole seconds. */
  erasedAt: text('erased_at').notNull(),
});

/**
 * One row: how far search knows the contacts. contact_word, the full-text index that only its migration can say, holds
 * the contacts with an id up to `indexedTo`, and `word` the words below `listedTo`; both are at their end but while a
 * load or rebuild (seed/search.ts) is under way. Triggers keep them true.
 */
export const searchState = sqliteTable('search_state', {
  id: integer('id').primaryKey(),
  indexedTo: integer('indexed_to').notNull(),
  listedTo: text('listed_to').notNull(),
});

/** The words that occur and may stand for a misspelt one, with the number of contacts who have them. WITHOUT ROWID. */
export const word = sqliteTable('word', {
  word: text('word').primaryKey(),
  contacts: integer('contacts').notNull(),
});

/**
 * What is left of each listed word when none, one or two of its first seven letters are taken away, but for the first
 * letter: a misspelt word and the right one have one of these in common. Written by triggers of `word`. WITHOUT ROWID.
 */
export const wordDeletion = sqliteTable(
  'word_deletion',
  {
    deletion: text('deletion').notNull(),
    word: text('word').notNull(),
  },
  (table) => [primaryKey({ columns: [table.deletion, table.word] })],
);

/** At most one row: what the planner knows about the data (../statistics/statistics.ts), as JSON; never needed, only useful. */
export const statistics = sqliteTable('statistics', {
  id: integer('id').primaryKey(),
  data: text('data').notNull(),
  asOf: text('as_of').notNull(),
});

/** When each cron trigger ended last, having done all that it does; no row before the first time. WITHOUT ROWID. */
export const cronRun = sqliteTable('cron_run', {
  cron: text('cron').primaryKey(),
  /** RFC 3339, UTC. */
  endedAt: text('ended_at').notNull(),
});

/** At most one row: the load that the seed script began, so that it goes on where it was killed. */
export const seedRun = sqliteTable('seed_run', {
  id: integer('id').primaryKey(),
  seed: integer('seed').notNull(),
  contacts: integer('contacts').notNull(),
  loaded: integer('loaded').notNull(),
  finished: integer('finished', { mode: 'boolean' }).notNull(),
});
