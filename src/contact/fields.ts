// THE field table: one entry per field of a contact, from which validation, SQL, the fields endpoint and the
// documents are derived. Adding a field is one line here and a migration. Pure.
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { address, appUser, customerRelationship } from '../db/schema.ts';

/** What a field holds, and what it is compared with: its key. */
export type Value = string | number;

export const TABLES = {
  app_user: appUser,
  address,
  customer_relationship: customerRelationship,
} as const;
export type TableName = keyof typeof TABLES;

export type FieldType = 'integer' | 'text' | 'enum' | 'date' | 'datetime';

const EVERY_TYPE = ['eq', 'ne', 'in', 'nin'] as const;
const ORDERED = ['lt', 'lte', 'gt', 'gte', 'between'] as const;
const SUBSTRING = ['startswith', 'contains'] as const;
export type Operator = (typeof EVERY_TYPE)[number] | (typeof ORDERED)[number] | (typeof SUBSTRING)[number] | 'null';
export const OPERATORS: readonly Operator[] = [...EVERY_TYPE, ...ORDERED, ...SUBSTRING, 'null'];

const OPERATORS_BY_TYPE: Record<FieldType, readonly Operator[]> = {
  integer: [...EVERY_TYPE, ...ORDERED],
  date: [...EVERY_TYPE, ...ORDERED],
  datetime: [...EVERY_TYPE, ...ORDERED],
  text: [...EVERY_TYPE, ...ORDERED, ...SUBSTRING],
  enum: EVERY_TYPE,
};

/** What a field name maps to. */
export interface Field {
  name: FieldName;
  table: TableName;
  type: FieldType;
  /** The column that is returned. */
  column: SQLiteColumn;
  /** The column that compares and sorts: the folded one for text, else the returned one. */
  key: SQLiteColumn;
  nullable: boolean;
  operators: readonly Operator[];
  /** The index whose first column is `key`; null where the key is the table's rowid. */
  index: string | null;
  /** No two contacts share a value. */
  unique: boolean;
  /** The values an enum takes. */
  values: readonly string[] | null;
}

type Definition = [type: FieldType, column: SQLiteColumn, key?: SQLiteColumn];

const DEFINITIONS = {
  id: ['integer', appUser.id],
  first_name: ['text', appUser.firstName, appUser.firstNameFolded],
  last_name: ['text', appUser.lastName, appUser.lastNameFolded],
  gender: ['enum', appUser.gender],
  customer_id: ['text', appUser.customerId, appUser.customerIdFolded],
  phone_number: ['text', appUser.phoneNumber], // E.164 is its own folded form
  created: ['datetime', appUser.created],
  birthday: ['date', appUser.birthday],
  last_updated: ['datetime', appUser.lastUpdated],
  address_id: ['integer', appUser.addressId],
  street: ['text', address.street, address.streetFolded],
  street_number: ['text', address.streetNumber, address.streetNumberFolded],
  city_code: ['text', address.cityCode, address.cityCodeFolded],
  city: ['text', address.city, address.cityFolded],
  country: ['text', address.country, address.countryFolded],
  relationship_id: ['integer', customerRelationship.id],
  points: ['integer', customerRelationship.points],
  relationship_created: ['datetime', customerRelationship.created],
  last_activity: ['datetime', customerRelationship.lastActivity],
} as const satisfies Record<string, Definition>;

export type FieldName = keyof typeof DEFINITIONS;

/** The field whose key is the table's own rowid: what makes an order by one of the table's columns total. */
export const ROWID_FIELD = {
  app_user: 'id',
  address: 'address_id',
  customer_relationship: 'relationship_id',
} as const satisfies Record<TableName, FieldName>;

function toField(name: FieldName, [type, column, key = column]: Definition): Field {
  const table = (Object.keys(TABLES) as TableName[]).find((table) => (TABLES[table] as SQLiteTable) === column.table)!;
  const index = getTableConfig(TABLES[table]).indexes.find(({ config }) => config.columns[0] === key);
  if (!index && !key.primary) throw new Error(`No index serves the field ${name}`);
  const nullable = !column.notNull;
  return {
    name,
    table,
    type,
    column,
    key,
    nullable,
    operators: nullable ? [...OPERATORS_BY_TYPE[type], 'null'] : OPERATORS_BY_TYPE[type],
    index: index?.config.name ?? null,
    unique: key.primary || index?.config.unique === true,
    values: column.enumValues ?? null,
  };
}

export const FIELDS = Object.fromEntries(
  Object.entries(DEFINITIONS).map(([name, definition]) => [name, toField(name as FieldName, definition as Definition)]),
) as Record<FieldName, Field>;

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}
