// The secondary indexes of the contact tables, from the schema: dropped before a load, built after it. Each statement
// is a request of its own, because D1 gives 30 seconds to a request and an index of millions of rows takes seconds.
import { Column } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { retry } from '../retry.ts';
import { tables } from './insert.ts';

export type Index = { name: string; table: string; sql: string };

/** Every secondary index of the schema, with the statement that builds it where it is missing. */
export const indexes: Index[] = tables.flatMap((table) => {
  const config = getTableConfig(table);
  return config.indexes.map(({ config: { name, columns, unique, where } }) => {
    const names = columns.map((column) => (column instanceof Column ? `"${column.name}"` : null));
    if (where || names.includes(null)) throw new Error(`Index ${name} is not one of plain columns.`);
    const sql = `create ${unique ? 'unique ' : ''}index if not exists "${name}" on "${config.name}" (${names})`;
    return { name, table: config.name, sql };
  });
});

/** Drops all secondary indexes. */
export async function dropIndexes(d1: D1Database): Promise<void> {
  for (const { name } of indexes) await retry(() => d1.prepare(`drop index if exists "${name}"`).run());
}

/** Builds the indexes that are missing, telling of each when it is there. Throws when one is missing in the end. */
export async function buildIndexes(d1: D1Database, onBuilt: (built: number) => void): Promise<void> {
  for (const [position, { sql }] of indexes.entries()) {
    await retry(() => d1.prepare(sql).run());
    onBuilt(position + 1);
  }
  const list = () => d1.prepare(`select name from sqlite_schema where type = 'index'`).all<{ name: string }>();
  const { results } = await retry(list);
  const present = new Set(results.map(({ name }) => name));
  const missing = indexes.filter(({ name }) => !present.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`These indexes are missing after the load: ${missing.join(', ')}`);
}
