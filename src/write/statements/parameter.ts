// What statements of a write have in common: many rows as one parameter, and the ids that were just given. Pure.
import { type SQL, sql } from '../../db/sql.ts';
import { Problem } from '../../problem.ts';

/** D1's limit for one parameter, in bytes. */
const LARGEST_PARAMETER = 2_000_000;

/** Rows for json_each, as one parameter however many they are. Throws body-too-large where D1 does not take it. */
export function json(rows: unknown): string {
  const text = JSON.stringify(rows);
  if (Buffer.byteLength(text) <= LARGEST_PARAMETER) return text;
  throw new Problem('body-too-large', { detail: 'The batch is too large for one transaction. Send it in two.' });
}

/** The id that was given last; known to be that of this transaction's last row. */
export const lastId = (table: 'app_user' | 'address'): SQL =>
  sql`(select coalesce(max(seq), 0) from sqlite_sequence where name = ${table})`;
