// Floor `bare KV`: streams one value, a first page as Kartei answers it, and nothing else. A cache in KV cannot be faster.

export default {
  async fetch(_request: Request, env: { KV: KVNamespace }): Promise<Response> {
    const value = await env.KV.get('bench:page', 'stream');
    return new Response(value, { headers: { 'content-type': 'application/json' } });
  },
};
