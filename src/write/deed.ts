// What a write does to contacts that it has found: the value between what was asked and its statements. Pure.
import { type SQL, sql } from '../db/sql.ts';
import { Problem } from '../errors.ts';
import type { Contact } from './input.ts';

/** A contact as it is before a write. */
export type Stored = Contact & { id: number; revision: number };

/** An operation beside what it was found to be about; `at` is its place among the request's operations. */
export type Deed =
  | { op: 'create'; at: number; contact: Contact & { address_id?: number } }
  | { op: 'update'; at: number; before: Stored; changes: Partial<Contact> }
  | { op: 'delete'; at: number; before: Stored };

export type Of<Op extends Deed['op']> = Extract<Deed, { op: Op }>;

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
