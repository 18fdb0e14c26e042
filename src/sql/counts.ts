// The counts that D1 stores: how many contacts have a value, and how far an exact count of some filters came. Pure.
import type { FieldName } from '../contact/fields.ts';
import type { Result } from '../db/database.ts';
import { exactCount, valueCount } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import type { DataState } from '../db/state.ts';
import { literal } from '../db/union.ts';
import { digest } from '../digest.ts';
import type { Contained, Restriction } from '../query/restriction.ts';
import { toPatterns } from '../query/search.ts';
import type { Start } from '../query/start.ts';
import type { Tests } from '../query/tests.ts';

/** The value count of a filter, as `count`; null where no value of it has one. One row is read for each value. */
export function selectValueCount(field: FieldName, { intervals }: Restriction): SQL {
  const keys = JSON.stringify(intervals.map(({ lo }) => lo));
  return sql`select sum(${valueCount.contacts}) as "count" from ${valueCount}
    where ${valueCount.field} = ${field} and ${valueCount.key} in (select value from json_each(${keys}))`;
}

/** The same where it is known already, with the values. */
export function selectKnownCount({ contacts }: Contained): SQL {
  return sql`select ${literal(contacts)} as "count"`;
}

/** So long an exact count is answered though the data moved on; milliseconds. Its `as_of` says of when it is. */
export const USABLE_MS = 10 * 60_000;
/** A count that has not come to its end in this time begins anew; milliseconds. */
const STALE_MS = 60 * 60_000;
/** Counts that are not finished yet: of more, each request tells what it counted itself. */
const MOST_PENDING = 100;

/** How far a count came, and of when it is; where it stopped is null once it is exact. */
export interface StoredCount {
  value: number;
  stopped: Start | null;
  /** The number of the data version at which it began, and when that was: RFC 3339, UTC. */
  version: number;
  asOf: string;
}

/** The key under which a count is stored: the filters alone, so that paging and sorting share it. */
export function toCountKey({ restrictions, substrings, words }: Tests): string {
  const filters = Object.entries(restrictions).sort(([a], [b]) => (a < b ? -1 : 1));
  const contained = substrings.map(({ field, text }) => [field, text]).sort();
  const searched = words.map((word) => toPatterns(word)).sort();
  return digest(JSON.stringify([filters, contained, ...(words.length > 0 ? [searched] : [])]));
}

/** Reads how far the count of these filters came. */
export function selectStoredCount(tests: Tests): SQL {
  const { counted, start, version, asOf, filters } = exactCount;
  return sql`select ${counted} as "counted", ${start} as "start", ${version} as "version", ${asOf} as "as_of"
    from ${exactCount} where ${filters} = ${toCountKey(tests)}`;
}

/** The stored count; null where there is none, or one that is too old to be used or gone on with. */
export function toStoredCount({ rows: [row] }: Result, version: number, now: Date): StoredCount | null {
  if (!row) return null;
  const stopped = row.start === null ? null : (JSON.parse(String(row.start)) as Start);
  const stored = { value: Number(row.counted), stopped, version: Number(row.version), asOf: String(row.as_of) };
  const age = now.getTime() - Date.parse(stored.asOf);
  const isPast = stored.version !== version && age > (stopped === null ? USABLE_MS : STALE_MS);
  return isPast || stored.version > version ? null : stored;
}

/** Stores the count and takes it for this request; no row where another has it, or brought it further meanwhile. */
export function lease(
  tests: Tests,
  { value, stopped, version, asOf }: StoredCount,
  { until, now }: { until: number; now: Date },
) {
  const { restrictions, substrings, words } = tests;
  const key = toCountKey(tests);
  const start = JSON.stringify(stopped);
  const { filters, start: at, version: of, counted, leasedUntil } = exactCount;
  return sql`insert into ${exactCount} (filters, tests, version, as_of, counted, start, asked_at, leased_until)
    select ${key}, ${JSON.stringify({ restrictions, substrings, words })}, ${version}, ${asOf}, ${value}, ${start}, ${now.getTime()}, ${until}
    where exists (select 1 from ${exactCount} where ${filters} = ${key})
      or (select count(*) from ${exactCount} where ${at} is not null) < ${sql.raw(String(MOST_PENDING))}
    on conflict (filters) do update set version = excluded.version, as_of = excluded.as_of, counted = excluded.counted,
      start = excluded.start, asked_at = excluded.asked_at, leased_until = excluded.leased_until
    where ${leasedUntil} < ${now.getTime()}
      and (${of} < excluded.version or (${of} = excluded.version and ${at} is not null and ${counted} <= excluded.counted))
    returning ${filters}`;
}

/** Stores how far the count came, and gives it free; unless another has taken it meanwhile. */
export function store(tests: Tests, { value, stopped }: StoredCount, until: number): SQL {
  const start = stopped === null ? null : JSON.stringify(stopped);
  return sql`update ${exactCount} set counted = ${value}, start = ${start}, leased_until = 0
    where ${exactCount.filters} = ${toCountKey(tests)} and ${exactCount.leasedUntil} = ${until}`;
}

/** Reads the counts that were requested lately and wait to be taken further, at most so many, those requested last first. */
export function selectPending(now: Date, most: number): SQL {
  return sql`select tests as "tests", counted as "counted", start as "start",
      version as "version", as_of as "as_of" from ${exactCount}
    where start is not null and asked_at > ${now.getTime() - USABLE_MS} and leased_until < ${now.getTime()}
    order by asked_at desc limit ${sql.raw(String(most))}`;
}

/** Forgets counts that are too old to be answered or gone on with. */
export function deletePastCounts(state: DataState, now: Date): SQL {
  const before = (milliseconds: number) => `${new Date(now.getTime() - milliseconds).toISOString().slice(0, 19)}Z`;
  return sql`delete from ${exactCount} where ${exactCount.version} <> ${state.number}
    and ((start is null and as_of < ${before(USABLE_MS)}) or as_of < ${before(STALE_MS)})`;
}
