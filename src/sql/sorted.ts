// A fetch → its statement: what a filter, the search index or an earlier search finds, tested level by level and sorted. Every
// level is read once, as a table of its own, one row more than its bound: where that is there, it is the cut. What is found
// is not read twice to tell whether it is all: a last row, of no contact, is among it only then. Pure.

import { FIELD_NAMES, type FieldName } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { IS_UNINDEXED } from '../db/state.ts';
import { literal } from '../db/union.ts';
import type { Collecting, Fetch, Run } from '../plan/step.ts';
import { NO_TESTS, testedFields } from '../query/tests.ts';
import { toPlace, toWithinFence, withCollected } from './fetch/collected.ts';
import { END, type LevelSource, toFound, toKnown, toList, toListedField } from './fetch/found.ts';
import { all, joinTests, joinWords, toBehind, toRank, toTests } from './predicate.ts';
import { joinFor, namedScope, type Scope, subqueryScope } from './scope.ts';
import { carriedFields, LINKS, type Shape, toCut, toKeys, toOrder, toWide } from './select.ts';

/**
 * Where there is more than a bound allows, there is the cut and no row. Each row tells how many pass in all; of a part, its id,
 * and a cut that tells a place is where the part ended: the rows are the best so far.
 */
export function toFetchStatement(step: Fetch, shape: Shape): SQL {
  const { order, ranked, levels, part } = step;
  const tables: SQL[] = [];
  let before = toFound(step);
  for (const at of levels.keys()) {
    const { query, carried } = toLevel(step, at, before);
    before = { scope: namedScope(`level_${at}`, carried), hasEnd: hasEnd(step, at) };
    tables.push(sql`${toLevelName(at)} as materialized (${query})`, toCutTable(step, at, before));
  }
  const last = levels.length - 1;
  const cut = sql`select 1 from ${toCutName(last)} limit 1`;
  const uncut = [isUncut(last), ...toNoEnd(before)];
  if (part) return toPart(step, part, { tables, cut, passed: before.scope, uncut }, shape);
  const keys = joinFor(
    before.scope,
    order.map(({ field }) => field),
  );
  const rows = ranked ? { ...joinWords(keys), rank: toRank(ranked) } : keys;
  const end = sql.raw(before.hasEnd ? ' - 1' : '');
  const telling = { ...shape, told: sql`(select count(*)${end} from ${toLevelName(last)})` };
  return sql`with ${sql.join(tables, sql`, `)}
    ${toCut(cut, order, new Set(), telling)} union all
    ${toSorted({ ...step, tests: NO_TESTS }, rows, uncut, telling)} limit ${literal(shape.limit)}`;
}

interface Passing {
  /** What the statement makes first. */
  tables: SQL[];
  /** A row where something has too many. */
  cut: SQL;
  passed: Scope;
  uncut: SQL[];
}

function toPart(step: Fetch, part: Collecting, { tables, cut, passed, uncut }: Passing, shape: Shape): SQL {
  const { order } = step;
  const sorted = order.map(({ field }) => field);
  const known = [...carriedFields(passed, order, LINKS)];
  const rows = joinFor(withCollected(passed, part, known, uncut), sorted);
  const telling = { ...shape, told: 'id' as const };
  const ended = toCut(toPlace(step), order, new Set(), { ...telling, place: sql.identifier('place') });
  return sql`with ${sql.join(tables, sql`, `)}
    ${toCut(cut, order, new Set(), telling)} union all ${ended} union all
    ${toSorted({ ...step, tests: NO_TESTS }, rows, toWithinFence(order, part, rows), telling)} limit ${literal(shape.limit + 2)}`;
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
  const unindexed = at === 0 && 'match' in fetched ? sql`select 1 where ${IS_UNINDEXED} union all ` : sql``;
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
