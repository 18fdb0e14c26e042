// Runs a baseline's statements and says in its answer what they read, so that the harness can put it in the table.

export interface Meter {
  all(sql: string, parameters: (string | number)[]): Promise<Record<string, unknown>[]>;
  /** Several statements in one round trip. */
  batch(statements: [sql: string, parameters: (string | number)[]][]): Promise<Record<string, unknown>[][]>;
  toAnswer(body: unknown): Response;
}

export function startMeter(d1: D1Database): Meter {
  let rowsRead = 0;
  let queries = 0;
  const note = ({ results, meta }: D1Result<Record<string, unknown>>) => {
    rowsRead += meta.rows_read;
    queries += 1;
    return results;
  };
  const prepare = (sql: string, parameters: (string | number)[]) => d1.prepare(sql).bind(...parameters);
  return {
    all: async (sql, parameters) => note(await prepare(sql, parameters).all()),
    batch: async (statements) =>
      (await d1.batch<Record<string, unknown>>(statements.map(([sql, list]) => prepare(sql, list)))).map(note),
    toAnswer: (body) =>
      Response.json(body, {
        headers: { 'server-timing': `db;desc="queries=${queries} rows_read=${rowsRead}"` },
      }),
  };
}
