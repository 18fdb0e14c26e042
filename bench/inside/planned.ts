// A list query in, the statements of its first round trip out: planned on a database that answers nothing.
import type { SQL } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import type { parseListQuery } from '../../src/query/query.ts';
import type { Estimator } from '../../src/statistics/estimate.ts';

/** Thrown where the database would be asked: what is planned until then is what is measured. */
class Asked extends Error {
  readonly statements: SQL[];

  constructor(statements: SQL[]) {
    super('The database would be asked.');
    this.statements = statements;
  }
}

/** The statements of the first round trip of a list. */
export async function planStatements(query: ReturnType<typeof parseListQuery>, estimator: Estimator): Promise<SQL[]> {
  const run: Database['run'] = async (...queries) => {
    throw new Asked(queries.flatMap(({ statements }) => statements));
  };
  const write: Database['write'] = () => Promise.reject(new Error('A list writes nothing.'));
  const spent: Database['spent'] = { queries: 0, rowsRead: 0, milliseconds: 0, trips: 0, region: null, size: null };
  const database: Database = { run, write, toPrimary: () => true, bookmark: () => null, spent };
  try {
    await listContacts(query, database, { estimator });
  } catch (error) {
    if (error instanceof Asked) return error.statements;
    throw error;
  }
  throw new Error('Nothing was asked of the database.');
}
