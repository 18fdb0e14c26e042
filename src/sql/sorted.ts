// A fetch → its statement: what a filter, the search index or an earlier search finds, tested level by level and sorted. Every
// level is read once, as a table of its own that ends one behind its bound: that one is the cut. Pure.

import { FIELDS, type FieldName, ROWID_FIELD, TABLES, type TableName } from '../contact/fields.ts';
import { searchState } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import { toRuns } from '../plan/segment.ts';
import type { Fetch, Level, Run } from '../plan/step.ts';
import { isPoint, type Restriction } from '../query/restriction.ts';
import { NO_TESTS, testedFields } from '../query/tests.ts';
import { all, joinTests, joinWords, toBehind, toListed, toRank, toTests } from './predicate.ts';
import { joinFor, namedScope, type Scope, searchScope, subqueryScope, tableScope } from './scope.ts';
import { carriedFields, concatenate, LINKS, type Shape, toCut, toKeys, toMatching, toOrder, toWide } from './select.ts';
import { selectFound } from './spine.ts';

/** Where a level has more than its `most`, there is the cut and no row. Each row tells as `total` how many pass in all. */
export function toFetchStatement(step: Fetch, shape: Shape): SQL {
  const { order, ranked, fetched } = step;
  const [first, ...others] = step.levels;
  const parts: SQL[] = [];
  let { scope, query } = toFound(step, first!.most + 1);
  const append = (at: number, carried: ReadonlySet<FieldName>, { most }: Level) => {
    const name = `level_${at}`;
    const before = at > 0 ? sql`select * from ${toCutName(at - 1)} union all ` : selectUnindexed(fetched);
    parts.push(
      sql`${sql.identifier(name)} as materialized (${query})`,
      sql`${toCutName(at)} as materialized (${before}select * from (select 1 from ${sql.identifier(name)} limit 1 offset ${literal(most)}))`,
    );
    scope = namedScope(name, carried);
  };
  append(0, new Set(scope.has('id') && !('filter' in fetched) ? ['id'] : carriedByIndex(step, scope)), first!);
  for (const [at, level] of others.entries()) {
    const rows = level.isOfContacts ? joinFor(scope, ['id']) : joinTests(scope, level.tests);
    const later = others.slice(at + 1).flatMap(({ tests }) => testedFields(tests));
    const carried = carriedFields(rows, order, [...LINKS, ...later]);
    const where = all([isUncut(at), ...toTests(level.tests, rows.key)]);
    query = sql`select ${toKeys(rows, carried)} from ${rows.source} where ${where} limit ${literal(level.most + 1)}`;
    append(at + 1, carried, level);
  }
  const last = others.length;
  const sorted = joinFor(
    scope,
    order.map(({ field }) => field),
  );
  const rows = ranked ? { ...joinWords(sorted), rank: toRank(ranked) } : sorted;
  const total = sql`(select count(*) from ${sql.identifier(`level_${last}`)})`;
  const telling = { ...shape, total };
  const cut = sql`select 1 from ${toCutName(last)} limit 1`;
  return sql`with ${sql.join(parts, sql`, `)}
    ${toCut(cut, order, new Set(), telling)} union all
    ${toSorted({ ...step, tests: NO_TESTS }, rows, [isUncut(last)], telling)} limit ${literal(shape.limit)}`;
}

const toCutName = (at: number) => sql.identifier(`cut_${at}`);

/** Holds where no level up to this one has too many. */
function isUncut(at: number): SQL {
  return sql`not exists (select 1 from ${toCutName(at)})`;
}

/** What is found, at most `limit`: entries of an index, or ids. */
function toFound(step: Fetch, limit: number): { scope: Scope; query: SQL } {
  const { fetched, table, index } = step;
  if ('ids' in fetched) return { scope: searchScope, query: sql`${selectFound(fetched.ids)} limit ${literal(limit)}` };
  if ('match' in fetched) {
    const query = sql`select ${toKeys(searchScope, ['id'])} from ${searchScope.source} where ${toMatching(fetched.match)} limit ${literal(limit)}`;
    return { scope: searchScope, query };
  }
  const { filter, range } = fetched;
  const scope = tableScope(table as TableName, index);
  const columns = toKeys(scope, carriedByIndex(step, scope));
  const query = isListed(range)
    ? sql`select ${columns} from ${scope.source} where ${toListed(scope.key(filter), range.intervals)} limit ${literal(limit)}`
    : concatenate(toRuns({ field: filter, descending: false }, range), scope, { columns, order: null, limit });
  return { scope, query };
}

/** What an entry of the index holds; a relationship's contact is looked up with it. */
function carriedByIndex({ table, index, fetched }: Fetch, { has }: Scope): FieldName[] {
  if (!('filter' in fetched)) return ['id'];
  const held = [...LINKS, fetched.filter].filter(
    (field) => FIELDS[field].index === index || ROWID_FIELD[table as TableName] === field || field === 'id',
  );
  return [...new Set(held.filter(has))];
}

/** Whether a range is several single values, which SQLite reads from an index one after the other. */
function isListed({ intervals }: Restriction): boolean {
  return intervals.length > 1 && intervals.every(isPoint);
}

/** A row if the search index is still being built: what it finds is then not all there is. */
function selectUnindexed(fetched: Fetch['fetched']): SQL {
  if (!('match' in fetched)) return sql``;
  return sql`select 1 from ${searchState}
    where ${searchState.indexedTo} < (select max(${FIELDS.id.key}) from ${TABLES.app_user}) union all `;
}

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
