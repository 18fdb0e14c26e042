// Who may read and who may write. Local development is open because of a variable that only it has (.dev.vars); anywhere
// else a bearer token (RFC 6750) is needed whose SHA-256 is among the Worker's secrets. Nothing that a caller sends
// decides which of the two it is.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './errors.ts';

export type Right = 'read' | 'write';

/** Variables and secrets; the tokens are SHA-256 digests in hexadecimal, separated by commas or spaces. */
export interface Access {
  ACCESS?: string;
  READ_TOKENS?: string;
  WRITE_TOKENS?: string;
}

const DIGEST = /^[0-9a-f]{64}$/;

/** Who asks: `local` where it is open, else the digest of the token, which is no secret. */
export type Caller = string;

/** Whether the deployment can tell who may do what. Throws the problem not-configured where it cannot. */
export function requireConfigured(access: Access): void {
  if (access.ACCESS === 'open') return;
  if (toDigests(access.READ_TOKENS).length + toDigests(access.WRITE_TOKENS).length === 0)
    throw new Problem('not-configured', {
      detail: 'No access token is configured. `npm run token` makes one and tells where it goes.',
      headers: { 'Retry-After': '60' },
    });
}

/** The caller, who has the right: a token that may write may also read. Throws unauthorized and forbidden. */
export function requireRight(access: Access, authorization: string | undefined, right: Right): Caller {
  if (access.ACCESS === 'open') return 'local';
  const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '') ?? [];
  const digest = createHash('sha256')
    .update(token ?? '')
    .digest();
  const mayWrite = includes(toDigests(access.WRITE_TOKENS), digest);
  const mayRead = includes(toDigests(access.READ_TOKENS), digest);
  if (token === undefined || !(mayWrite || mayRead))
    throw new Problem('unauthorized', {
      detail: 'Send a valid token: Authorization: Bearer …',
      headers: { 'WWW-Authenticate': `Bearer realm="kartei"${token === undefined ? '' : ', error="invalid_token"'}` },
    });
  if (right === 'write' && !mayWrite)
    throw new Problem('forbidden', {
      detail: 'This token may read, but not write.',
      headers: { 'WWW-Authenticate': 'Bearer realm="kartei", error="insufficient_scope", scope="write"' },
    });
  return digest.toString('hex');
}

/** Whether the caller may read what an open endpoint shows to those alone. */
export function mayRead(access: Access, authorization: string | undefined): boolean {
  try {
    return requireRight(access, authorization, 'read') !== '';
  } catch {
    return false;
  }
}

/** The digests that a secret holds. */
export function toDigests(secret: string | undefined): Uint8Array[] {
  const digests = (secret ?? '').toLowerCase().split(/[\s,]+/);
  return digests.filter((digest) => DIGEST.test(digest)).map((digest) => Buffer.from(digest, 'hex'));
}

/** Compares with every one of them, in a time that does not tell which fits or how far. */
function includes(digests: Uint8Array[], digest: Uint8Array): boolean {
  let found = 0;
  for (const candidate of digests) found |= Number(timingSafeEqual(candidate, digest));
  return found === 1;
}
