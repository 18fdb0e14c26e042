// Bearer tokens (RFC 6750). The secrets READ_TOKENS and WRITE_TOKENS hold their SHA-256, each with a name or without one;
// a token that is sent → the caller whose it is.
import { createHash, timingSafeEqual } from 'node:crypto';
import { keepMade } from '../../cache/memo.ts';
import { Problem } from '../../problem.ts';
import type { Caller, Right } from './rights.ts';

export interface NamedDigest {
  name: string;
  digest: Uint8Array;
}

/** Who has a token that may read, and who one that may write. */
export interface Holders {
  readers: NamedDigest[];
  writers: NamedDigest[];
}

/** `reports:` and 64 hexadecimal digits, or those alone. */
const ENTRY = /^(?:([a-z0-9][a-z0-9._-]{0,39}):)?([0-9a-f]{64})$/;
/** Digits of its digest that name a token without a name. */
const SHORT_DIGEST = 8;

/** The tokens of a secret, separated by commas or spaces; of one name there may be several. Read once an isolate. */
export const toNamedDigests = keepMade((secret: string): NamedDigest[] =>
  secret
    .toLowerCase()
    .split(/[\s,]+/)
    .flatMap((entry) => {
      const [, name, digest] = ENTRY.exec(entry) ?? [];
      if (digest === undefined) return [];
      return { name: name ?? `token:${digest.slice(0, SHORT_DIGEST)}`, digest: Buffer.from(digest, 'hex') };
    }),
);

export function toDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The caller by the header Authorization, who has the right. Throws unauthorized and forbidden. */
export function requireToken(holders: Holders, authorization: string | undefined, right: Right): Caller {
  const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '') ?? [];
  return requireDigest(holders, token === undefined ? null : toDigest(token), right);
}

/** The same by a token's digest; null where none was sent. */
export function requireDigest(holders: Holders, sent: Buffer | null, right: Right): Caller {
  const digest = sent ?? toDigest('');
  const writer = find(holders.writers, digest);
  const reader = find(holders.readers, digest);
  const found = writer ?? reader;
  if (sent === null || found === null)
    throw new Problem('unauthorized', {
      detail: 'Send a valid token: Authorization: Bearer …',
      headers: { 'WWW-Authenticate': `Bearer realm="kartei"${sent === null ? '' : ', error="invalid_token"'}` },
    });
  if (right === 'write' && writer === null)
    throw new Problem('forbidden', {
      detail: 'This token may read, but not write.',
      headers: { 'WWW-Authenticate': 'Bearer realm="kartei", error="insufficient_scope", scope="write"' },
    });
  return { id: digest.toString('hex'), name: found.name, right: writer ? 'write' : 'read' };
}

/** Compares with every one of them, in a time that does not tell which fits or how far. */
function find(tokens: NamedDigest[], digest: Uint8Array): NamedDigest | null {
  let found: NamedDigest | null = null;
  for (const token of tokens) if (timingSafeEqual(token.digest, digest)) found = token;
  return found;
}
