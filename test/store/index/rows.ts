// Rows that are written in SQL, past the Worker: what its triggers make of them must be true of them.
import { env } from 'cloudflare:workers';

/** Something that is written. */
export type Write = () => Promise<unknown>;

export const run = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);

let created = 1_000;

/** An id that no row has had. */
export const takeId = () => ++created;

/** One of the ids of a table, or null where it is empty. */
export async function pickId(table: string, at: number): Promise<number | null> {
  const { results } = await run(`select id from ${table} order by id`).all<{ id: number }>();
  return results.length > 0 ? results[at % results.length]!.id : null;
}
