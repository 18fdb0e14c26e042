// Statements in, rows out: the only place that talks to D1. One request is one session, so its reads agree with each
// other and a replica may serve them; what its statements cost is added up.
import type { SQL } from 'drizzle-orm';
import { backoff, sleep } from '../timeout.ts';
import { toFailure } from './failure.ts';
import { render } from './render.ts';

export type Row = Record<string, string | number | null>;

/** What statements cost: their number, rows and index entries read as D1 bills them, milliseconds inside the database. */
export interface Cost {
  queries: number;
  rowsRead: number;
  milliseconds: number;
}

/** What a request's statements cost, in how many round trips; and which of D1's regions answered last, if it says so. */
export interface Spent extends Cost {
  trips: number;
  region: string | null;
}

export interface Result {
  rows: Row[];
  cost: Cost;
}

export interface Database {
  /** Runs the statements in one round trip, on one snapshot; one result each, in their order. Safe to run twice. */
  run(...statements: SQL[]): Promise<Result[]>;
  /** Runs statements that write, at the primary, as one transaction: all of them or none. They are never run twice. */
  write(...statements: SQL[]): Promise<Result[]>;
  /**
   * Reads at the primary from here on: nothing that is read is older than any write that has ended. False where it did
   * already.
   */
  toPrimary(): boolean;
  /** The session's bookmark, sortable as text; null before the first statement. */
  bookmark(): string | null;
  /** What all statements so far have cost. */
  spent: Spent;
}

/** What D1 binds to one statement at most; of more, all are written into it, quoted. */
const MOST_PARAMETERS = 100;
const ATTEMPTS = 3;
const FIRST_BACKOFF_MS = 40;

/** `start` is a bookmark that reads must not be older than, or where the session begins. */
export function openDatabase(binding: D1Database, start: string = 'first-unconstrained'): Database {
  let session = binding.withSession(start);
  let isPrimary = start === 'first-primary';
  const spent: Spent = { queries: 0, rowsRead: 0, milliseconds: 0, trips: 0, region: null };
  const run = async (statements: SQL[]): Promise<Result[]> => {
    const prepared = statements.map((statement) => {
      const { sql, params } = render(statement);
      if (params.length <= MOST_PARAMETERS) return session.prepare(sql).bind(...params);
      return session.prepare(render(statement, { inline: true }).sql);
    });
    const answers = prepared.length === 1 ? [await prepared[0]!.all<Row>()] : await session.batch<Row>(prepared);
    spent.trips += 1;
    spent.region = answers[0]?.meta.served_by_region ?? null;
    return answers.map(({ results, meta }) => {
      const cost = {
        queries: 1,
        rowsRead: meta.rows_read,
        milliseconds: meta.timings?.sql_duration_ms ?? meta.duration,
      };
      addCost(spent, cost);
      return { rows: results, cost };
    });
  };
  const toPrimary = () => {
    const wasElsewhere = !isPrimary;
    session = binding.withSession('first-primary');
    isPrimary = true;
    return wasElsewhere;
  };
  return {
    async run(...statements) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await run(statements);
        } catch (error) {
          if (attempt === ATTEMPTS || toFailure(error) !== 'lost') throw error;
          await sleep(backoff(attempt, FIRST_BACKOFF_MS));
        }
      }
    },
    write(...statements) {
      toPrimary();
      return run(statements);
    },
    toPrimary,
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
