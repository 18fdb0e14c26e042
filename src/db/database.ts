// Statements in, rows out: the only place that talks to D1. One request is one session, so its reads agree with each
// other and a replica may serve them; what its statements cost is added up.
import { backoff, sleep } from '../timeout.ts';
import { toFailure } from './failure.ts';
import { type Parsed, type Query, sequence } from './query.ts';
import { requireRoom, travel } from './queue.ts';
import { render } from './render.ts';
import { addCost, type Cost, type Result, type Row } from './result.ts';
import type { SQL } from './sql.ts';

/**
 * What a request's statements cost, in how many round trips; which of D1's regions answered last, and how many bytes the
 * database had then, if it says so.
 */
export interface Spent extends Cost {
  trips: number;
  region: string | null;
  size: number | null;
}

export interface Database {
  /** Runs the queries in one round trip, on one snapshot; one answer each, in their order. Safe to run twice. */
  run<const Q extends readonly Query<unknown>[]>(...queries: Q): Promise<{ -readonly [At in keyof Q]: Parsed<Q[At]> }>;
  /** Runs a query that writes, at the primary, as one transaction: all of it or nothing. It is never run twice. */
  write<T>(query: Query<T>): Promise<T>;
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

/**
 * `start` is a bookmark that reads must not be older than, or where the session begins. One that may be refused throws
 * overloaded instead of its first round trip where too many others wait.
 */
export function openDatabase(
  binding: D1Database,
  start: string = 'first-unconstrained',
  { mayBeRefused = false } = {},
): Database {
  let session = binding.withSession(start);
  let isPrimary = start === 'first-primary';
  const spent: Spent = { queries: 0, rowsRead: 0, milliseconds: 0, trips: 0, region: null, size: null };
  const run = async (statements: SQL[]): Promise<Result[]> => {
    if (statements.length === 0) return [];
    if (mayBeRefused && spent.trips === 0) requireRoom(binding, Date.now());
    const prepared = statements.map((statement) => {
      const { sql, params } = render(statement);
      if (params.length <= MOST_PARAMETERS) return session.prepare(sql).bind(...params);
      return session.prepare(render(statement, { inline: true }).sql);
    });
    const answers = await travel(binding, async () =>
      prepared.length === 1 ? [await prepared[0]!.all<Row>()] : session.batch<Row>(prepared),
    );
    spent.trips += 1;
    spent.region = answers[0]?.meta.served_by_region ?? null;
    spent.size = answers.at(-1)?.meta.size_after ?? null;
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
    async run(...queries) {
      const { statements, parse } = sequence(queries);
      for (let attempt = 1; ; attempt++) {
        try {
          return parse(await run(statements));
        } catch (error) {
          if (attempt === ATTEMPTS || toFailure(error) !== 'lost') throw error;
          await sleep(backoff(attempt, FIRST_BACKOFF_MS));
        }
      }
    },
    async write({ statements, parse }) {
      toPrimary();
      return parse(await run(statements));
    },
    toPrimary,
    bookmark: () => session.getBookmark(),
    spent,
  };
}
