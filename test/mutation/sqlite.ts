// D1 as Node has it: SQLite in memory behind D1's interface, as far as the Worker uses it. It does not bill, so rows_read is 0.
import { DatabaseSync } from 'node:sqlite';

type Value = string | number | null;
interface Prepared {
  sql: string;
  values: Value[];
}

/** What D1 takes (developers.cloudflare.com/d1/platform/limits); locally it takes more. */
const LIMITS = { functionArg: 32, variableNumber: 100, sqlLength: 100_000, column: 100, likePatternLength: 50 };

/** An empty database with the tables of the migrations, each a file of SQL. */
export function openSqlite(migrations: string[]): D1Database {
  const database = new DatabaseSync(':memory:');
  for (const migration of migrations) database.exec(migration);
  Object.assign(database.limits, LIMITS);
  const prepared = new WeakMap<object, Prepared>();
  const run = (statement: object) => {
    const { sql, values } = prepared.get(statement)!;
    const results = database
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }));
    return { results, success: true, meta: { rows_read: 0, rows_written: 0, duration: 0 } };
  };
  const prepare = (sql: string, values: Value[] = []) => {
    const statement = {
      bind: (...values: Value[]) => prepare(sql, values),
      all: async () => run(statement),
      run: async () => run(statement),
      first: async (column?: string) => {
        const [row] = run(statement).results;
        return column === undefined ? (row ?? null) : (row?.[column] ?? null);
      },
    };
    prepared.set(statement, { sql, values });
    return statement;
  };
  const batch = async (statements: object[]) => {
    database.exec('begin');
    try {
      const results = statements.map(run);
      database.exec('commit');
      return results;
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  };
  const exec = async (sql: string) => database.exec(sql);
  const session = { prepare, batch, exec, getBookmark: () => null };
  return { ...session, withSession: () => session } as unknown as D1Database;
}
