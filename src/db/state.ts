// The one row of data_state: what every answer says about the data as a whole.
import { sql } from 'drizzle-orm';
import type { Result } from './database.ts';
import { dataState } from './schema.ts';

export interface DataState {
  /** Raised by every write. */
  version: number;
  /** How many contacts there are. */
  contacts: number;
}

export const selectDataState = sql`select ${dataState.version} as "version", ${dataState.contacts} as "contacts" from ${dataState}`;

export function toDataState({ rows }: Result): DataState {
  const [row] = rows;
  if (!row) throw new Error('data_state has no row: the migrations have not been applied');
  return { version: Number(row.version), contacts: Number(row.contacts) };
}
