// A D1 that writes down every statement that goes through it, with its parameters and what D1 meters of it.

export interface Metered {
  sql: string;
  parameters: unknown[];
  /** Rows and index entries read, as D1 bills them. */
  rowsRead: number;
  rowsWritten: number;
  /** Inside the database. */
  milliseconds: number;
}

/** The binding, and what has run through it so far; whoever wants to begin anew empties `ran`. */
export function meterDatabase(d1: D1Database): { d1: D1Database; ran: Metered[] } {
  const ran: Metered[] = [];
  const prepared = new WeakMap<
    D1PreparedStatement,
    { inner: D1PreparedStatement; sql: string; parameters: unknown[] }
  >();
  const note = (statement: D1PreparedStatement, { meta }: D1Result) => {
    const { sql, parameters } = prepared.get(statement)!;
    const milliseconds = meta.timings?.sql_duration_ms ?? meta.duration;
    ran.push({ sql, parameters, rowsRead: meta.rows_read, rowsWritten: meta.rows_written, milliseconds });
  };
  const wrapStatement = (inner: D1PreparedStatement, sql: string, parameters: unknown[]): D1PreparedStatement => {
    const statement = {
      bind: (...values: unknown[]) => wrapStatement(inner.bind(...values), sql, values),
      all: async () => {
        const result = await inner.all();
        note(statement, result);
        return result;
      },
    } as unknown as D1PreparedStatement;
    prepared.set(statement, { inner, sql, parameters });
    return statement;
  };
  const wrapSession = (session: D1DatabaseSession) =>
    ({
      prepare: (sql: string) => wrapStatement(session.prepare(sql), sql, []),
      batch: async (statements: D1PreparedStatement[]) => {
        const results = await session.batch(statements.map((statement) => prepared.get(statement)!.inner));
        for (const [at, result] of results.entries()) note(statements[at]!, result);
        return results;
      },
      getBookmark: () => session.getBookmark(),
    }) as unknown as D1DatabaseSession;
  return { d1: { withSession: (start: string) => wrapSession(d1.withSession(start)) } as unknown as D1Database, ran };
}
