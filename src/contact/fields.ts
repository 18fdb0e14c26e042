// THE field table: one entry per field of a contact, from which validation, SQL, the fields endpoint and the
// documents are derived. Adding a field is one line here and a migration. Pure.
import type { GetColumnData } from 'drizzle-orm';
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

const OPERATORS_BY_TYPE = {
  integer: [...EVERY_TYPE, ...ORDERED],
  date: [...EVERY_TYPE, ...ORDERED],
  datetime: [...EVERY_TYPE, ...ORDERED],
  text: [...EVERY_TYPE, ...ORDERED, ...SUBSTRING],
  enum: EVERY_TYPE,
} as const satisfies Record<FieldType, readonly Operator[]>;

/** What a client may write into a field: its type says enough, or one of the texts that have rules of their own. */
export type Form = FieldType | 'code' | 'phone' | 'country';
/** The words by which search finds a text: its own; the digits of a phone number; a number's parts, and all as one. */
export type Wording = 'text' | 'phone' | 'number';

/** What the field table says of a field. */
interface Definition {
  type: FieldType;
  /** The column that is returned. Text that is folded has a second column, its name followed by `_folded`. */
  column: SQLiteColumn;
  /** Clients may write it. */
  write?: Form;
  /** Search finds contacts by it. */
  search?: Wording;
  /** How many contacts have each value is kept in value_count, by triggers that its migration makes. */
  counted?: true;
  /** It has a facet, and is counted: its place where the facets are listed. */
  facet?: number;
}

/** What a field name maps to. */
export interface Field extends Pick<Definition, 'type' | 'column'> {
  name: FieldName;
  table: TableName;
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
  /** What clients may write; null where the server sets it. */
  write: Form | null;
  /** Null where search does not look. */
  search: Wording | null;
  counted: boolean;
  /** Its place among the facets; null where it has none. */
  facet: number | null;
}

const DEFINITIONS = {
  id: { type: 'integer', column: appUser.id },
  first_name: { type: 'text', column: appUser.firstName, write: 'text', search: 'text', counted: true, facet: 5 },
  last_name: { type: 'text', column: appUser.lastName, write: 'text', search: 'text', counted: true, facet: 6 },
  gender: { type: 'enum', column: appUser.gender, write: 'enum', counted: true, facet: 1 },
  customer_id: { type: 'text', column: appUser.customerId, write: 'code', search: 'number' },
  phone_number: { type: 'text', column: appUser.phoneNumber, write: 'phone', search: 'phone' }, // its own folded form
  created: { type: 'datetime', column: appUser.created },
  birthday: { type: 'date', column: appUser.birthday, write: 'date' },
  last_updated: { type: 'datetime', column: appUser.lastUpdated },
  address_id: { type: 'integer', column: appUser.addressId },
  street: { type: 'text', column: address.street, write: 'text', search: 'text', counted: true },
  street_number: { type: 'text', column: address.streetNumber, write: 'code', counted: true },
  city_code: { type: 'text', column: address.cityCode, write: 'code', counted: true, facet: 4 },
  city: { type: 'text', column: address.city, write: 'text', search: 'text', counted: true, facet: 3 },
  country: { type: 'text', column: address.country, write: 'country', counted: true, facet: 2 },
  relationship_id: { type: 'integer', column: customerRelationship.id },
  points: { type: 'integer', column: customerRelationship.points, write: 'integer' },
  relationship_created: { type: 'datetime', column: customerRelationship.created },
  last_activity: { type: 'datetime', column: customerRelationship.lastActivity, write: 'datetime' },
} as const satisfies Record<string, Definition>;

type Definitions = typeof DEFINITIONS;
export type FieldName = keyof Definitions;
export type WrittenName = {
  [Name in FieldName]: Definitions[Name] extends { write: Form } ? Name : never;
}[FieldName];

/** What clients may write of a contact. */
export type Written = { [Name in WrittenName]: GetColumnData<Definitions[Name]['column']> };

/** The field table as a type, of which clients are made. */
export type TypedFields = {
  [Name in FieldName]: {
    returned: GetColumnData<Definitions[Name]['column']>;
    operators: (typeof OPERATORS_BY_TYPE)[Definitions[Name]['type']][number];
    table: Definitions[Name]['column']['_']['tableName'];
    hasDefault: Definitions[Name]['column']['_']['hasDefault'];
    hasFacet: Definitions[Name] extends { facet: number } ? true : false;
  };
};

/** The field whose key is the table's own rowid: what makes an order by one of the table's columns total. */
export const ROWID_FIELD = {
  app_user: 'id',
  address: 'address_id',
  customer_relationship: 'relationship_id',
} as const satisfies Record<TableName, FieldName>;

/** The field that ends each index of the table's columns: what breaks their ties. */
export const TIE_FIELD = {
  app_user: 'id',
  address: 'address_id',
  customer_relationship: 'id',
} as const satisfies Record<TableName, FieldName>;

function toField(name: FieldName, definition: Definition): Field {
  const { type, column, write = null, search = null, counted = false, facet = null } = definition;
  const table = (Object.keys(TABLES) as TableName[]).find((table) => (TABLES[table] as SQLiteTable) === column.table)!;
  const { columns, indexes } = getTableConfig(TABLES[table]);
  const key = columns.find((other) => other.name === `${column.name}_folded`) ?? column;
  const index = indexes.find(({ config }) => config.columns[0] === key);
  if (!index && !key.primary) throw new Error(`No index serves the field ${name}`);
  if (search && !columns.some((other) => other.name === 'words')) throw new Error(`${table} has no words for ${name}`);
  if (facet && !counted) throw new Error(`${name} has a facet, but is not counted`);
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
    write,
    search,
    counted,
    facet,
  };
}

export const FIELDS = Object.fromEntries(
  Object.entries(DEFINITIONS).map(([name, definition]) => [name, toField(name as FieldName, definition)]),
) as Record<FieldName, Field>;

/** An index of two fields: all with one value of the first lie in the order of the second. */
export interface PairIndex {
  index: string;
  table: TableName;
  filter: FieldName;
  sort: FieldName;
}

export const PAIR_INDEXES: PairIndex[] = (Object.keys(TABLES) as TableName[]).flatMap((table) =>
  getTableConfig(TABLES[table]).indexes.flatMap(({ config: { name, columns } }) => {
    const [filter, sort] = columns.map((column) => Object.values(FIELDS).find(({ key }) => key === column)?.name);
    return name && filter && sort ? [{ index: name, table, filter, sort }] : [];
  }),
);

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

export const WRITTEN_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].write !== null) as WrittenName[];

/** What is made of these fields, in their order, by the table that they are in. */
export function byTable<Name extends FieldName, Made>(names: Name[], make: (name: Name) => Made) {
  const tables = Object.keys(TABLES) as TableName[];
  const made = tables.map((table) => [table, names.filter((name) => FIELDS[name].table === table).map(make)]);
  return Object.fromEntries(made) as Record<TableName, Made[]>;
}

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}
