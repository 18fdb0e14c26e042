// Runs inside the local runtime: the statements of one call, on the binding itself, and what came of them as JSON.

/** Of D1Database or D1PreparedStatement, by its name there. */
export interface Call {
  binding: string;
  /** With what the session begins; null for none. */
  session: string | null;
  kind: 'all' | 'raw' | 'batch' | 'exec';
  statements: { sql: string; parameters: unknown[] }[];
}

/** The fault's messages, that of its cause after its own. */
export type Told = { result: unknown; bookmark: string | null } | { fault: string[] };

/** Its text is what runs there, so that it knows of nothing outside itself. */
export async function answer(request: Request, env: Record<string, D1Database>): Promise<Response> {
  try {
    const { binding, session, kind, statements } = (await request.json()) as Call;
    const d1 = env[binding]!;
    const open = session === null ? d1 : d1.withSession(session);
    const prepared = statements.map(({ sql, parameters }) => {
      const statement = open.prepare(sql);
      return parameters.length > 0 ? statement.bind(...parameters) : statement;
    });
    const run = () => {
      if (kind === 'exec') return d1.exec(statements[0]!.sql);
      return kind === 'batch' ? open.batch(prepared) : prepared[0]![kind]();
    };
    return Response.json({ result: await run(), bookmark: 'getBookmark' in open ? open.getBookmark() : null });
  } catch (thrown) {
    const fault: string[] = [];
    for (let error = thrown; error instanceof Error; error = error.cause) fault.push(error.message);
    return Response.json({ fault });
  }
}
