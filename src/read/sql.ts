// ListPlan → one statement. Its inside walks the index (the spine: keys and ids only), around it the tests, and only the
// rows that remain are read in full. CROSS JOIN fixes the order of the loops, so rows come out in the order of the walk
// and a LIMIT ends it (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN"). Pure.
import { type SQL, sql } from 'drizzle-orm';
import { FIELDS, type FieldName } from './fields.ts';
import type { SortKey } from './order.ts';
import type { ListPlan, Segment } from './plan.ts';
import { all, testedFields, toBehind, toComparison, toTests } from './predicate.ts';
import type { ListQuery } from './query.ts';
import { joinFor, joinTable, type Scope, subqueryScope, tableScope } from './scope.ts';

/** SQLite on D1 takes at most this many terms in one compound SELECT; a nested one counts anew. */
const MOST_TERMS = 5;

type Shape = Pick<ListQuery, 'fields' | 'limit'>;

/** Reads at most `limit` rows of the segments, in order: the fields by name, and the order's keys by `toKeyName`. */
export function toListStatement(plan: ListPlan, segments: Segment[], { fields, limit }: Shape): SQL {
  if (testedFields(plan.tests).length === 0) {
    const wide = joinWide(toWalk(plan), fields);
    return concatenate(segments, plan.order, wide, toColumns(wide, plan.order, fields), limit);
  }
  const matched = toMatches(plan, toSpine(plan, segments), limit);
  const wide = joinWide(matched, fields);
  return sql`select ${toColumns(wide, plan.order, fields)} from ${wide.source}`;
}

/** The name under which a row holds an order key: the field's own where the value that is returned is the key. */
export function toKeyName(field: FieldName, fields: FieldName[]): string {
  const { column, key } = FIELDS[field];
  return column === key && fields.includes(field) ? field : `key_${field}`;
}

/** Counts the contacts that pass the tests, no further than `most` (null: to the end), as `count`. */
export function toCountStatement(tests: ListPlan['tests'], most: number | null): SQL {
  const rows = joinFor(tableScope('app_user'), testedFields(tests), 'join');
  const end = most === null ? sql`` : sql` limit ${literal(most)}`;
  return sql`select count(*) as "count" from (select 1 from ${rows.source} where ${all(toTests(tests, rows.key))}${end})`;
}

/** The tables that are walked: what the order needs, and the contacts of an address. */
function toWalk({ table, index, order, presorted }: ListPlan): Scope {
  return joinFor(tableScope(table, index), presorted < order.length ? order.map(({ field }) => field) : ['id']);
}

/** The walk as a subquery: the keys in order, the ids, and what of the walked tables is tested. */
function toSpine(plan: ListPlan, segments: Segment[]): Scope {
  const walk = toWalk(plan);
  const kept = new Set<FieldName>(['id', ...plan.order.map(({ field }) => field)]);
  for (const field of ['address_id', 'relationship_id', ...testedFields(plan.tests)] as const)
    if (walk.has(field)) kept.add(field);
  const columns = commas([...kept].map((field) => as(walk.key(field), field)));
  return subqueryScope('spine', concatenate(segments, plan.order, walk, columns, null), kept);
}

/** The segments' rows, one segment after the other, each in order; at most `limit` (null: all). */
function concatenate(
  segments: Segment[],
  order: SortKey[],
  { source, key }: Scope,
  columns: SQL,
  limit: number | null,
): SQL {
  const end = literal(limit ?? -1);
  const orderBy = commas(order.map(({ field, descending }) => sql`${key(field)}${sql.raw(descending ? ' desc' : '')}`));
  const arms = segments.map(({ comparisons, after }) => {
    const conditions = comparisons.map((comparison) => toComparison(comparison, key));
    if (after) conditions.push(toBehind(after.order, after.keys, key));
    return sql`select * from (select ${columns} from ${source} where ${all(conditions)} order by ${orderBy} limit ${end})`;
  });
  return sql`${unionAll(arms)} limit ${end}`;
}

/** The rows of the spine that pass the tests, at most `limit`: the walk ends with the last of them. */
function toMatches({ tests }: ListPlan, spine: Scope, limit: number): Scope {
  const rows = joinFor(spine, testedFields(tests));
  const query = sql`select "spine".* from ${rows.source} where ${all(toTests(tests, rows.key))} limit ${literal(limit)}`;
  return { ...subqueryScope('matched', query, new Set()), has: spine.has };
}

/** The scope with the tables from which the returned values of `fields` are read. */
function joinWide(scope: Scope, fields: FieldName[]): Scope {
  return fields.reduce((wide, field) => (isKey(wide, field) ? wide : joinTable(wide, FIELDS[field].table)), scope);
}

function toColumns(scope: Scope, order: SortKey[], fields: FieldName[]): SQL {
  const columns = fields.map((field) =>
    as(isKey(scope, field) ? scope.key(field) : sql`${FIELDS[field].column}`, field),
  );
  for (const { field } of order) {
    const name = toKeyName(field, fields);
    if (name !== field) columns.push(as(scope.key(field), name));
  }
  return commas(columns);
}

/** Whether the scope's key of a field is the very value that is returned. */
function isKey(scope: Scope, field: FieldName): boolean {
  return FIELDS[field].column === FIELDS[field].key && scope.has(field);
}

/** The arms one after the other, nested where they are more than one compound takes. */
function unionAll(arms: SQL[]): SQL {
  if (arms.length <= MOST_TERMS) return sql.join(arms, sql` union all `);
  const groups: SQL[] = [];
  const size = Math.ceil(arms.length / MOST_TERMS);
  for (let at = 0; at < arms.length; at += size)
    groups.push(sql`select * from (${unionAll(arms.slice(at, at + size))})`);
  return unionAll(groups);
}

function as(expression: SQL, name: string): SQL {
  return sql`${expression} as ${sql.identifier(name)}`;
}

function commas(expressions: SQL[]): SQL {
  return sql.join(expressions, sql`, `);
}

/** An integer written into the statement, where a parameter would arrive as a floating-point number. */
function literal(integer: number): SQL {
  return sql.raw(String(integer));
}
