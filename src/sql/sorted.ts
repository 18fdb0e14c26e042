// A fetch → its statement: what a filter, the search index or an earlier search finds, tested level by level and sorted. Every
// level is read once, as a table of its own that ends one behind its bound: that one is the cut. Pure.

import { FIELDS, type FieldName, ROWID_FIELD, TABLES, type TableName } from '../contact/fields.ts';
import { searchState } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import { toRuns } from '../plan/segment.ts';
import type { Fetch, Run } from '../plan/step.ts';
import { NO_TESTS, testedFields } from '../query/tests.ts';
import { all, joinTests, joinWords, toBehind, toRank, toTests } from './predicate.ts';
import { joinFor, namedScope, type Scope, searchScope, subqueryScope, tableScope } from './scope.ts';
import { carriedFields, concatenate, LINKS, type Shape, toCut, toKeys, toMatching, toOrder, toWide } from './select.ts';
import { selectFound } from './spine.ts';

/** Where a level has more than its `most`, there is the cut and no row. Each row tells as `total` how many pass in all. */
export function toFetchStatement(step: Fetch, shape: Shape): SQL {
  const { order, ranked, levels } = step;
  const tables: SQL[] = [];
  let scope: Scope | null = null;
  for (const [at, { most }] of levels.entries()) {
    const { query, carried } = scope ? toLevel(step, at, scope) : toFound(step, most + 1);
    tables.push(sql`${toLevelName(at)} as materialized (${query})`, toCutTable(step, at, most));
    scope = namedScope(`level_${at}`, carried);
  }
  const last = levels.length - 1;
  const keys = joinFor(
    scope!,
    order.map(({ field }) => field),
  );
  const rows = ranked ? { ...joinWords(keys), rank: toRank(ranked) } : keys;
  const telling = { ...shape, total: sql`(select count(*) from ${toLevelName(last)})` };
  const cut = sql`select 1 from ${toCutName(last)} limit 1`;
  return sql`with ${sql.join(tables, sql`, `)}
    ${toCut(cut, order, new Set(), telling)} union all
    ${toSorted({ ...step, tests: NO_TESTS }, rows, [isUncut(last)], telling)} limit ${literal(shape.limit)}`;
}

/** A level's rows, and the fields whose keys they hold. */
interface LevelRows {
  query: SQL;
  carried: ReadonlySet<FieldName>;
}

/** What passes the level's tests of what the one before has, with all keys that are known by then and needed later. */
function toLevel({ order, levels }: Fetch, at: number, before: Scope): LevelRows {
  const { tests, most, isOfContacts } = levels[at]!;
  const rows = isOfContacts ? joinFor(before, ['id']) : joinTests(before, tests);
  const later = levels.slice(at + 1).flatMap((level) => testedFields(level.tests));
  const carried = carriedFields(rows, order, [...LINKS, ...later]);
  const where = all(toTests(tests, rows.key));
  const limit = sql`${literal(most + 1)} * (${isUncut(at - 1)})`; // in WHERE, beside long lists, it is too deep for D1
  const query = sql`select ${toKeys(rows, carried)} from ${rows.source} where ${where} limit ${limit}`;
  return { query, carried };
}

/** A row where this level, or one before it, has too many. */
function toCutTable({ fetched }: Fetch, at: number, most: number): SQL {
  const tooMany = sql`select * from (select 1 from ${toLevelName(at)} limit 1 offset ${literal(most)})`;
  const before = at > 0 ? sql`select * from ${toCutName(at - 1)} union all ` : sql``;
  const unindexed = at === 0 && 'match' in fetched ? sql`${selectUnindexed} union all ` : sql``;
  return sql`${toCutName(at)} as materialized (${before}${unindexed}${tooMany})`;
}

const toLevelName = (at: number) => sql.identifier(`level_${at}`);
const toCutName = (at: number) => sql.identifier(`cut_${at}`);

/** Holds where no level up to this one has too many. */
function isUncut(at: number): SQL {
  return sql`not exists (select 1 from ${toCutName(at)})`;
}

/** What is found, at most `limit`: entries of an index, or ids. */
function toFound({ fetched, table, index }: Fetch, limit: number): LevelRows {
  const carried = new Set<FieldName>(['id']);
  if ('ids' in fetched) return { carried, query: sql`${selectFound(fetched.ids)} limit ${literal(limit)}` };
  if ('match' in fetched) {
    const query = sql`select ${toKeys(searchScope, carried)} from ${searchScope.source} where ${toMatching(fetched.match)} limit ${literal(limit)}`;
    return { carried, query };
  }
  const { filter, range } = fetched;
  const scope = tableScope(table as TableName, index);
  const held = [...LINKS, filter].filter((field) => scope.has(field) && isHeld(field, { table, index }));
  const columns = toKeys(scope, held);
  const runs = toRuns({ field: filter, descending: false }, range);
  const query = concatenate(runs, scope, { columns, order: null, limit });
  return { carried: new Set(held), query };
}

/** Whether an entry of the index holds the field: its own, the row's id, or the contact's. */
function isHeld(field: FieldName, { table, index }: Pick<Fetch, 'table' | 'index'>): boolean {
  return field === 'id' || field === ROWID_FIELD[table as TableName] || FIELDS[field].index === index;
}

/** A row if the search index is still being built: what it finds is then not all there is. */
const selectUnindexed = sql`select 1 from ${searchState}
  where ${searchState.indexedTo} < (select max(${FIELDS.id.key}) from ${TABLES.app_user})`;

/** The rows that pass the tests and lie behind the start, sorted; those of the page read in full. */
export function toSorted(
  { order, tests, start }: Pick<Fetch | Run, 'order' | 'tests' | 'start'>,
  rows: Scope,
  conditions: SQL[],
  shape: Shape,
): SQL {
  const carried = carriedFields(rows, order, LINKS);
  const behind = toBehind(order, start, rows);
  const where = all([...conditions, ...toTests(tests, rows.key), ...(behind ? [behind] : [])]);
  const query = sql`select ${toKeys(rows, carried)} from ${rows.source} where ${where}
    order by ${toOrder(order, rows)} limit ${literal(shape.limit)}`;
  return toWide(subqueryScope('matched', query, carried, shape.isRanked), order, shape);
}
