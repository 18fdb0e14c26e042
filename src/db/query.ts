// A query: the statements of one round trip, and what their results say. Queries are put together into larger ones, so no
// result is ever looked for by its place. Pure.
import type { Result } from './result.ts';
import type { SQL } from './sql.ts';

export interface Query<T> {
  statements: SQL[];
  /** One result for each statement, in their order. */
  parse: (results: Result[]) => T;
}

/** What a query's results say; null for a query that there is none of. */
export type Parsed<Q> = Q extends Query<infer T> ? T : null;

/** One statement, and what its result says. */
export function query<T>(statement: SQL, parse: (result: Result) => T): Query<T> {
  return { statements: [statement], parse: ([result]) => parse(result as Result) };
}

/** One statement whose rows are taken as they come. */
export function plain(statement: SQL): Query<Result> {
  return query(statement, (result) => result);
}

/** What needs no statement. */
export function known<T>(answer: T): Query<T> {
  return { statements: [], parse: () => answer };
}

/** Statements whose results say nothing that is wanted. */
export function commands(...statements: SQL[]): Query<null> {
  return { statements, parse: () => null };
}

/** The queries one after the other, each answer in its place; null where there is no query. */
export function sequence<const Q extends readonly (Query<unknown> | null)[]>(
  queries: Q,
): Query<{ -readonly [At in keyof Q]: Parsed<Q[At]> }> {
  return {
    statements: queries.flatMap((one) => one?.statements ?? []),
    parse: (results) => {
      let at = 0;
      const answers = queries.map((one) => {
        if (!one) return null;
        const begin = at;
        at += one.statements.length;
        return one.parse(results.slice(begin, at));
      });
      return answers as { -readonly [At in keyof Q]: Parsed<Q[At]> };
    },
  };
}

/** The queries by names, each answer under its own. */
export function together<Q extends Record<string, Query<unknown> | null>>(
  queries: Q,
): Query<{ [Name in keyof Q]: Parsed<Q[Name]> }> {
  const { statements, parse } = sequence(Object.values(queries));
  const names = Object.keys(queries);
  return {
    statements,
    parse: (results) => {
      const answers = parse(results);
      return Object.fromEntries(names.map((name, at) => [name, answers[at]])) as {
        [Name in keyof Q]: Parsed<Q[Name]>;
      };
    },
  };
}

/** The same query, with something made of its answer. */
export function mapped<T, U>({ statements, parse }: Query<T>, make: (answer: T) => U): Query<U> {
  return { statements, parse: (results) => make(parse(results)) };
}

/** The same query, with the rows that its statements read. */
export function metered<T>({ statements, parse }: Query<T>): Query<{ answer: T; rowsRead: number }> {
  const sum = (results: Result[]) => results.reduce((rowsRead, { cost }) => rowsRead + cost.rowsRead, 0);
  return { statements, parse: (results) => ({ answer: parse(results), rowsRead: sum(results) }) };
}
