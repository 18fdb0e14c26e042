// The one row of statistics: what the planner knows about the data, as JSON. Pure.
import { statistics } from './records.ts';
import { type SQL, sql } from './sql.ts';

/** Reads it, as `data`; no row where none was gathered yet. */
export const selectStatistics = sql`select ${statistics.data} as "data" from ${statistics}`;

/** Stores what was gathered, in place of what was before. */
export function storeStatistics(gathered: object, now: Date): SQL {
  return sql`insert or replace into ${statistics} (id, data, as_of) values (1, ${JSON.stringify(gathered)}, ${now.toISOString()})`;
}
