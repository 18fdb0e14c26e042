// Steps whose rows are sorted → statements: what a filter matches, or whole groups of equal keys. What is read before it is
// sorted has a bound, of contacts and of addresses. Pure.

import { searchState } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { type AddressSource, addressScope, joinContacts } from './addresses.ts';
import { FIELDS, type FieldName, TABLES, type TableName } from './fields.ts';
import { isKept, selectKept } from './kept.ts';
import {
  all,
  joinTests,
  joinWords,
  testedFields,
  toBehind,
  toComparison,
  toListed,
  toRank,
  toTests,
} from './predicate.ts';
import { isPoint, type Restriction, type Value } from './restriction.ts';
import { joinFor, type Scope, searchScope, subqueryScope, tableScope } from './scope.ts';
import { type Comparison, toRuns } from './segment.ts';
import {
  concatenate,
  keptFields,
  LINKS,
  type Shape,
  toCut,
  toKeys,
  toMatching,
  toOrder,
  toWide,
  within,
} from './select.ts';
import { splitTests } from './spine.ts';
import type { Late, Run, Tests } from './step.ts';
import { literal } from './union.ts';

/** Orders above every value of a column, whatever its type: SQLite sorts BLOBs last. */
const ABOVE_ALL = sql`x''`;
/** Below every value: no text is empty, no number this small. */
const BELOW_ALL = { text: sql`''`, integer: sql`-9223372036854775808` };

/** Where the filter has more than `most` matches, the cut comes first and no other row counts. */
export function toLate(step: Late, shape: Shape): SQL {
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

function toFetched(step: Late): Fetched {
  const { fetched, table, most } = step;
  if ('match' in fetched) {
    const select = (limit: number) =>
      sql`select ${toKeys(searchScope, ['id'])} from ${searchScope.source} where ${toMatching(fetched.match)} limit ${literal(limit)}`;
    const tooMany = sql`${selectUnindexed} union all select * from (${toGuard(select, most)})`;
    return { found: subqueryScope('found', select(most), new Set(['id'])), tests: step.tests, tooMany };
  }
  const needed = [...LINKS, ...testedFields(step.tests)];
  return table === 'address' ? fetchByAddress(step, fetched, needed) : fetchEntries(step, fetched, needed);
}

type Filtered = Extract<Late['fetched'], { filter: FieldName }>;

function fetchEntries(step: Late, { filter, range }: Filtered, needed: FieldName[]): Fetched {
  const { table, index, order, tests, most } = step;
  const entries = tableScope(table as TableName, index);
  const kept = keptFields(entries, order, needed);
  const columns = toKeys(entries, kept);
  const select = (limit: number) =>
    isListed(range)
      ? sql`select ${columns} from ${entries.source} where ${toListed(entries.key(filter), range.intervals)} limit ${literal(limit)}`
      : concatenate(toRuns({ field: filter, descending: false }, range), entries, { columns, order: null, limit });
  const tooMany = isKept(filter, range) ? toKeptGuard({ filter, range }, select, most) : toGuard(select, most);
  return { found: subqueryScope('found', select(most), kept), tests, tooMany };
}

/** No more addresses are fetched than contacts may be: what can be tested on them is tested before their contacts are read. */
function fetchByAddress(step: Late, { filter, range }: Filtered, needed: FieldName[]): Fetched {
  const { index, order, tests, most } = step;
  const { own, others } = splitTests(tests);
  const segments = isListed(range)
    ? toListed(tableScope('address').key(filter), range.intervals)
    : toRuns({ field: filter, descending: false }, range);
  const source: AddressSource = { index, segments, order: null, addresses: most };
  const keys = [...needed, ...order.map(({ field }) => field)];
  const entries = joinContacts(source, { keys }).scope;
  const kept = keptFields(entries, order, needed);
  const select = (limit: number) =>
    sql`select ${toKeys(entries, kept)} from ${entries.source} where ${all(toTests(own, entries.key))} limit ${literal(limit)}`;
  const ofContacts = isKept(filter, range) ? toKeptGuard({ filter, range }, select, most) : toGuard(select, most);
  const beyond = addressScope({ ...source, addresses: most + 1 }, { keys: [] }).source;
  const ofAddresses = sql`select 1 from ${beyond} limit 1 offset ${literal(most)}`;
  const tooMany = sql`select * from (${ofContacts}) union all select * from (${ofAddresses})`;
  return { found: subqueryScope('found', select(most), kept), tests: others, tooMany };
}

/** Whether a range is several single values, which SQLite reads from an index one after the other. */
function isListed({ intervals }: Restriction): boolean {
  return intervals.length > 1 && intervals.every(isPoint);
}

/** A row if the search index is still being built: what it finds is then not all there is. */
const selectUnindexed = sql`select 1 from ${searchState}
  where ${searchState.indexedTo} < (select max(${FIELDS.id.key}) from ${TABLES.app_user})`;

type Select = (limit: number) => SQL;

/** A row if there are more than `most` matches. */
function toGuard(select: Select, most: number): SQL {
  return sql`select 1 from (${select(most + 1)}) limit 1 offset ${literal(most)}`;
}

/** The same from the kept number; where none is kept, there must be no match. */
function toKeptGuard({ filter, range }: Filtered, select: Select, most: number): SQL {
  return sql`select 1 from (${selectKept(filter, range)}) as kept where kept.count > ${literal(most)}
    or (kept.count is null and exists (${toGuard(select, 0)}))`;
}

/** Reads up to the group in which the `most`th row lies: only groups before it are whole, and the cut is its key. */
export function toRun(step: Run, shape: Shape): SQL {
  const { order, tests, segment } = step;
  const { field, descending } = order[0]!;
  const key = tableScope(step.table).key(field);
  const far = segment.find(({ operator }) => operator.startsWith(descending ? '>' : '<'));
  const end = far
    ? toEnd(far)
    : descending
      ? BELOW_ALL[FIELDS[field].type === 'integer' ? 'integer' : 'text']
      : ABOVE_ALL;
  const bound = sql`${key} ${sql.raw(descending ? '>' : '<')} coalesce((select ${sql.identifier(field)} from boundary), ${end})`;
  const near = segment
    .filter((comparison) => comparison !== far)
    .map((comparison) => toComparison(comparison, () => key));
  const before = [...near, bound, ...(far ? [sql`+${toComparison(far, () => key)}`] : [])];
  const entries = step.table === 'address' ? toGroupedAddresses(step, all(before)) : tableScope(step.table, step.index);
  const rows = joinFor(
    joinTests(entries, tests),
    order.map(({ field }) => field),
  );
  return sql`with boundary as materialized (${toBoundary(step)})
    ${toSorted(step, rows, step.table === 'address' ? [] : before, shape)}
    union all ${toCut(sql`select * from boundary where ${sql.identifier(field)} is not null`, order, new Set([field]), shape)}
    limit ${literal(shape.limit)}`;
}

/** The key of the first group that is not read whole; by address, that of whichever comes first of too many. */
function toBoundary({ table, index, order, segment, most }: Run): SQL {
  const key = order.slice(0, 1);
  const { field } = order[0]!;
  const name = sql.identifier(field);
  const end = sql`limit 1 offset ${literal(most)}`;
  if (table !== 'address') {
    const entries = tableScope(table, index);
    return sql`select ${entries.key(field)} as ${name} from ${entries.source} where ${within(segment, entries)}
      order by ${toOrder(key, entries)} ${end}`;
  }
  const source: AddressSource = { index, segments: [segment], order: key, addresses: most + 1 };
  const { scope } = joinContacts(source, { keys: [field] });
  const alone = addressScope(source, { keys: [field] });
  return sql`select coalesce((select ${scope.key(field)} from ${scope.source} ${end}),
    (select ${alone.key(field)} from ${alone.source} ${end})) as ${name}`;
}

function toGroupedAddresses({ index, order, tests, most }: Run, before: SQL): Scope {
  const keys = [...order.map(({ field }) => field), ...testedFields(tests)];
  return joinContacts({ index, segments: before, order: null, addresses: most }, { keys }).scope;
}

/** A value beyond the segment's far end, as close as need be. SQLite seeks by one bound a side: the far end is in it. */
function toEnd({ operator, value }: Comparison): Value {
  if (operator === '<' || operator === '>') return value!;
  if (typeof value === 'number') return operator === '<=' ? value + 1 : value - 1;
  if (operator === '<=') return `${value}\u0001`;
  const points = [...value!];
  const last = points.pop()!.codePointAt(0)! - 1;
  return `${points.join('')}${String.fromCodePoint(last === 0xdfff ? 0xd7ff : last)}\u{10ffff}`;
}

/** The rows that pass the tests and lie behind the start, sorted; those of the page read in full. */
function toSorted({ order, tests, start }: Late | Run, rows: Scope, conditions: SQL[], shape: Shape): SQL {
  const kept = keptFields(rows, order, LINKS);
  const behind = toBehind(order, start, rows);
  const where = all([...conditions, ...toTests(tests, rows.key), ...(behind ? [behind] : [])]);
  const query = sql`select ${toKeys(rows, kept)} from ${rows.source} where ${where}
    order by ${toOrder(order, rows)} limit ${literal(shape.limit)}`;
  return toWide(subqueryScope('matched', query, kept, shape.isRanked), order, shape);
}
