// ListPlan → one statement. Its inside walks the index (the spine: keys and ids only), around it the tests, and only the
// rows that remain are read in full. CROSS JOIN fixes the order of the loops, so rows come out in the order of the walk
// and a LIMIT ends it (sqlite.org/optoverview.html, "Manual Control Of Query Plans Using CROSS JOIN"). Pure.
import { type SQL, sql } from 'drizzle-orm';
import { FIELDS, type FieldName } from './fields.ts';
import type { ListPlan, Segment } from './plan.ts';
import { all, testedFields, toBehind, toComparison, toTests } from './predicate.ts';
import type { ListQuery } from './query.ts';
import { joinFor, joinTable, type Scope, subqueryScope, tableScope } from './scope.ts';

/** SQLite on D1 takes at most this many terms in one compound SELECT; a nested one counts anew. */
const MOST_TERMS = 5;

/** Reads at most `limit` rows of the segments, in order: the fields by name, and the order's keys by `toKeyName`. */
export function toListStatement(
  plan: ListPlan,
  segments: Segment[],
  { fields, limit }: Pick<ListQuery, 'fields' | 'limit'>,
): SQL {
  const tested = testedFields(plan.tests);
  const rows =
    tested.length > 0 ? toMatches(plan, toSpine(plan, segments, null), limit) : toSpine(plan, segments, limit);
  const isKey = (field: FieldName) => FIELDS[field].column === FIELDS[field].key && rows.has(field);
  const tables = new Set(fields.filter((field) => !isKey(field)).map((field) => FIELDS[field].table));
  const wide = [...tables].reduce((scope, table) => joinTable(scope, table), rows);
  const columns = fields.map((field) => as(isKey(field) ? rows.key(field) : sql`${FIELDS[field].column}`, field));
  for (const { field } of plan.order) {
    const name = toKeyName(field, fields);
    if (name !== field) columns.push(as(rows.key(field), name));
  }
  return sql`select ${commas(columns)} from ${wide.source}`;
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

/** The walk: the keys in order, the ids, and what of the walked tables is tested; at most `limit` rows. */
function toSpine({ table, order, presorted, tests }: ListPlan, segments: Segment[], limit: number | null): Scope {
  const orderFields = order.map(({ field }) => field);
  const walked = joinFor(tableScope(table), presorted < order.length ? orderFields : ['id']);
  const exported = new Set<FieldName>(['id', ...orderFields]);
  for (const field of ['address_id', 'relationship_id', ...testedFields(tests)] as const)
    if (walked.has(field)) exported.add(field);

  const columns = commas([...exported].map((field) => as(walked.key(field), field)));
  const orderBy = commas(
    order.map(({ field, descending }) => sql`${walked.key(field)}${sql.raw(descending ? ' desc' : '')}`),
  );
  const end = literal(limit ?? -1);
  const arms = segments.map(({ comparisons, after }) => {
    const conditions = comparisons.map((comparison) => toComparison(comparison, walked.key));
    if (after) conditions.push(toBehind(after.order, after.keys, walked.key));
    return sql`select * from (select ${columns} from ${walked.source} where ${all(conditions)} order by ${orderBy} limit ${end})`;
  });
  return subqueryScope('spine', sql`${unionAll(arms)} limit ${end}`, exported);
}

/** The rows of the spine that pass the tests, at most `limit`: the walk ends with the last of them. */
function toMatches({ tests }: ListPlan, spine: Scope, limit: number): Scope {
  const rows = joinFor(spine, testedFields(tests));
  const query = sql`select "spine".* from ${rows.source} where ${all(toTests(tests, rows.key))} limit ${literal(limit)}`;
  return { ...subqueryScope('matched', query, new Set()), has: spine.has };
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
