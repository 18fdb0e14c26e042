// A fetch → its statement: what a filter, the search index or an earlier search finds, sorted. What is read before it is sorted
// has a bound, of contacts and of addresses. Pure.

import { FIELDS, type FieldName, TABLES, type TableName } from '../contact/fields.ts';
import { searchState } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import { toRuns } from '../plan/segment.ts';
import type { Fetch, Run } from '../plan/step.ts';
import { hasValueCount } from '../plan/valuecount.ts';
import { type Tests, testedFields } from '../query/tests.ts';
import { type AddressSource, addressScope, joinContacts } from './addresses.ts';
import { sumValueCounts } from './counts.ts';
import { all, joinTests, joinWords, toBehind, toRank, toTests } from './predicate.ts';
import { joinFor, type Scope, searchScope, subqueryScope, tableScope } from './scope.ts';
import { carriedFields, concatenate, LINKS, type Shape, toCut, toKeys, toMatching, toOrder, toWide } from './select.ts';
import { selectFound, splitTests } from './spine.ts';

/** Where the filter has more than `most` matches, the cut comes first and no other row counts. */
export function toFetchStatement(step: Fetch, shape: Shape): SQL {
  const { order, ranked } = step;
  const { found, tests, tooMany } = toFetched(step);
  const tested = joinFor(
    joinTests(found, tests),
    order.map(({ field }) => field),
  );
  const rows = ranked ? { ...joinWords(tested), rank: toRank(ranked) } : tested;
  return sql`${toCut(tooMany, order, new Set(), shape)} union all ${toSorted({ ...step, tests }, rows, [], shape)} limit ${literal(shape.limit)}`;
}

/** What is fetched, what is left to test of it, and a statement that gives a row where it is not all. */
interface Fetched {
  found: Scope;
  tests: Tests;
  tooMany: SQL;
}

function toFetched(step: Fetch): Fetched {
  const { fetched, table, most } = step;
  if ('ids' in fetched) {
    const nothing = sql`select 1 where 0`;
    return {
      found: subqueryScope('found', selectFound(fetched.ids), new Set(['id'])),
      tests: step.tests,
      tooMany: nothing,
    };
  }
  if ('match' in fetched) {
    const select = (limit: number) =>
      sql`select ${toKeys(searchScope, ['id'])} from ${searchScope.source} where ${toMatching(fetched.match)} limit ${literal(limit)}`;
    const tooMany = sql`${selectUnindexed} union all select * from (${toGuard(select, most)})`;
    return { found: subqueryScope('found', select(most), new Set(['id'])), tests: step.tests, tooMany };
  }
  const needed = [...LINKS, ...testedFields(step.tests)];
  return table === 'address' ? fetchByAddress(step, fetched, needed) : fetchEntries(step, fetched, needed);
}

type Filtered = Extract<Fetch['fetched'], { filter: FieldName }>;

function fetchEntries(step: Fetch, { filter, range }: Filtered, needed: FieldName[]): Fetched {
  const { table, index, order, tests, most } = step;
  const entries = tableScope(table as TableName, index);
  const carried = carriedFields(entries, order, needed);
  const columns = toKeys(entries, carried);
  const select = (limit: number) =>
    concatenate(toRuns({ field: filter, descending: false }, range), entries, { columns, order: null, limit });
  const tooMany = hasValueCount(filter, range)
    ? toValueCountGuard({ filter, range }, select, most)
    : toGuard(select, most);
  return { found: subqueryScope('found', select(most), carried), tests, tooMany };
}

/** No more addresses are fetched than contacts may be: what can be tested on them is tested before their contacts are read. */
function fetchByAddress(step: Fetch, { filter, range }: Filtered, needed: FieldName[]): Fetched {
  const { index, order, tests, most } = step;
  const { own, others } = splitTests(tests);
  const segments = toRuns({ field: filter, descending: false }, range);
  const source: AddressSource = { index, segments, order: null, addresses: most };
  const keys = [...needed, ...order.map(({ field }) => field)];
  const entries = joinContacts(source, { keys }).scope;
  const carried = carriedFields(entries, order, needed);
  const select = (limit: number) =>
    sql`select ${toKeys(entries, carried)} from ${entries.source} where ${all(toTests(own, entries.key))} limit ${literal(limit)}`;
  const ofContacts = hasValueCount(filter, range)
    ? toValueCountGuard({ filter, range }, select, most)
    : toGuard(select, most);
  const beyond = addressScope({ ...source, addresses: most + 1 }, { keys: [] }).source;
  const ofAddresses = sql`select 1 from ${beyond} limit 1 offset ${literal(most)}`;
  const tooMany = sql`select * from (${ofContacts}) union all select * from (${ofAddresses})`;
  return { found: subqueryScope('found', select(most), carried), tests: others, tooMany };
}

/** A row if the search index is still being built: what it finds is then not all there is. */
const selectUnindexed = sql`select 1 from ${searchState}
  where ${searchState.indexedTo} < (select max(${FIELDS.id.key}) from ${TABLES.app_user})`;

type Select = (limit: number) => SQL;

/** A row if there are more than `most` matches. */
function toGuard(select: Select, most: number): SQL {
  return sql`select 1 from (${select(most + 1)}) limit 1 offset ${literal(most)}`;
}

/** The same from the value count; where there is none, there must be no match. */
function toValueCountGuard({ filter, range }: Filtered, select: Select, most: number): SQL {
  return sql`select 1 from (${sumValueCounts(filter, range)}) as counted where counted.count > ${literal(most)}
    or (counted.count is null and exists (${toGuard(select, 0)}))`;
}

/** The rows that pass the tests and lie behind the start, sorted; those of the page read in full. */
export function toSorted({ order, tests, start }: Fetch | Run, rows: Scope, conditions: SQL[], shape: Shape): SQL {
  const carried = carriedFields(rows, order, LINKS);
  const behind = toBehind(order, start, rows);
  const where = all([...conditions, ...toTests(tests, rows.key), ...(behind ? [behind] : [])]);
  const query = sql`select ${toKeys(rows, carried)} from ${rows.source} where ${where}
    order by ${toOrder(order, rows)} limit ${literal(shape.limit)}`;
  return toWide(subqueryScope('matched', query, carried, shape.isRanked), order, shape);
}
