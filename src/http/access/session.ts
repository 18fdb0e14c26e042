// A browser's session: a signed cookie with the digest of the token that it was made for, never the token itself. It only
// says who asks: what they may do is looked up on each request, so that a token that is taken away ends its sessions.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { Problem } from '../../problem.ts';
import type { Caller } from './rights.ts';

/** The prefix has browsers take it from this host alone, over TLS, for all paths (RFC 6265bis, section 4.1.3.2). */
export const COOKIE = '__Host-kartei';
export const SESSION_SECONDS = 12 * 60 * 60;

/** The value of the cookie for a caller. */
export function toSession({ id }: Caller, now: number, keys: readonly Buffer[]): string {
  const ends = Math.floor(now / 1000) + SESSION_SECONDS;
  const text = `${id}.${ends}`;
  return `${text}.${sign(text, keys[0]!)}`;
}

/** The digest that a cookie was made for; null where it is none of ours, or over. */
export function openSession(cookie: string, now: number, keys: readonly Buffer[]): Buffer | null {
  const [, text = '', caller = '', ends = '', signature = ''] =
    /^(([0-9a-f]{64})\.(\d{1,12}))\.([\w-]{43})$/.exec(cookie) ?? [];
  const given = Buffer.from(signature);
  const isOurs = keys.some((key) => {
    const right = Buffer.from(sign(text, key));
    return right.length === given.length && timingSafeEqual(right, given);
  });
  return isOurs && Number(ends) * 1000 > now ? Buffer.from(caller, 'hex') : null;
}

/** A browser sends the cookie whoever made it ask: what changes something must come from a page of this host. */
export function requireSameOrigin(req: Context['req']): void {
  const origin = req.header('Origin');
  const site = req.header('Sec-Fetch-Site');
  const isOwn = (origin ?? null) === null ? site === 'same-origin' : origin === new URL(req.url).origin;
  if (isOwn && (site === undefined || site === 'same-origin')) return;
  throw new Problem('forbidden', { detail: 'Of browsers, changes are taken from pages of this host alone.' });
}

/**
 * Cloudflare Access turns its cookie into the JWT whoever made the browser ask, and programs send neither header: what says
 * that it comes from another page is refused (each browser says so of what changes something).
 */
export function refuseCrossSite(req: Context['req']): void {
  if (req.header('Origin') === undefined && req.header('Sec-Fetch-Site') === undefined) return;
  requireSameOrigin(req);
}

function sign(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
