// What every request passes through: the headers of every answer, access, limits, and what the client has seen.
import { type Context, Hono } from 'hono';
import { openDatabase } from '../db/database.ts';
import { Problem } from '../problem.ts';
import { LONGEST_URI } from '../query/query.ts';
import { startTiming } from '../timing.ts';
import { laterBookmark, parseClientVersion } from '../version/client.ts';
import { refuseForeign, toAccess } from './access/access.ts';
import { requireCaller } from './access/caller.ts';
import { rightFor } from './access/rights.ts';
import { sealOf } from './access/secret.ts';
import type { AppEnv } from './context.ts';
import { withHeaders } from './headers.ts';
import { countRequest, type LimitKind, toAddress, toKind, toPolicy } from './limit.ts';

export const middleware = new Hono<AppEnv>();

middleware.use(withHeaders);

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
    { mayBeRefused: true },
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

/**
 * Whoever has the right may pass, unless it is too often. Without it, and where none is needed, the address counts: OPTIONS
 * tells of methods alone.
 */
async function admit(context: Context<AppEnv>): Promise<void> {
  const { req } = context;
  const countAddress = () => countFor(context, 'reads', toAddress(req.header('CF-Connecting-IP')));
  if (!req.path.startsWith('/v1/') || req.method === 'OPTIONS') return countAddress();
  const right = rightFor(req.method, req.path);
  try {
    context.set('caller', await requireCaller(context, right));
  } catch (refusal) {
    await countAddress();
    throw refusal;
  }
  if (isLimited(context))
    await countFor(
      context,
      toKind(right, { pathname: req.path, searchParams: new URL(req.url).searchParams }),
      context.get('caller').id,
    );
}

/** Counts the request for whom it is of, where requests are limited, and tells the policy. */
export async function countFor(context: Context<AppEnv>, kind: LimitKind, key: string): Promise<void> {
  const policy = isLimited(context) ? toPolicy(kind, context.env) : null;
  if (policy === null) return;
  context.header('RateLimit-Policy', policy);
  await countRequest(kind, key, context.env);
}

function isLimited(context: Context<AppEnv>): boolean {
  return !context.get('access').isOpen || context.env.RATE_LIMITS === 'on';
}

/** The query as it was sent, from its question mark on. */
export function toSearch(context: Context): string {
  const sent = toPathAndQuery(context);
  const at = sent.indexOf('?');
  return at < 0 || at === sent.length - 1 ? '' : sent.slice(at);
}

export function toPathAndQuery({ req }: Context): string {
  const at = req.url.indexOf('/', req.url.indexOf('//') + 2);
  return at < 0 ? '/' : req.url.slice(at).replace(/#.*$/, '');
}
