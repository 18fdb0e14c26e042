// The headers of every answer, whatever it is: nothing of it runs, is framed or is embedded, unless it is the page; who may
// read it; and the request's id. Set in one go: a layer for each takes longer than a page from memory.
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { isOpen } from './access/access.ts';
import { isLoopback } from './access/rights.ts';
import type { AppEnv } from './context.ts';
import { noteRequest } from './watch/note.ts';

const SECURITY = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=15552000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
});

/** Scripts and styles of this host alone, nothing inline, no text that becomes code. */
const PAGE_SECURITY = Object.entries({
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Referrer-Policy': 'same-origin', // with none, its form would be sent without its origin
});

const EXPOSED_HEADERS = [
  'Link',
  'ETag',
  'Server-Timing',
  'X-D1-Bookmark',
  'X-Data-Version',
  'X-Request-Id',
  'Cache-Status',
  'Location',
  'Content-Disposition',
  'Idempotency-Replayed',
  'WWW-Authenticate',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Allow',
  'Vary',
  'Accept-Query',
];
const EXPOSED = EXPOSED_HEADERS.join();

const sharing = {
  allowMethods: ['GET', 'HEAD', 'QUERY', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
  exposeHeaders: EXPOSED_HEADERS,
  maxAge: 86_400,
};
/** A token is proof enough, whatever page sends it; where none is needed, only pages of this machine may ask. */
const preflightOfAll = cors({ ...sharing, origin: '*' });
const preflightOfNear = cors({ ...sharing, origin: (origin) => (isLoopback(origin) ? origin : null) });

/** Answers preflights itself. Whatever is answered is noted here, last. */
export const withHeaders: MiddlewareHandler<AppEnv> = async (context, next) => {
  const begun = performance.now();
  const { req } = context;
  const id = toRequestId(req.header('CF-Ray'));
  context.set('requestId', id);
  const isNear = isOpen(context.env, req.url);
  const isPreflight = req.method === 'OPTIONS' && req.header('Access-Control-Request-Method') !== undefined;
  if (isPreflight) context.res = (await (isNear ? preflightOfNear : preflightOfAll)(context, next))!;
  else await next();
  const { headers } = context.res; // set here: context.header() makes another response each time
  headers.set('X-Request-Id', id);
  if (!isPreflight) share(headers, isNear ? req.header('Origin') : null);
  for (const [name, value] of SECURITY) headers.set(name, value);
  if (headers.get('Content-Type')?.startsWith('text/html'))
    for (const [name, value] of PAGE_SECURITY) headers.set(name, value);
  noteRequest(context, begun);
};

/** `near` is the origin that asks where only those of this machine may; null where all may. */
function share(headers: Headers, near: string | undefined | null): void {
  if (near === null) headers.set('Access-Control-Allow-Origin', '*');
  else {
    if (near !== undefined && isLoopback(near)) headers.set('Access-Control-Allow-Origin', near);
    headers.append('Vary', 'Origin');
  }
  headers.set('Access-Control-Expose-Headers', EXPOSED);
}

/** Cloudflare's name for the request, which it sets itself whatever was sent; elsewhere a new one. Never the client's. */
function toRequestId(ray: string | undefined): string {
  return ray && /^[0-9a-f]{16}-[A-Z]{3}$/.test(ray) ? ray : crypto.randomUUID();
}
