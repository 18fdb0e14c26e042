// The one row of statistics: what the planner knows about the data, as JSON. Pure.
import { commands, type Query, query } from './query.ts';
import { statistics } from './records.ts';
import { sql } from './sql.ts';

/** Reads it; null where none was gathered yet. */
export const selectStatistics: Query<string | null> = query(
  sql`select ${statistics.data} as "data" from ${statistics}`,
  ({ rows: [row] }) => (row ? String(row.data) : null),
);

/** Stores what was gathered, in place of what was before. */
export function storeStatistics(gathered: object, now: Date): Query<null> {
  return commands(
    sql`insert or replace into ${statistics} (id, data, as_of) values (1, ${JSON.stringify(gathered)}, ${now.toISOString()})`,
  );
}
