// What is known about the data, gathered once the data is there: SQLite's own statistics and the Worker's.
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { openDatabase } from '../../src/db/database.ts';
import { gatherStatistics as sampleContacts } from '../../src/sql/sample.ts';
import { retry } from '../retry.ts';
import { tables } from './insert.ts';

/** SQLite's statistics, one statement for each table, so that each is short; then the sample that the planner uses. */
export async function gatherStatistics(d1: D1Database): Promise<void> {
  for (const table of tables) await retry(() => d1.prepare(`analyze "${getTableConfig(table).name}"`).run());
  await retry(() => sampleContacts(openDatabase(d1), new Date()));
}
