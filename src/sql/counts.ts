// The counts that D1 stores: how many contacts have a value, and how far an exact count of some filters came. Pure.
import type { FieldName } from '../contact/fields.ts';
import { commands, type Query, query } from '../db/query.ts';
import { exactCount, valueCount } from '../db/records.ts';
import type { Row } from '../db/result.ts';
import { type SQL, sql } from '../db/sql.ts';
import type { DataState } from '../db/state.ts';
import { unionAll } from '../db/union.ts';
import { digest } from '../digest.ts';
import type { ValueSum } from '../plan/valuecount.ts';
import { isPoint, type Restriction } from '../query/restriction.ts';
import { toPatterns } from '../query/search.ts';
import type { Start } from '../query/start.ts';
import { NO_TESTS, type Tests, toFilterText, toTests } from '../query/tests.ts';
import { toSecond } from '../second.ts';
import { toBetween } from './predicate.ts';

/** Reads the value counts of intervals as one sum, a row for each value; of more than `most`, the sum of so many. */
export function selectValueSum(
  { field, intervals }: Pick<ValueSum, 'field' | 'intervals'>,
  most: number,
): Query<{ contacts: number; isCut: boolean }> {
  if (intervals.every(isPoint))
    return query(sumValueCounts(field, { intervals }), ({ rows: [row] }) => ({
      contacts: Number(row?.count ?? 0),
      isCut: false,
    }));
  const limit = sql.raw(String(most + 1));
  const arms = intervals.map((interval) => {
    const within = toBetween(sql`${valueCount.key}`, interval, (value) => sql`${value}`);
    return sql`select * from (select ${valueCount.contacts} as "contacts" from ${valueCount}
      where ${valueCount.field} = ${field} and ${within} limit ${limit})`;
  });
  return query(
    sql`select sum("contacts") as "count", count(*) as "values" from (${unionAll(arms)} limit ${limit})`,
    ({ rows: [row] }) => ({ contacts: Number(row?.count ?? 0), isCut: Number(row?.values) > most }),
  );
}

/** The value counts of a filter's single values as `count`; null where none of them has one. */
export function sumValueCounts(field: FieldName, { intervals }: Pick<Restriction, 'intervals'>): SQL {
  const keys = JSON.stringify(intervals.map(({ lo }) => lo));
  return sql`select sum(${valueCount.contacts}) as "count" from ${valueCount}
    where ${valueCount.field} = ${field} and ${valueCount.key} in (select value from json_each(${keys}))`;
}

/** So long an exact count is answered though the data moved on; milliseconds. Its `as_of` says of when it is. */
export const USABLE_MS = 10 * 60_000;
/** A count that has not come to its end in this time begins anew; milliseconds. */
const STALE_MS = 60 * 60_000;
/** Counts that wait to be taken further, and all that are stored: of more, each request tells what it counted itself. */
const MOST_PENDING = 100;
const MOST_STORED = 500;
/** Exact ones that are kept, the newest: the others make room for what is requested next. */
const MOST_EXACT = 250;

/** How far a count came, and of when it is; where it stopped is null once it is exact. */
export interface StoredCount {
  value: number;
  stopped: Start | null;
  /** The number of the data version at which it began, and when that was: RFC 3339, UTC. */
  version: number;
  asOf: string;
}

/** The key under which a count is stored: the filters alone, so that paging and sorting share it. */
export function toCountKey({ words, ...filters }: Tests): string {
  const searched = words.map((word) => toPatterns(word)).sort();
  return digest(JSON.stringify([toFilterText(filters), searched]));
}

const COLUMNS = sql`${exactCount.counted} as "counted", ${exactCount.start} as "start",
  ${exactCount.version} as "version", ${exactCount.asOf} as "as_of"`;

/** Reads how far the count of these filters came; null where none was begun. */
export function selectStoredCount(tests: Tests): Query<StoredCount | null> {
  return query(
    sql`select ${COLUMNS} from ${exactCount} where ${exactCount.filters} = ${toCountKey(tests)}`,
    ({ rows: [row] }) => (row ? toStoredCount(row) : null),
  );
}

function toStoredCount({ counted, start, version, as_of }: Row): StoredCount {
  const stopped = start === null ? null : (JSON.parse(String(start)) as Start);
  return { value: Number(counted), stopped, version: Number(version), asOf: String(as_of) };
}

/** Whether a stored count is young enough to be answered, or to be gone on with, where the data is of this version. */
export function isUsable(stored: StoredCount, version: number, now: Date): boolean {
  const age = now.getTime() - Date.parse(stored.asOf);
  const isPast = stored.version !== version && age > (stored.stopped === null ? USABLE_MS : STALE_MS);
  return !isPast && stored.version <= version;
}

/** Stores the count and takes it for this request; false where another has it, or brought it further meanwhile. */
export function lease(
  tests: Tests,
  { value, stopped, version, asOf }: StoredCount,
  { until, now }: { until: number; now: Date },
): Query<boolean> {
  const key = toCountKey(tests);
  const start = JSON.stringify(stopped);
  const { filters, start: at, version: of, counted, requestedAt, leasedUntil } = exactCount;
  const waits = sql`${at} is not null and ${requestedAt} > ${now.getTime() - USABLE_MS}`;
  const statement = sql`insert into ${exactCount} (filters, tests, version, as_of, counted, start, asked_at, leased_until)
    select ${key}, ${JSON.stringify(toTests(tests))}, ${version}, ${asOf}, ${value}, ${start}, ${now.getTime()}, ${until}
    where exists (select 1 from ${exactCount} where ${filters} = ${key})
      or (select count(*) < ${sql.raw(String(MOST_STORED))} and total(${waits}) < ${sql.raw(String(MOST_PENDING))} from ${exactCount})
    on conflict (filters) do update set version = excluded.version, as_of = excluded.as_of, counted = excluded.counted,
      start = excluded.start, asked_at = excluded.asked_at, leased_until = excluded.leased_until
    where ${leasedUntil} < ${now.getTime()}
      and (${of} < excluded.version or (${of} = excluded.version and ${at} is not null and ${counted} <= excluded.counted))
    returning ${filters}`;
  return query(statement, ({ rows }) => rows.length > 0);
}

/** Stores how far the count came, and gives it free; unless another has taken it meanwhile. */
export function store(tests: Tests, { value, stopped }: StoredCount, until: number): Query<null> {
  const start = stopped === null ? null : JSON.stringify(stopped);
  return commands(sql`update ${exactCount} set counted = ${value}, start = ${start}, leased_until = 0
    where ${exactCount.filters} = ${toCountKey(tests)} and ${exactCount.leasedUntil} = ${until}`);
}

/**
 * Reads the counts that were requested lately and wait to be taken further, at most so many, those requested last first.
 * An older build may have stored them, which knew of fewer tests.
 */
export function selectPending(now: Date, most: number): Query<{ tests: Tests; known: StoredCount }[]> {
  const statement = sql`select tests as "tests", ${COLUMNS} from ${exactCount}
    where start is not null and asked_at > ${now.getTime() - USABLE_MS} and leased_until < ${now.getTime()}
    order by asked_at desc limit ${sql.raw(String(most))}`;
  return query(statement, ({ rows }) =>
    rows.map((row) => ({
      tests: { ...NO_TESTS, ...JSON.parse(String(row.tests)) } as Tests,
      known: toStoredCount(row),
    })),
  );
}

/** Forgets counts that are too old to be answered or gone on with, or that nobody asks for; of exact ones it keeps some. */
export function deletePastCounts(state: DataState, now: Date): Query<null> {
  const before = (milliseconds: number) => toSecond(new Date(now.getTime() - milliseconds));
  return commands(sql`delete from ${exactCount} where (${exactCount.version} <> ${state.number}
      and ((start is null and as_of < ${before(USABLE_MS)}) or as_of < ${before(STALE_MS)}))
    or (start is not null and asked_at < ${now.getTime() - STALE_MS})
    or filters in (select filters from ${exactCount} where start is null order by as_of desc
      limit -1 offset ${sql.raw(String(MOST_EXACT))})`);
}
