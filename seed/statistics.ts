// What the database knows about its own data, gathered once the data is there.
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { tables } from './insert.ts';
import { retry } from './retry.ts';

/** SQLite's own statistics for its query planner: one statement for each table, so that each is short. */
export async function gatherStatistics(d1: D1Database): Promise<void> {
  for (const table of tables) await retry(() => d1.prepare(`analyze "${getTableConfig(table).name}"`).run());
}
