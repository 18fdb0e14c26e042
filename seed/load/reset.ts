// Empties the tables of a database, so that it is as after its migrations, except that its data version went on.
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { NEXT_NUMBER } from '../../src/db/state.ts';
import { retry } from '../retry.ts';
import { clearDictionary } from './dictionary.ts';
import { dropIndexes } from './indexes.ts';
import { tables } from './insert.ts';
import { recordReset } from './run.ts';
import { buildSearch, clearSearch, empty } from './search.ts';

/** Rows of one statement: D1 may reset a database that deletes hundreds of thousands at once. */
const ROWS_AT_ONCE = 50_000;

/**
 * Deletes all contacts and the record of the load. Until the end the record is that of a reset, so that the triggers
 * stand aside and a killed reset leaves a database that a load refuses; the indexes are left dropped, as a load wants.
 */
export async function resetDatabase(d1: D1Database): Promise<void> {
  await retry(() =>
    d1.batch([
      recordReset(d1),
      ...clearSearch(d1),
      clearDictionary(d1),
      d1.prepare('delete from statistics'),
      d1.prepare('delete from exact_count'),
      d1.prepare('delete from idempotency'),
      d1.prepare('delete from write_receipt'),
      d1.prepare('delete from audit'),
      d1.prepare('delete from erasure'),
      d1.prepare(`update data_state set version = ${NEXT_NUMBER}, contacts = 0 where id = 1`),
    ]),
  );
  await dropIndexes(d1);
  for (const table of tables.toReversed()) {
    const { name } = getTableConfig(table);
    const find = () => d1.prepare(`select max(id) as last from "${name}"`).first<number | null>('last');
    const last = (await retry(find)) ?? 0;
    for (let to = ROWS_AT_ONCE; to < last + ROWS_AT_ONCE; to += ROWS_AT_ONCE) {
      await retry(() => d1.prepare(`delete from "${name}" where id <= ?1`).bind(to).run());
    }
    await retry(() => d1.prepare('delete from sqlite_sequence where name = ?1').bind(name).run());
  }
  for (const table of ['value_count', 'word', 'word_deletion']) await empty(d1, table);
  await buildSearch(d1);
  await retry(() => d1.prepare('delete from seed_run').run());
}
