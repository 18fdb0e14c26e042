// Comparisons, restrictions and positions → SQL conditions over a scope's keys. Pure.
import { type SQL, sql } from 'drizzle-orm';
import type { FieldName } from './fields.ts';
import type { SortKey } from './order.ts';
import { complement, type Interval, isPoint, type Restriction, type Value } from './restriction.ts';
import type { Scope } from './scope.ts';
import type { Comparison, Start } from './segment.ts';
import type { Tests } from './step.ts';

type Key = Scope['key'];

/** Ranges beyond this number are passed as one JSON parameter, for D1 binds at most 100. */
const MOST_SPELT_OUT = 3;

export function toComparison({ field, operator, value }: Comparison, key: Key): SQL {
  if (operator === 'is not null') return sql`${key(field)} is not null`;
  if (value === null) return sql`${key(field)} is null`;
  return sql`${key(field)} ${sql.raw(operator)} ${value}`;
}

/** The rows from a start on; a missing value comes before every value. Null where that is every row. */
export function toBehind(order: SortKey[], start: Start, key: Key): SQL | null {
  if (start === 'edge') return null;
  if (start === 'nowhere') return sql`0`;
  return start.keys.reduceRight<SQL>(
    (rest, value, at) => {
      const { field, descending } = order[at]!;
      const column = key(field);
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

/** All that a plan tests on each row. */
export function toTests({ restrictions, substrings }: Tests, key: Key): SQL[] {
  return [
    ...Object.entries(restrictions).map(([field, restriction]) => toTest(key(field as FieldName), restriction)),
    ...substrings.map(({ field, text }) => sql`instr(${key(field)}, ${text}) > 0`),
  ];
}

export function testedFields({ restrictions, substrings }: Tests): FieldName[] {
  return [...new Set([...(Object.keys(restrictions) as FieldName[]), ...substrings.map(({ field }) => field)])];
}

export function toTest(key: SQL, { intervals, nulls }: Restriction): SQL {
  const inside = toInside(key, intervals);
  if (!nulls) return inside ?? sql`${key} is not null`;
  return inside === null ? sql`1` : sql`(${inside} or ${key} is null)`;
}

/** A condition that holds for the intervals' values, in as few parameters as their shape allows; null if all are in. */
function toInside(key: SQL, intervals: Interval[]): SQL | null {
  const gaps = complement(intervals);
  if (gaps.length === 0) return null;
  if (gaps.length <= MOST_SPELT_OUT && gaps.every(isPoint)) return all(gaps.map(({ lo }) => sql`${key} <> ${lo}`));
  if (intervals.length > 1 && gaps.every(isPoint)) return sql`${key} not in ${list(gaps)}`;
  if (intervals.length > 0 && intervals.every(isPoint))
    return intervals.length === 1 ? sql`${key} = ${intervals[0]!.lo}` : sql`${key} in ${list(intervals)}`;
  if (intervals.length <= MOST_SPELT_OUT) return any(intervals.map((interval) => toBetween(key, interval)));
  return sql`exists (select 1 from json_each(${JSON.stringify(intervals)}) as range
    where (range.value->>'lo' is null or ${key} > range.value->>'lo' or (${key} = range.value->>'lo' and not range.value->>'loOpen'))
      and (range.value->>'hi' is null or ${key} < range.value->>'hi' or (${key} = range.value->>'hi' and not range.value->>'hiOpen')))`;
}

function toBetween(key: SQL, interval: Interval): SQL {
  if (isPoint(interval)) return sql`${key} = ${interval.lo}`;
  const { lo, loOpen, hi, hiOpen } = interval;
  const bounds: SQL[] = [];
  if (lo !== null) bounds.push(sql`${key} ${sql.raw(loOpen ? '>' : '>=')} ${lo}`);
  if (hi !== null) bounds.push(sql`${key} ${sql.raw(hiOpen ? '<' : '<=')} ${hi}`);
  return all(bounds);
}

function list(points: Interval[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(points.map(({ lo }) => lo))}))`;
}

export function all(conditions: SQL[]): SQL {
  return conditions.length === 0 ? sql`1` : sql.join(conditions, sql` and `);
}

function any(conditions: SQL[]): SQL {
  return conditions.length === 0 ? sql`0` : sql`(${sql.join(conditions, sql` or `)})`;
}
