// A fetch → its statement: what a filter, the search index or an earlier search finds, tested level by level and sorted. Every
// level is read once, as a table of its own, one row more than its bound: where that is there, it is the cut. What is found
// is not read twice to tell whether it is all: a last row, of no contact, is among it only then. Pure.

import { FIELD_NAMES, FIELDS, type FieldName, ROWID_FIELD, TABLES, type TableName } from '../contact/fields.ts';
import { searchState } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import { toRuns } from '../plan/segment.ts';
import type { Fetch, FetchedFilter, ListedFilter, Run } from '../plan/step.ts';
import { NO_TESTS, testedFields } from '../query/tests.ts';
import { all, joinTests, joinWords, toBehind, toRank, toTests } from './predicate.ts';
import { joinFor, namedScope, type Scope, searchScope, subqueryScope, tableScope } from './scope.ts';
import { carriedFields, concatenate, LINKS, type Shape, toCut, toKeys, toMatching, toOrder, toWide } from './select.ts';
import { selectFound } from './spine.ts';

/** The id of a row, of no contact, that ends what is found, and each list: it passes where none has more than its bound. */
const END = -1;

/** Where there is more than a bound allows, there is the cut and no row. Each row tells as `total` how many pass in all. */
export function toFetchStatement(step: Fetch, shape: Shape): SQL {
  const { order, ranked, levels } = step;
  const tables: SQL[] = [];
  let before = toFound(step);
  for (const at of levels.keys()) {
    const { query, carried } = toLevel(step, at, before);
    before = { scope: namedScope(`level_${at}`, carried), hasEnd: hasEnd(step, at) };
    tables.push(sql`${toLevelName(at)} as materialized (${query})`, toCutTable(step, at, before));
  }
  const last = levels.length - 1;
  const keys = joinFor(
    before.scope,
    order.map(({ field }) => field),
  );
  const rows = ranked ? { ...joinWords(keys), rank: toRank(ranked) } : keys;
  const end = sql.raw(before.hasEnd ? ' - 1' : '');
  const telling = { ...shape, total: sql`(select count(*)${end} from ${toLevelName(last)})` };
  const cut = sql`select 1 from ${toCutName(last)} limit 1`;
  return sql`with ${sql.join(tables, sql`, `)}
    ${toCut(cut, order, new Set(), telling)} union all
    ${toSorted({ ...step, tests: NO_TESTS }, rows, [isUncut(last), ...toNoEnd(before)], telling)} limit ${literal(shape.limit)}`;
}

/** Rows that a level is made of: what is found, or the level before. */
interface LevelSource {
  scope: Scope;
  /** Whether the end is among them, unless there are too many. */
  hasEnd: boolean;
}

/** The first level has the end, and others as far as lists are behind it. */
function hasEnd({ levels }: Fetch, at: number): boolean {
  return at === 0 || levels.slice(at).some(({ lists }) => lists.length > 0);
}

/** What passes the level's lists and tests of what was before, with all keys that are known by then and needed later. */
function toLevel(step: Fetch, at: number, { scope: source, hasEnd: hadEnd }: LevelSource) {
  const { order, levels, fetched } = step;
  const { lists, tests, contacts, most } = levels[at]!;
  const withEnd = hasEnd(step, at);
  const scope = contacts === null ? source : toContacts(source, contacts, withEnd);
  const isEnd = sql`+${toId(scope)} = ${literal(END)}`;
  const join = withEnd ? 'left join' : 'cross join';
  const listed = lists.map(({ filter }) => toListedField(filter));
  const joined = joinTests(joinFor(scope, listed, join), tests, join);
  const own = (field: FieldName) =>
    scope.has(field)
      ? sql`+${joined.key(field)}`
      : sql`case when ${isEnd} then ${literal(END)} else ${joined.key(field)} end`;
  const inLists = lists.map((list, of) => sql`${own(listed[of]!)} in (${toList(list)})`);
  const passed = toTests(tests, joined.key);
  const tested = withEnd && passed.length > 0 ? [sql`(${isEnd} or (${all(passed)}))`] : passed;
  const where = all([...(withEnd ? [] : toNoEnd({ scope, hasEnd: hadEnd })), ...inLists, ...tested]);
  const later = levels.slice(at + 1).flatMap((level) => testedFields(level.tests));
  const known = 'filter' in fetched ? toKnown(fetched) : [];
  const carried = carriedFields(joined, order, [...LINKS, ...known, ...later]);
  const limit = at === 0 ? literal(most + 1) : sql`${literal(most + 1)} * (${isUncut(at - 1)})`; // in WHERE, beside long lists, it is too deep for D1
  const query = sql`select ${toKeys(joined, carried)} from ${joined.source} where ${where} limit ${limit}`;
  return { query, carried };
}

/** The contacts of addresses, at most so many; and the end. */
function toContacts(source: Scope, most: number, withEnd: boolean): Scope {
  const contacts = joinFor(source, ['id'], withEnd ? 'left join' : 'cross join');
  const isEnd = sql`${toId(source)} = ${literal(END)}`;
  const key = (field: FieldName) =>
    field === 'id' && withEnd
      ? sql`case when ${isEnd} then ${literal(END)} else ${contacts.key('id')} end`
      : contacts.key(field);
  const fields = carriedFields(source, [], [...LINKS, ...FIELD_NAMES]).add('id');
  const query = sql`select * from (select ${toKeys({ ...contacts, key }, fields)} from ${contacts.source} limit ${literal(most + 1)}) where "id" is not null`;
  return subqueryScope('contact', query, fields);
}

/** A row where this level, or one before it, has too many; that a list has too many is told by the end as well. */
function toCutTable({ fetched, levels }: Fetch, at: number, { scope, hasEnd }: LevelSource): SQL {
  const { most } = levels[at]!;
  const tooMany = hasEnd
    ? sql`select 1 where not exists (select 1 from ${scope.source} where ${toId(scope)} = ${literal(END)})`
    : sql`select * from (select 1 from ${scope.source} limit 1 offset ${literal(most)})`;
  const before = at > 0 ? sql`select * from ${toCutName(at - 1)} union all ` : sql``;
  const unindexed = at === 0 && 'match' in fetched ? sql`${selectUnindexed} union all ` : sql``;
  return sql`${toCutName(at)} as materialized (${before}${unindexed}${tooMany})`;
}

const toLevelName = (at: number) => sql.identifier(`level_${at}`);
const toCutName = (at: number) => sql.identifier(`cut_${at}`);

/** Leaves out the end. */
function toNoEnd({ scope, hasEnd }: LevelSource): SQL[] {
  return hasEnd ? [sql`+${toId(scope)} <> ${literal(END)}`] : [];
}

/** What a row is known by: the contact, or as long as these are not looked for, the address. */
function toId(scope: Scope): SQL {
  return scope.key(scope.has('id') ? 'id' : 'address_id');
}

/** Holds where no level up to this one has too many. */
function isUncut(at: number): SQL {
  return sql`not exists (select 1 from ${toCutName(at)})`;
}

/** What is found, entries of an index or ids, and the end behind it. */
function toFound({ fetched, table, index, most }: Fetch): LevelSource {
  const found = (query: SQL, held: ReadonlySet<FieldName>): LevelSource => {
    return { scope: subqueryScope('found', toEnded(query, held, most), held), hasEnd: true };
  };
  const id = new Set<FieldName>(['id']);
  if ('ids' in fetched) return found(selectFound(fetched.ids), id);
  if ('match' in fetched) {
    const query = sql`select ${toKeys(searchScope, id)} from ${searchScope.source} where ${toMatching(fetched.match)} limit ${literal(most + 1)}`;
    return found(query, id);
  }
  const scope = tableScope(table as TableName, index);
  const links = LINKS.filter((field) => scope.has(field) && isHeld(field, { table, index }));
  const held = new Set([...links, ...toKnown(fetched)]);
  return found(toEntries({ ...fetched, most }, scope, held), held);
}

/** The fields whose keys are in each entry of the index. */
function toKnown({ filter, second }: FetchedFilter): FieldName[] {
  return second ? [filter, second.filter] : [filter];
}

/** The ids that a filter's index holds of what it leaves, and the end behind them. */
function toList(list: ListedFilter): SQL {
  const { table, index } = FIELDS[list.filter];
  const field = toListedField(list.filter);
  return toEnded(toEntries(list, tableScope(table, index), [field]), new Set([field]), list.most);
}

/** The id that the index of a field holds: the contact's, or the address's. */
function toListedField(filter: FieldName): FieldName {
  return FIELDS[filter].table === 'address' ? 'address_id' : 'id';
}

function toEntries({ filter, range, second, most }: ListedFilter, scope: Scope, fields: Iterable<FieldName>): SQL {
  const own = toRuns({ field: filter, descending: false }, range);
  const runs = second
    ? toRuns({ field: second.filter, descending: false }, second.range).map((run) => [...own[0]!, ...run])
    : own;
  return concatenate(runs, scope, { columns: toKeys(scope, fields), order: null, limit: most + 1 });
}

/** The rows and the end, together one more than there may be: of too many rows, the end is not among these. */
function toEnded(query: SQL, fields: ReadonlySet<FieldName>, most: number): SQL {
  const id = fields.has('id') ? 'id' : 'address_id';
  const end = [...fields].map((field) => (field === id ? literal(END) : sql`null`));
  return sql`select * from (${query}) union all select ${sql.join(end, sql`, `)} limit ${literal(most + 1)}`;
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
