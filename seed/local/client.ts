// A local D1 outside of the runtime: each call is one request to ./runtime.ts. wrangler's proxy of a binding sends one for
// each function, each statement and each binding of parameters: a dozen for one statement, which take longer than it.
import type { Call, Told } from './runtime.ts';

/** Sends a call to the runtime. Throws where there is none any more. */
export type Send = (call: Call) => Promise<Told>;

const UNDEFINED = `Type 'undefined' not supported for value 'undefined'`;

type Ask = (kind: Call['kind'], statements: Call['statements']) => Promise<unknown>;

class Statement {
  readonly #ask: Ask;
  readonly sql: string;
  readonly parameters: unknown[];

  constructor(ask: Ask, sql: string, parameters: unknown[] = []) {
    if (parameters.includes(undefined)) throw toError(toTwo('TYPE_ERROR', UNDEFINED)); // JSON would make it null
    this.#ask = ask;
    this.sql = sql;
    this.parameters = parameters;
  }

  bind(...parameters: unknown[]): Statement {
    return new Statement(this.#ask, this.sql, parameters);
  }

  all(): Promise<D1Result> {
    return this.#ask('all', [this]) as Promise<D1Result>;
  }

  run(): Promise<D1Result> {
    return this.all();
  }

  raw(): Promise<unknown[][]> {
    return this.#ask('raw', [this]) as Promise<unknown[][]>;
  }

  async first(column?: string): Promise<unknown> {
    const [row] = (await this.all()).results as Record<string, unknown>[];
    if (!row || column === undefined) return row ?? null;
    if (!(column in row)) throw toError(toTwo('COLUMN_NOTFOUND', `Column not found (${column})`));
    return row[column];
  }
}

/** The D1 that has this name among the bindings. */
export function toDatabase(binding: string, send: Send): D1Database {
  const open = (start: string | null) => {
    let bookmark: string | null = null;
    const ask: Ask = async (kind, statements) => {
      const session = start && (bookmark ?? start);
      const plain = statements.map(({ sql, parameters }) => ({ sql, parameters }));
      const told = await send({ binding, session, kind, statements: plain });
      if ('fault' in told) throw toError(told.fault);
      bookmark = told.bookmark ?? bookmark;
      return told.result;
    };
    return {
      prepare: (sql: string) => new Statement(ask, sql),
      batch: (statements: Statement[]) => ask('batch', statements),
      exec: (sql: string) => ask('exec', [{ sql, parameters: [] }]),
      getBookmark: () => bookmark,
    };
  };
  const withSession = (start = 'first-unconstrained') => open(start);
  return { ...open(null), withSession } as unknown as D1Database;
}

/** The messages of a fault that D1 itself tells of. */
const toTwo = (code: string, text: string) => [`D1_${code}: ${text}`, text];

function toError([message, ...causes]: string[]): Error {
  return new Error(message, causes.length > 0 ? { cause: toError(causes) } : {});
}
