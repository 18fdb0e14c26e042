// Who may read and who may write. Local development is open: because of a variable that only it has (.dev.vars), at an
// address of this machine, and never in production. Anywhere else a bearer token (RFC 6750) is needed whose SHA-256 is
// among the Worker's secrets.
import { createHash, timingSafeEqual } from 'node:crypto';
import { keepMade } from '../../cache/memo.ts';
import { Problem } from '../../problem.ts';

export type Right = 'read' | 'write';

/** Variables and secrets; the tokens are SHA-256 digests in hexadecimal, separated by commas or spaces. */
export interface Settings {
  ACCESS?: string;
  ENVIRONMENT?: string;
  READ_TOKENS?: string;
  WRITE_TOKENS?: string;
}

/** Who may do what, by the settings and the address that a request came to. */
export interface Access {
  /** Whoever asks may do everything. */
  isOpen: boolean;
  readers: Uint8Array[];
  writers: Uint8Array[];
}

/** Methods that change nothing (RFC 9110, section 9.2.1; RFC 10008). */
const SAFE = ['GET', 'HEAD', 'QUERY'];
/** What POST only reads: a query for clients that cannot send QUERY. */
export const SEARCH_PATH = '/v1/contacts/search';

/** What is held on one person: for those who may write. */
const PERSONAL = /^\/v1\/contacts\/[^/]+\/(history|export)$/;

/** The right that a request needs. */
export function rightFor(method: string, path: string): Right {
  if (PERSONAL.test(path)) return 'write';
  return SAFE.includes(method) || (method === 'POST' && path === SEARCH_PATH) ? 'read' : 'write';
}

const DIGEST = /^[0-9a-f]{64}$/;
const PRODUCTION = 'production';

/** Who asks, and has proved it. */
export interface Caller {
  /** What tells callers apart, for limits and for what is bound to one: `local`, or the token's digest, which is no secret. */
  id: string;
  /** For logs and the audit. */
  name: string;
  /** The most that they may do: who may write may also read. */
  right: Right;
}
const LOCAL: Caller = { id: 'local', name: 'local', right: 'write' };
/** Digits of its digest that name a token without a name. */
const SHORT_DIGEST = 8;

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(?=\/|$)/;

/**
 * Whether an address is of this machine itself, like `http://localhost:8787/x`: the one that a request came to, or the page
 * that it comes from. Nothing else is, `null` (an opaque origin) neither, nor what a browser would have to put right first.
 */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(url);
}

/** Whether a request to this address needs no token. */
export function isOpen({ ACCESS, ENVIRONMENT }: Settings, url: string): boolean {
  return ACCESS === 'open' && ENVIRONMENT !== PRODUCTION && isLoopback(url);
}

/** Throws the problem not-configured where the deployment cannot tell who may do what. */
export function toAccess(settings: Settings, url: string): Access {
  if (settings.ACCESS === 'open' && settings.ENVIRONMENT === PRODUCTION)
    throw notConfigured('ACCESS=open is for local development: production is never open. Take the variable away.');
  const access = {
    isOpen: isOpen(settings, url),
    readers: toDigests(settings.READ_TOKENS ?? ''),
    writers: toDigests(settings.WRITE_TOKENS ?? ''),
  };
  if (!access.isOpen && access.readers.length + access.writers.length === 0)
    throw notConfigured(
      'No access token is configured. `npm run token` makes one and tells where it goes. Without one only local development is answered, at localhost.',
    );
  return access;
}

/** Where access is open, a page that the developer has open elsewhere must not use it. Throws the problem forbidden. */
export function refuseForeign(access: Access, origin: string | undefined): void {
  if (!access.isOpen || origin === undefined || isLoopback(origin)) return;
  throw new Problem('forbidden', { detail: 'Local development answers no pages of other sites.' });
}

/** The caller, who has the right: a token that may write may also read. Throws unauthorized and forbidden. */
export function requireRight(access: Access, authorization: string | undefined, right: Right): Caller {
  if (access.isOpen) return LOCAL;
  const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '') ?? [];
  return requireDigest(access, token === undefined ? null : toDigest(token), right);
}

export function toDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The same by a token's digest; null where none was sent. */
export function requireDigest(access: Access, sent: Buffer | null, right: Right): Caller {
  if (access.isOpen) return LOCAL;
  const digest = sent ?? toDigest('');
  const isWriter = includes(access.writers, digest);
  const isReader = includes(access.readers, digest);
  if (sent === null || !(isWriter || isReader))
    throw new Problem('unauthorized', {
      detail: 'Send a valid token: Authorization: Bearer …',
      headers: { 'WWW-Authenticate': `Bearer realm="kartei"${sent === null ? '' : ', error="invalid_token"'}` },
    });
  if (right === 'write' && !isWriter)
    throw new Problem('forbidden', {
      detail: 'This token may read, but not write.',
      headers: { 'WWW-Authenticate': 'Bearer realm="kartei", error="insufficient_scope", scope="write"' },
    });
  const id = digest.toString('hex');
  return { id, name: `token:${id.slice(0, SHORT_DIGEST)}`, right: isWriter ? 'write' : 'read' };
}

/** Whether the caller may read what an open endpoint shows to those alone. */
export function mayRead(access: Access, authorization: string | undefined): boolean {
  try {
    return requireRight(access, authorization, 'read') !== null;
  } catch {
    return false;
  }
}

function notConfigured(detail: string): Problem {
  return new Problem('not-configured', { detail, headers: { 'Retry-After': '60' } });
}

/** Settings hardly ever change: they are read once an isolate. */
const toDigests = keepMade((secret: string): Uint8Array[] => {
  const digests = secret.toLowerCase().split(/[\s,]+/);
  return digests.filter((digest) => DIGEST.test(digest)).map((digest) => Buffer.from(digest, 'hex'));
});

/** Compares with every one of them, in a time that does not tell which fits or how far. */
function includes(digests: Uint8Array[], digest: Uint8Array): boolean {
  let found = 0;
  for (const candidate of digests) found |= Number(timingSafeEqual(candidate, digest));
  return found === 1;
}
