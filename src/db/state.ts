// The one row of data_state: what every answer says about the data as a whole.

import type { Result } from './database.ts';
import { dataState } from './records.ts';
import { sql } from './sql.ts';

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

/** Milliseconds between announcements of the data version: KV takes one write a second to a key, and clocks and ways differ. */
export const ANNOUNCE_EVERY_MS = 1500;

/** Reserves the present for an announcement: a row, unless one was made just now or is yet to come. */
export function reserveAnnouncement() {
  const now = sql.raw("cast(unixepoch('subsec') * 1000 as integer)");
  return sql`update data_state set announced_at = ${now} where id = 1
    and announced_at <= ${now} - ${sql.raw(String(ANNOUNCE_EVERY_MS))} returning version as "version"`;
}
