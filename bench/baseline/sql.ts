// Floor `bare SQL`: runs one statement that was written by hand for the data and returns its rows, nothing else: no
// parsing, no checks, no total, no cursor, no links, no cache. What it takes is what D1's binding and SQLite take.

export default {
  async fetch(request: Request, env: { DB: D1Database; STATEMENTS: Record<string, string> }): Promise<Response> {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const { results, meta } = await env.DB.prepare(env.STATEMENTS[name]!).all();
    return Response.json(results, {
      headers: { 'server-timing': `db;desc="queries=1 rows_read=${meta.rows_read}"` },
    });
  },
};
