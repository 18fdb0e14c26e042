// The tables and their indexes. Every field of a contact is served by one index of its own; SQLite ends each index
// with the rowid, so each is a (value, rowid) index. A folded column holds its text as it compares (../fold.ts), `words`
// the words by which search finds the row (../words.ts); empty text where they have not been found out yet.
import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const address = sqliteTable(
  'address',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    street: text('street').notNull(),
    streetNumber: text('street_number').notNull(),
    cityCode: text('city_code').notNull(),
    city: text('city').notNull(),
    country: text('country').notNull(),
    streetFolded: text('street_folded').notNull(),
    streetNumberFolded: text('street_number_folded').notNull(),
    cityCodeFolded: text('city_code_folded').notNull(),
    cityFolded: text('city_folded').notNull(),
    countryFolded: text('country_folded').notNull(),
    words: text('words').notNull().default(''),
  },
  (table) => [
    index('address_street').on(table.streetFolded),
    index('address_street_number').on(table.streetNumberFolded),
    index('address_city_code').on(table.cityCodeFolded),
    index('address_city').on(table.cityFolded),
    index('address_country').on(table.countryFolded),
  ],
);

export const appUser = sqliteTable(
  'app_user',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    firstName: text('first_name').notNull(),
    lastName: text('last_name').notNull(),
    gender: text('gender', { enum: ['female', 'male', 'diverse'] }),
    customerId: text('customer_id').notNull(),
    phoneNumber: text('phone_number'),
    created: text('created').notNull(),
    birthday: text('birthday'),
    lastUpdated: text('last_updated').notNull(),
    addressId: integer('address_id')
      .notNull()
      .references(() => address.id),
    firstNameFolded: text('first_name_folded').notNull(),
    lastNameFolded: text('last_name_folded').notNull(),
    customerIdFolded: text('customer_id_folded').notNull(),
    /** Raised by every write to the contact, whichever of its rows it changes. */
    revision: integer('revision').notNull().default(0),
    words: text('words').notNull().default(''),
  },
  (table) => [
    check('app_user_gender_known', sql`${table.gender} in ('female', 'male', 'diverse')`),
    uniqueIndex('app_user_customer_id').on(table.customerIdFolded),
    index('app_user_first_name').on(table.firstNameFolded),
    index('app_user_last_name').on(table.lastNameFolded),
    index('app_user_gender').on(table.gender),
    index('app_user_phone_number').on(table.phoneNumber),
    index('app_user_created').on(table.created),
    index('app_user_birthday').on(table.birthday),
    index('app_user_last_updated').on(table.lastUpdated),
    index('app_user_address_id').on(table.addressId),
  ],
);

export const customerRelationship = sqliteTable(
  'customer_relationship',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    appuserId: integer('appuser_id')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    points: integer('points').notNull().default(0),
    created: text('created').notNull(),
    lastActivity: text('last_activity'),
  },
  (table) => [
    check('customer_relationship_points_not_negative', sql`${table.points} >= 0`),
    uniqueIndex('customer_relationship_appuser_id').on(table.appuserId),
    index('customer_relationship_points').on(table.points),
    index('customer_relationship_created').on(table.created),
    index('customer_relationship_last_activity').on(table.lastActivity),
  ],
);

/** One row: the data version, raised by every write, and the number of contacts, kept so that it is never counted. */
export const dataState = sqliteTable('data_state', {
  id: integer('id').primaryKey(),
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
  },
  (table) => [
    primaryKey({ columns: [table.field, table.key] }),
    index('value_count_contacts').on(table.field, table.contacts),
  ],
);

/** Exact counts that took, or take, more than one request: by the filters, as far as counting came, at a data version. */
export const keptCount = sqliteTable('kept_count', {
  filters: text('filters').primaryKey(),
  version: integer('version').notNull(),
  counted: integer('counted').notNull(),
  /** Where counting goes on, as JSON; null once the count is exact. */
  start: text('start'),
});

/**
 * One row: how far search knows the contacts. contact_word, the full-text index that only its migration can say, holds
 * the contacts with an id up to `indexedTo`, and `word` the words below `listedTo`; both are at their end but while a
 * load or rebuild (seed/search.ts) is under way. Triggers keep true what is held.
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
 * letter: a misspelt word and the right one have one of these in common. Kept by triggers of `word`. WITHOUT ROWID.
 */
export const wordDeletion = sqliteTable(
  'word_deletion',
  {
    deletion: text('deletion').notNull(),
    word: text('word').notNull(),
  },
  (table) => [primaryKey({ columns: [table.deletion, table.word] })],
);

/** At most one row: what the planner knows about the data (../read/statistics.ts), as JSON; never needed, only useful. */
export const statistics = sqliteTable('statistics', {
  id: integer('id').primaryKey(),
  data: text('data').notNull(),
  asOf: text('as_of').notNull(),
});

/** At most one row: the load that the seed script began, so that it goes on where it was killed. */
export const seedRun = sqliteTable('seed_run', {
  id: integer('id').primaryKey(),
  seed: integer('seed').notNull(),
  contacts: integer('contacts').notNull(),
  loaded: integer('loaded').notNull(),
  finished: integer('finished', { mode: 'boolean' }).notNull(),
});
