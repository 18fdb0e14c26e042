// Kartei's tables as PostgreSQL has them, and their indexes in two kinds: plain, one of every column, as one would write
// them down; tuned, each ending with the id that breaks ties, so that an index is in the order of a whole list. Both have
// trigrams for substrings and the words of a contact as a text-search vector. Text compares by its folded column. Pure.
import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { FIELDS, TABLES, type TableName } from '../../src/contact/fields.ts';

export const KINDS = ['plain', 'tuned'] as const;
export type Kind = (typeof KINDS)[number];

/** Kartei keeps these beside the columns for itself. */
const OWN = ['revision', 'words'];
/** Searched for substrings, as Kartei serves them too. */
const SUBSTRINGS = [
  ...['app_user.first_name', 'app_user.last_name', 'app_user.customer_id', 'app_user.phone_number'],
  ...['address.street', 'address.city', 'address.city_code'],
];
/** What breaks ties in a table, beside the value. */
const TIES: Record<TableName, string> = { app_user: 'id', address: 'id', customer_relationship: 'appuser_id' };

/** The table's columns that are copied, in their order. */
export function toColumns(table: TableName): string[] {
  return columnsOf(table).map(({ name }) => name);
}

export function writeTables(): string[] {
  const tables = (Object.keys(TABLES) as TableName[]).map((table) => {
    const columns = columnsOf(table).map(
      (column) => `${column.name} ${toType(column)}${column.notNull ? ' not null' : ''}`,
    );
    const document = table === 'app_user' ? ', document tsvector not null' : '';
    return `create table ${table} (${columns.join(', ')}${document})`;
  });
  return ['create extension pg_trgm', ...tables];
}

/** What both kinds have. */
export function writeSharedIndexes(): string[] {
  return [
    ...Object.keys(TABLES).map((table) => `alter table ${table} add primary key (id)`),
    'create unique index app_user_customer_id on app_user (customer_id_folded)',
    'create unique index customer_relationship_appuser_id on customer_relationship (appuser_id)',
    'create index app_user_document on app_user using gin (document)',
    ...SUBSTRINGS.map((name) => {
      const [table, column] = name.split('.') as [TableName, string];
      const key = Object.values(FIELDS).find((field) => field.table === table && field.column.name === column)!.key;
      return `create index ${table}_${column}_trigram on ${table} using gin (${key.name} gin_trgm_ops)`;
    }),
  ];
}

/** One for each field whose key is not unique. */
export function writeIndexes(kind: Kind): string[] {
  const own = Object.values(FIELDS).filter(({ unique }) => !unique);
  return own.map(({ table, key, nullable }) => {
    const columns = [`${key.name}${nullable ? ' nulls first' : ''}`, ...(kind === 'tuned' ? [TIES[table]] : [])];
    return `create index ${toName(table, key.name)} on ${table} (${columns.join(', ')})`;
  });
}

export function dropIndexes(): string[] {
  const own = Object.values(FIELDS).filter(({ unique }) => !unique);
  return own.map(({ table, key }) => `drop index ${toName(table, key.name)}`);
}

function toName(table: TableName, key: string): string {
  return `${table}_${key.replace(/_folded$/, '')}`;
}

function columnsOf(table: TableName): SQLiteColumn[] {
  const columns = Object.values(getTableColumns(TABLES[table])) as SQLiteColumn[];
  if (columns.length !== getTableConfig(TABLES[table]).columns.length) throw new Error(`${table} has other columns`);
  return columns.filter(({ name }) => !OWN.includes(name));
}

function toType(column: SQLiteColumn): string {
  const field = Object.values(FIELDS).find((one) => one.column === column);
  if (field?.type === 'datetime') return 'timestamptz';
  if (field?.type === 'date') return 'date';
  return column.dataType === 'number' ? 'integer' : 'text';
}
