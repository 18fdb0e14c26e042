// What one level of a statement can read: its FROM clause, and the key of every field that its tables or its subquery
// hold. Tables are added to it by the ids it has. Pure.
import { FIELDS, type FieldName, TABLES, type TableName } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { SEARCH_INDEX } from '../plan/step.ts';

export interface Scope {
  source: SQL;
  /** The tables whose every column can be read. */
  tables: ReadonlySet<TableName>;
  has: (field: FieldName) => boolean;
  /** The SQL of a field's key; only for fields that the scope has. */
  key: (field: FieldName) => SQL;
  /** How well a row matches a search, 0 being best; null where that is not told. */
  rank: SQL | null;
}

const { app_user, address, customer_relationship } = TABLES;

/**
 * One table alone; it also has the id by which it hangs together with app_user. `by` names the index to read it with
 * (null: its rowids), which SQLite then takes or fails; without it the choice is SQLite's.
 */
export function tableScope(table: TableName, by?: string | null): Scope {
  const link = {
    app_user: null,
    address: 'address_id',
    customer_relationship: 'id',
  }[table];
  const linkKey = {
    app_user: null,
    address: address.id,
    customer_relationship: customer_relationship.appuserId,
  }[table];
  return {
    source: sql`${TABLES[table]}${readWith(by)}`,
    tables: new Set([table]),
    has: (field) => field === link || FIELDS[field].table === table,
    key: (field) => (field === link ? sql`${linkKey}` : keyColumn(field)),
    rank: null,
  };
}

/** What the search index finds; it has the contacts' ids alone. */
export const searchScope: Scope = {
  source: sql`${sql.identifier(SEARCH_INDEX)}`,
  tables: new Set(),
  has: (field) => field === 'id',
  key: () => sql`${sql.identifier(SEARCH_INDEX)}.rowid`,
  rank: null,
};

/** A subquery that returns each of `fields`' keys under the field's name, and if it is ranked the rank as `rank`. */
export function subqueryScope(name: string, query: SQL, fields: ReadonlySet<FieldName>, isRanked = false): Scope {
  return {
    source: sql`(${query}) as ${sql.identifier(name)}`,
    tables: new Set(),
    has: (field) => fields.has(field),
    key: (field) => sql`${sql.identifier(name)}.${sql.identifier(field)}`,
    rank: isRanked ? sql`${sql.identifier(name)}."rank"` : null,
  };
}

/** A table that the statement makes under this name, of these fields' keys. */
export function namedScope(name: string, fields: ReadonlySet<FieldName>): Scope {
  return {
    source: sql`${sql.identifier(name)}`,
    tables: new Set(),
    has: (field) => fields.has(field),
    key: (field) => sql`${sql.identifier(name)}.${sql.identifier(field)}`,
    rank: null,
  };
}

/** How a table is joined: after what is there; as SQLite likes; or after it, where there is no such row, too. */
export type Join = 'cross join' | 'join' | 'left join';

/** The scope with every table joined that one of `fields` is in and that it does not have yet. */
export function joinFor(scope: Scope, fields: Iterable<FieldName>, join: Join = 'cross join'): Scope {
  let joined = scope;
  for (const field of fields) if (!joined.has(field)) joined = joinTable(joined, FIELDS[field].table, join);
  return joined;
}

/** The scope with this table joined, unless it is already. */
export function joinTable(scope: Scope, table: TableName, join: Join = 'cross join'): Scope {
  if (scope.tables.has(table)) return scope;
  const start = table !== 'app_user' && !canReach(scope, table) ? joinTable(scope, 'app_user', join) : scope;
  const byAddress = table === 'app_user' && !scope.has('id') ? FIELDS.address_id.index : undefined;
  return {
    source: sql`${start.source} ${sql.raw(join)} ${TABLES[table]}${readWith(byAddress)} on ${link(start, table)}`,
    tables: new Set([...start.tables, table]),
    has: (field) => start.has(field) || FIELDS[field].table === table,
    key: (field) => (start.has(field) ? start.key(field) : keyColumn(field)),
    rank: start.rank,
  };
}

function canReach(scope: Scope, table: TableName): boolean {
  return table === 'address' ? scope.has('address_id') : scope.has('relationship_id') || scope.has('id');
}

function link(scope: Scope, table: TableName): SQL {
  if (table === 'address') return sql`${address.id} = ${scope.key('address_id')}`;
  if (table === 'app_user')
    return scope.has('id')
      ? sql`${app_user.id} = ${scope.key('id')}`
      : sql`${app_user.addressId} = ${scope.key('address_id')}`;
  return scope.has('relationship_id')
    ? sql`${customer_relationship.id} = ${scope.key('relationship_id')}`
    : sql`${customer_relationship.appuserId} = ${scope.key('id')}`;
}

function readWith(index: string | null | undefined): SQL {
  if (index === undefined) return sql``;
  return index === null ? sql` not indexed` : sql` indexed by ${sql.identifier(index)}`;
}

function keyColumn(field: FieldName): SQL {
  return sql`${FIELDS[field].key}`;
}
