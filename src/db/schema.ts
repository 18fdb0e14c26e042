// The tables and their indexes. Every field of a contact is served by one index of its own; SQLite ends each index
// with the rowid, so each is a (value, rowid) index; those of relationships hold the contact's id before it. Two more are of
// pairs: the field that filters, then the one that sorts. A folded column holds its text as it compares (../text/fold.ts), `words`
// the words by which search finds the row (../text/words.ts); empty text where they have not been found out yet.
import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

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
    index('address_country_city').on(table.countryFolded, table.cityFolded),
    index('address_city_country').on(table.cityFolded, table.countryFolded),
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
    index('customer_relationship_points').on(table.points, table.appuserId),
    index('customer_relationship_created').on(table.created, table.appuserId),
    index('customer_relationship_last_activity').on(table.lastActivity, table.appuserId),
  ],
);
