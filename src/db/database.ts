// Statements in, rows out: the only place that talks to D1. One request is one session, so its reads agree with each
// other and a replica may serve them; what its statements cost is added up.
import type { SQL } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';

export type Row = Record<string, string | number | null>;

/** What statements cost: their number, rows and index entries read as D1 bills them, milliseconds inside the database. */
export interface Cost {
  queries: number;
  rowsRead: number;
  milliseconds: number;
}

export interface Result {
  rows: Row[];
  cost: Cost;
}

export interface Database {
  /** Runs the statements in one round trip, on one snapshot; one result each, in their order. */
  run(...statements: SQL[]): Promise<Result[]>;
  /** The session's bookmark, sortable as text; null before the first statement. */
  bookmark(): string | null;
  /** What all statements so far have cost. */
  spent: Cost;
}

const dialect = new SQLiteSyncDialect();

export function openDatabase(binding: D1Database): Database {
  const session = binding.withSession('first-unconstrained');
  const spent: Cost = { queries: 0, rowsRead: 0, milliseconds: 0 };
  return {
    async run(...statements) {
      const prepared = statements.map((statement) => {
        const { sql, params } = dialect.sqlToQuery(statement);
        return session.prepare(sql).bind(...params);
      });
      const answers = prepared.length === 1 ? [await prepared[0]!.all<Row>()] : await session.batch<Row>(prepared);
      return answers.map(({ results, meta }) => {
        const cost = {
          queries: 1,
          rowsRead: meta.rows_read,
          milliseconds: meta.timings?.sql_duration_ms ?? meta.duration,
        };
        addCost(spent, cost);
        return { rows: results, cost };
      });
    },
    bookmark: () => session.getBookmark(),
    spent,
  };
}

/** Adds the second cost to the first. */
export function addCost(sum: Cost, cost: Cost): void {
  sum.queries += cost.queries;
  sum.rowsRead += cost.rowsRead;
  sum.milliseconds += cost.milliseconds;
}
