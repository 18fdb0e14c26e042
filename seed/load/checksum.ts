// A database in, one hash of all its contacts out: equal for two databases exactly when their rows are.
import { createHash } from 'node:crypto';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { retry } from '../retry.ts';
import { tables } from './insert.ts';

const ROWS_AT_ONCE = 5_000;

/** The SHA-256, in hexadecimal, of every value of every row of the contact tables, in order of table and id. */
export async function checksum(d1: D1Database): Promise<string> {
  const hash = createHash('sha256');
  for (const table of tables) {
    const { name, columns } = getTableConfig(table);
    hash.update(name);
    const list = columns.map((column) => `"${column.name}"`);
    const page = d1.prepare(`select ${list} from "${name}" where id > ?1 order by id limit ${ROWS_AT_ONCE}`);
    for (let last = 0; ; ) {
      const rows = await retry(() => page.bind(last).raw());
      if (rows.length === 0) break;
      hash.update(JSON.stringify(rows));
      last = Number(rows.at(-1)![0]);
    }
  }
  return hash.digest('hex');
}
