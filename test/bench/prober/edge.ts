// A stand-in for an API behind Cloudflare's front door, in Node: it says in its headers what only that door says, keeps a
// page in a cache until something is written, and remembers what it was asked.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Edge {
  origin: string;
  asked: { method: string; path: string; headers: Record<string, unknown>; body: string }[];
  close: () => Promise<void>;
}

export async function startEdge(token: string): Promise<Edge> {
  const asked: Edge['asked'] = [];
  const cached = new Set<string>();
  let version = 1;
  const answer = (method: string, path: string): { cache?: string; body: string } => {
    if (path === '/cdn-cgi/trace') return { body: 'fl=1\ncolo=MIA\n' };
    if (method === 'PATCH') {
      version += 1;
      cached.clear();
      return { body: '{}' };
    }
    const cache = cached.has(path) ? 'pages; hit' : 'pages; fwd=uri-miss; stored';
    cached.add(path);
    return { cache, body: JSON.stringify({ data: [], total: { value: 5000 }, points: 12 }) };
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    asked.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    if (url.startsWith('/v1') && headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    if (url.startsWith('/v1/moved')) {
      response.writeHead(302, { Location: '/v1/contacts' }).end();
      return;
    }
    const { cache, body } = answer(method, url);
    response.writeHead(200, {
      'cf-ray': '8f1c2d3e4f5a6b7c-GRU',
      'cf-placement': 'local-GRU',
      'Server-Timing': 'db;dur=1;desc="queries=2 trips=1 region=ENAM", total;dur=120',
      'X-Data-Version': String(version),
      'X-D1-Bookmark': `bookmark-${version}`,
      ...(cache && { 'Cache-Status': cache }),
    });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((closed) => server.close(() => closed()).closeAllConnections()),
  };
}
