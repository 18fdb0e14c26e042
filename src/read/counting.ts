// Exact counts that one request cannot finish. How far a count came is stored, and each request that asks for it takes it
// one step further, as does the cron trigger: never more than one at a time, and never behind an answer. A count is of the
// time at which it began: what is written meanwhile may be in it or not.
import type { Database, Result } from '../db/database.ts';
import { exactCount } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import type { DataState } from '../db/state.ts';
import { digest } from '../etag.ts';
import { type CountMeans, planCount } from './count.ts';
import { toPatterns } from './search.ts';
import type { Start } from './segment.ts';
import type { Tests } from './step.ts';

/** So long an exact count is answered though the data moved on; milliseconds. Its `as_of` says of when it is. */
export const USABLE_MS = 10 * 60_000;
/** A count that has not come to its end in this time begins anew; milliseconds. */
const STALE_MS = 60 * 60_000;
/** A request that counts has the count for itself for so long; milliseconds. One that is ended leaves it to others then. */
const LEASE_MS = 10_000;
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

interface CountingMeans extends Omit<CountMeans, 'limit' | 'found'> {
  database: Database;
  now: Date;
}

/**
 * Takes the count one step further and stores that, unless someone else is about to: then it is as it was. `known` is
 * what is stored, or what this request has counted itself. Without any budget that is only stored.
 */
export async function countOn(tests: Tests, known: StoredCount, means: CountingMeans): Promise<StoredCount> {
  const { database, now, ...planning } = means;
  const until = now.getTime() + LEASE_MS;
  const [leased] = await database.run(lease(tests, known, { until, now }));
  if (leased!.rows.length === 0) return known;
  const counted = planning.budget === 0 ? known : await countStep(tests, known, { ...planning, database });
  await database.run(store(tests, counted, until));
  return counted;
}

async function countStep(tests: Tests, known: StoredCount, means: Omit<CountingMeans, 'now'>): Promise<StoredCount> {
  const { database, ...planning } = means;
  const count = planCount(tests, known.stopped!, { ...planning, limit: null });
  if (!count) return { ...known, stopped: null };
  const [result] = await database.run(count.statement);
  const { value, stopped } = count.read(result!);
  return { ...known, value: known.value + value, stopped };
}

/** Stores the count and takes it for this request; no row where another has it, or brought it further meanwhile. */
function lease(
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
function store(tests: Tests, { value, stopped }: StoredCount, until: number): SQL {
  const start = stopped === null ? null : JSON.stringify(stopped);
  return sql`update ${exactCount} set counted = ${value}, start = ${start}, leased_until = 0
    where ${exactCount.filters} = ${toCountKey(tests)} and ${exactCount.leasedUntil} = ${until}`;
}

/** Counts of which the cron trigger takes so many further, those asked for last, in so many steps in all. */
const PENDING_AT_ONCE = 5;
const STEPS_AT_ONCE = 60;

/** Takes the counts that were asked for lately further: the work of one run of the cron trigger, whoever asked. */
export async function countPending(means: CountingMeans): Promise<void> {
  const { database, now, ...planning } = means;
  const [pending] = await database.run(sql`select tests as "tests", counted as "counted", start as "start",
      version as "version", as_of as "as_of" from ${exactCount}
    where start is not null and asked_at > ${now.getTime() - USABLE_MS} and leased_until < ${now.getTime()}
    order by asked_at desc limit ${sql.raw(String(PENDING_AT_ONCE))}`);
  let steps = STEPS_AT_ONCE;
  for (const row of pending!.rows) {
    const tests = JSON.parse(String(row.tests)) as Tests;
    let counted: StoredCount = {
      value: Number(row.counted),
      stopped: JSON.parse(String(row.start)) as Start,
      version: Number(row.version),
      asOf: String(row.as_of),
    };
    const until = now.getTime() + 6 * LEASE_MS;
    const [leased] = await database.run(lease(tests, counted, { until, now }));
    if (leased!.rows.length === 0) continue;
    for (; counted.stopped !== null && steps > 0; steps--)
      counted = await countStep(tests, counted, { ...planning, database });
    await database.run(store(tests, counted, until));
  }
}

/** Forgets counts that are too old to be answered or gone on with. */
export function deletePastCounts(state: DataState, now: Date): SQL {
  const before = (milliseconds: number) => `${new Date(now.getTime() - milliseconds).toISOString().slice(0, 19)}Z`;
  return sql`delete from ${exactCount} where ${exactCount.version} <> ${state.number}
    and ((start is null and as_of < ${before(USABLE_MS)}) or as_of < ${before(STALE_MS)})`;
}
