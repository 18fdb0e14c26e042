// What every request passes through: its id, CORS, access, what the client has seen, and the headers of every answer.
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { openDatabase } from '../db/database.ts';
import { Problem } from '../problem.ts';
import { LONGEST_URI } from '../query/query.ts';
import { startTiming } from '../timing.ts';
import { laterBookmark, parseClientVersion } from '../version/client.ts';
import type { AppEnv } from './context.ts';
import { countRequest, type LimitKind, toAddress, toKind, toPolicy } from './limit.ts';
import { isLoopback } from './loopback.ts';
import { withPagePolicy } from './page/policy.ts';
import { isOpen, refuseForeign, rightFor, toAccess } from './rights.ts';
import { sealOf } from './secret.ts';
import { requireCaller } from './session.ts';

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

export const middleware = new Hono<AppEnv>();

middleware.use(withPagePolicy);
middleware.use(
  secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    xFrameOptions: 'DENY',
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }),
);
middleware.use(async (context, next) => {
  const id = toRequestId(context.req.header('CF-Ray'));
  context.set('requestId', id);
  context.header('X-Request-Id', id);
  await next();
});
const sharing = {
  allowMethods: ['GET', 'HEAD', 'QUERY', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
  exposeHeaders: EXPOSED_HEADERS,
  maxAge: 86_400,
};
/** A token is proof enough, whatever page sends it; where none is needed, only pages of this machine may ask. */
const withAll = cors({ ...sharing, origin: '*' });
const withNear = cors({ ...sharing, origin: (origin) => (isLoopback(origin) ? origin : null) });
/** What is no preflight is answered first: headers that are set before make a response that is thrown away. */
middleware.use(async (context, next) => {
  const share = isOpen(context.env, context.req.url) ? withNear : withAll;
  if (context.req.method === 'OPTIONS') return share(context, next);
  await next();
  return share(context, async () => {});
});
middleware.use(async (context, next) => {
  const timing = startTiming();
  context.set('timing', timing);
  context.set('waitUntil', (work) => context.executionCtx.waitUntil(work));
  if (toPathAndQuery(context).length > LONGEST_URI)
    throw new Problem('uri-too-long', { detail: `At most ${LONGEST_URI} characters of path and query.` });
  const access = toAccess(context.env, context.req.url);
  refuseForeign(access, context.req.header('Origin'));
  context.set('access', access);
  context.set('seal', sealOf(context.env, access));
  await admit(context);
  const clientVersion = parseClientVersion((name) => context.req.header(name));
  const database = openDatabase(
    context.env.DB,
    clientVersion.bookmark ?? (clientVersion.isUnclear ? 'first-primary' : undefined),
  );
  context.set('clientVersion', clientVersion);
  context.set('database', database);
  await next();
  const { queries, trips, rowsRead, region, milliseconds } = database.spent;
  const where = region ? ` region=${region}` : '';
  if (queries > 0) timing.add('db', milliseconds, `queries=${queries} trips=${trips} rows_read=${rowsRead}${where}`);
  const { headers } = context.res; // set here: context.header() makes another response each time
  headers.set('Server-Timing', timing.toHeader());
  const bookmark = laterBookmark(database.bookmark(), headers.get('X-D1-Bookmark') ?? clientVersion.bookmark);
  if (bookmark) headers.set('X-D1-Bookmark', bookmark);
});

/** Cloudflare's name for the request, which it sets itself whatever was sent; elsewhere a new one. Never the client's. */
function toRequestId(ray: string | undefined): string {
  return ray && /^[0-9a-f]{16}-[A-Z]{3}$/.test(ray) ? ray : crypto.randomUUID();
}

/** Whoever has the right may pass, unless it is too often. Without it, and where none is needed, the address counts. */
async function admit(context: Context<AppEnv>): Promise<void> {
  const { req } = context;
  const address = toAddress(req.header('CF-Connecting-IP'));
  if (!req.path.startsWith('/v1/')) return countFor(context, 'reads', address);
  const right = rightFor(req.method, req.path);
  try {
    context.set('caller', requireCaller(context, right));
  } catch (refusal) {
    await countFor(context, 'reads', address);
    throw refusal;
  }
  await countFor(context, toKind(right, new URL(req.url)), context.var.caller);
}

/** Counts the request for whom it is of, where requests are limited, and tells the policy. */
export async function countFor(context: Context<AppEnv>, kind: LimitKind, key: string): Promise<void> {
  const { env } = context;
  const isLimited = !context.var.access.isOpen || env.RATE_LIMITS === 'on';
  const policy = isLimited ? toPolicy(kind, env) : null;
  if (policy === null) return;
  context.header('RateLimit-Policy', policy);
  await countRequest(kind, key, env);
}

export function toPathAndQuery({ req }: Context): string {
  const at = req.url.indexOf('/', req.url.indexOf('//') + 2);
  return at < 0 ? '/' : req.url.slice(at).replace(/#.*$/, '');
}
