// Comparisons, restrictions and positions → SQL conditions over a scope's keys. Pure.
import { type FieldName, TABLES, type Value } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { toRanked } from '../plan/match.ts';
import type { Comparison } from '../plan/segment.ts';
import type { SortKey } from '../query/order.ts';
import { complement, type Interval, isPoint, type Restriction } from '../query/restriction.ts';
import { toPatterns, type Word } from '../query/search.ts';
import type { Start } from '../query/start.ts';
import { type Alternative, type Tests, testedFields } from '../query/tests.ts';
import { type Join, joinFor, joinTable, type Scope } from './scope.ts';

type Key = Scope['key'];

/** D1 takes expressions of a depth of 100, and each AND or OR is one deeper: more of them than this stand side by side. */
const MOST_IN_A_ROW = 16;

/** Intervals of one field whose ends are bound as parameters; of more, they are written into the statement. */
const MOST_BOUND = 3;

export function toComparison(comparison: Comparison, key: Key): SQL {
  const { field, operator } = comparison;
  if (comparison.operator === 'in') return toListed(key(field), comparison.values);
  const { value } = comparison;
  if (operator === 'is not null') return sql`${key(field)} is not null`;
  if (value === null) return sql`${key(field)} is null`;
  return sql`${key(field)} ${sql.raw(operator)} ${value}`;
}

/**
 * The rows from a start on; a missing value comes before every value. Null where that is every row. The unary plus keeps
 * SQLite from reading the index once for each alternative, each time to its end and not to the bound that the statement has.
 */
export function toBehind(order: SortKey[], start: Start, { key, rank }: Pick<Scope, 'key' | 'rank'>): SQL | null {
  if (start === 'edge') return null;
  if (start === 'nowhere') return sql`0`;
  const columns = order.map(({ field, descending }) => ({ column: sql`+${key(field)}`, descending }));
  if (rank) columns.unshift({ column: rank, descending: order[0]!.descending });
  return start.keys.reduceRight<SQL>(
    (rest, value, at) => {
      const { column, descending } = columns[at]!;
      const beyond = toBeyond(column, value, descending);
      return sql`(${beyond} or (${column} is ${value} and ${rest}))`;
    },
    start.inclusive ? sql`1` : sql`0`,
  );
}

function toBeyond(column: SQL, value: Value | null, descending: boolean): SQL {
  if (value === null) return descending ? sql`0` : sql`${column} is not null`;
  return descending ? sql`(${column} < ${value} or ${column} is null)` : sql`${column} > ${value}`;
}

/**
 * All that a plan tests on each row. The unary plus keeps SQLite from seeking by what is tested: each row is reached by
 * the id that the plan has for it (sqlite.org/optoverview.html, "Disqualifying WHERE Clause Terms Using Unary-\"+\"").
 */
export function toTests({ words, any, ...own }: Tests, key: Key): SQL[] {
  const alternatives = any.map((alternative) => all(toConditions(alternative, key)));
  return [
    ...toConditions(own, key),
    ...(any.length > 0 ? [either(alternatives)] : []),
    ...words.map((word) => either(toPatterns(word).map(toOccurrence))),
  ];
}

function toConditions({ restrictions, substrings }: Alternative, key: Key): SQL[] {
  return [
    ...Object.entries(restrictions).map(([field, restriction]) =>
      toTest(sql`+${key(field as FieldName)}`, restriction),
    ),
    ...substrings.map(({ field, text }) => toContaining(key(field), text)),
  ];
}

/** The scope with all that is needed to test a row. */
export function joinTests(scope: Scope, tests: Tests, join?: Join): Scope {
  const joined = joinFor(scope, testedFields(tests), join);
  return tests.words.length > 0 ? joinWords(joined, join) : joined;
}

/** The scope with the tables that hold the contacts' words. */
export function joinWords(scope: Scope, join?: Join): Scope {
  return joinTable(joinTable(scope, 'app_user', join), 'address', join);
}

/** How well a row that has the words matches them (../plan/match.ts says how they rank); the scope must have their tables. */
export function toRank(words: Word[]): SQL {
  const ranked = toRanked(words);
  if (ranked.length === 0) return sql`abs(0)`; // a literal in ORDER BY would name a column
  const classes = ranked.map((_, rank) => {
    const wholes = ranked.slice(0, ranked.length - rank).map(({ text }) => toOccurrence(` ${text} `));
    return sql`when ${all(wholes)} then ${sql.raw(String(rank))}`;
  });
  return sql`case ${sql.join(classes, sql` `)} else ${sql.raw(String(ranked.length))} end`;
}

function toOccurrence(pattern: string): SQL {
  const { app_user, address } = TABLES;
  return sql`(instr(${app_user.words}, ${written(pattern)}) > 0 or instr(${address.words}, ${written(pattern)}) > 0)`;
}

function toContaining(key: SQL, text: string): SQL {
  return sql`instr(${key}, ${text}) > 0`;
}

function toTest(key: SQL, { intervals, nulls, contained }: Restriction): SQL {
  const inside = toInside(key, contained ? contained.within.intervals : intervals);
  if (contained) return all([toContaining(key, contained.text), ...(inside ? [inside] : [])]);
  if (!nulls) return inside ?? sql`${key} is not null`;
  return inside === null ? sql`1` : sql`(${inside} or ${key} is null)`;
}

/**
 * A condition that holds for the intervals' values; null if all are in. Comparisons alone: a list, `in (…)`, would be a
 * table of its own that is read for each row, and billed.
 */
function toInside(key: SQL, intervals: Interval[]): SQL | null {
  const gaps = complement(intervals);
  if (gaps.length === 0) return null;
  if (intervals.length > 1 && gaps.every(isPoint)) return all(gaps.map(({ lo }) => sql`${key} <> ${written(lo!)}`));
  const bound = intervals.length <= MOST_BOUND ? (value: Value) => sql`${value}` : written;
  return either(intervals.map((interval) => toBetween(key, interval, bound)));
}

/** A condition that holds for an interval's values; `bound` is how its ends are written. */
export function toBetween(key: SQL, interval: Interval, bound: (value: Value) => SQL): SQL {
  const { lo, loOpen, hi, hiOpen } = interval;
  if (isPoint(interval)) return sql`${key} = ${bound(lo!)}`;
  const bounds: SQL[] = [];
  if (lo !== null) bounds.push(sql`${key} ${sql.raw(loOpen ? '>' : '>=')} ${bound(lo)}`);
  if (hi !== null) bounds.push(sql`${key} ${sql.raw(hiOpen ? '<' : '<=')} ${bound(hi)}`);
  return all(bounds);
}

/** The values as SQLite reads them from an index, one after the other in its order; one parameter however many they are. */
function toListed(key: SQL, values: Value[]): SQL {
  return sql`${key} in (select value from json_each(${JSON.stringify(values)}))`;
}

/** A value written into the statement, quoted by SQLite's own rule: D1 binds at most 100 parameters. */
function written(value: Value): SQL {
  return sql.raw(typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
}

export function all(conditions: SQL[]): SQL {
  if (conditions.length === 0) return sql`1`;
  if (conditions.length <= MOST_IN_A_ROW) return sql.join(conditions, sql` and `);
  const half = Math.ceil(conditions.length / 2);
  return sql`(${all(conditions.slice(0, half))}) and (${all(conditions.slice(half))})`;
}

function either(conditions: SQL[]): SQL {
  if (conditions.length === 0) return sql`0`;
  if (conditions.length <= MOST_IN_A_ROW) return sql`(${sql.join(conditions, sql` or `)})`;
  const half = Math.ceil(conditions.length / 2);
  return sql`(${either(conditions.slice(0, half))} or ${either(conditions.slice(half))})`;
}
