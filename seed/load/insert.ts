// The contact tables and the statements that fill them. One JSON parameter carries all rows of a table, so a batch is
// three statements however many rows it has, far from D1's limit of 100 parameters.
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { address, appUser, customerRelationship } from '../../src/db/schema.ts';

/** Parents before children: D1 checks foreign keys, and the other way round costs a scan for each row. */
export const tables = [address, appUser, customerRelationship] as const;

/** D1's limit for one parameter. */
export const PARAMETER_BYTES = 2_000_000;

/** The most contacts in one batch: some 0.8 MB for the largest of its parameters, far below D1's limit. */
export const LARGEST_CHUNK = 4_000;

/** The insert statement of each table; its one parameter is a JSON array of rows, each an array in column order. */
export const insertStatements = tables.map(insertStatement);

function insertStatement(table: SQLiteTable): string {
  const { name, columns } = getTableConfig(table);
  const values = columns.map((_, index) => `value->>${index}`);
  return `insert into "${name}" (${columns.map((column) => `"${column.name}"`)}) select ${values} from json_each(?1)`;
}
