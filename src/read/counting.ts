// Exact counts that one request cannot finish: how far they came is kept at a data version, and they go on in bounded
// steps behind the answers, so that asking again ends with an exact count.

import type { Database, Result } from '../db/database.ts';
import { exactCount } from '../db/records.ts';
import { sql } from '../db/sql.ts';
import { selectDataState, toDataState } from '../db/state.ts';
import { digest } from '../etag.ts';
import { type CountMeans, planCount } from './count.ts';
import { toPatterns } from './search.ts';
import type { Start } from './segment.ts';
import type { Tests } from './step.ts';

/** Steps behind one answer: each reads as much as a request's count may, and Cloudflare gives 30 s after the answer. */
const STEPS_BEHIND_AN_ANSWER = 150;

/** How far a count came: where it stopped is null once it is exact. */
export interface Counted {
  value: number;
  stopped: Start | null;
}

/** The key under which a count is kept: the filters alone, so that paging and sorting share it. */
export function toCountKey({ restrictions, substrings, words }: Tests): string {
  const filters = Object.entries(restrictions).sort(([a], [b]) => (a < b ? -1 : 1));
  const contained = substrings.map(({ field, text }) => [field, text]).sort();
  const searched = words.map((word) => toPatterns(word)).sort();
  return digest(JSON.stringify([filters, contained, ...(words.length > 0 ? [searched] : [])]));
}

/** Reads how far the count of these filters came at the data's present version. */
export function selectKeptCount(tests: Tests) {
  return sql`select ${exactCount.counted} as "counted", ${exactCount.start} as "start", ${exactCount.version} as "version"
    from ${exactCount} where ${exactCount.filters} = ${toCountKey(tests)}`;
}

/** The kept count, if it was counted at this version. */
export function toKeptCount({ rows: [row] }: Result, version: number): Counted | null {
  if (!row || Number(row.version) !== version) return null;
  return { value: Number(row.counted), stopped: row.start === null ? null : (JSON.parse(String(row.start)) as Start) };
}

/** Counts on from where `counted` stopped, keeping every step, until the count is exact or the data changes. */
export async function countOn(
  tests: Tests,
  counted: Counted,
  { version, database, ...means }: { version: number; database: Database } & Omit<CountMeans, 'limit'>,
): Promise<Counted> {
  let { value, stopped } = counted;
  await keep(tests, { value, stopped }, { version, database });
  for (let step = 0; stopped !== null && step < STEPS_BEHIND_AN_ANSWER; step++) {
    const count = planCount(tests, stopped, { ...means, limit: null });
    if (!count) stopped = null;
    else {
      const [state, result] = await database.run(selectDataState, count.statement);
      if (toDataState(state!).number !== version) break;
      const more = count.read(result!);
      value += more.value;
      stopped = more.stopped;
    }
    await keep(tests, { value, stopped }, { version, database });
  }
  return { value, stopped };
}

/** Keeps the count, unless one that came further at this version, or one of a newer version, is kept already. */
async function keep(
  tests: Tests,
  { value, stopped }: Counted,
  { version, database }: { version: number; database: Database },
) {
  const start = stopped === null ? null : JSON.stringify(stopped);
  const { filters, counted } = exactCount;
  await database.run(sql`insert into ${exactCount} (filters, tests, version, as_of, counted, start, asked_at)
    values (${toCountKey(tests)}, '', ${version}, '', ${value}, ${start}, 0)
    on conflict (filters) do update set version = excluded.version, counted = excluded.counted, start = excluded.start
    where ${exactCount.version} < excluded.version
      or (${exactCount.version} = excluded.version and ${exactCount.start} is not null and ${counted} <= excluded.counted)
    returning ${filters}`);
}

/** Forgets counts of versions that are past. */
export function deletePastCounts() {
  return sql`delete from ${exactCount} where ${exactCount.version} < (select version from data_state)`;
}
