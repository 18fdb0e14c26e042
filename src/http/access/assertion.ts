// The JWT that Cloudflare Access puts beside each request → what it says of who asks, once its signature, issuer, audience
// and times are right. Its keys are asked for once an isolate, and again for one that is unknown; without them nobody is
// let in. It is taken from the header alone: Access does not always pass the cookie on.
import { JWKSMultipleMatchingKeys, JWKSNoMatchingKey, JWTClaimValidationFailed, JWTExpired } from 'jose/errors';
import { createRemoteJWKSet, customFetch } from 'jose/jwks/remote';
import { type JWTVerifyGetKey, jwtVerify } from 'jose/jwt/verify';
import { keepMade } from '../../cache/memo.ts';
import { Problem } from '../../problem.ts';
import type { Gate } from './gate.ts';

export const ASSERTION_HEADER = 'Cf-Access-Jwt-Assertion';

/** Clocks of two places differ by less. */
const TOLERANCE_SECONDS = 30;
/** Keys change every six weeks, the old one is good for another week; one that was taken back is forgotten by then. */
const KEPT_MS = 3_600_000;
/** Made-up keys have us ask no more often than this. */
const BETWEEN_UNKNOWN_MS = 30_000;
const PATIENCE_MS = 3000;
/** Once they could not be had, nobody waits for them for so long. */
const AFTER_FAILURE_SECONDS = 5;

/** Throws unauthorized, and unverifiable where the keys cannot be had. */
export async function verifyAssertion(
  sent: string | undefined,
  { issuer, audiences }: Gate,
): Promise<Record<string, unknown>> {
  if (!sent) throw refuse('This deployment stands behind Cloudflare Access, and the request did not come through it.');
  try {
    const { payload } = await jwtVerify(sent, keysOf(issuer), {
      issuer,
      audience: audiences,
      algorithms: ['RS256'],
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    throw error instanceof Problem ? error : refuse(describe(error));
  }
}

const keysOf = keepMade((issuer: string): JWTVerifyGetKey => {
  let failedAt = Number.NEGATIVE_INFINITY;
  const ask = async (url: string, init: object): Promise<Response> => {
    if (Date.now() < failedAt + AFTER_FAILURE_SECONDS * 1000) throw new Error('They could not be had just now');
    try {
      const response = await fetch(url, init);
      if (response.status === 200) return response;
      await response.body?.cancel();
      throw new Error(`Their address answered ${response.status}`);
    } catch (cause) {
      failedAt = Date.now();
      throw cause;
    }
  };
  const find = createRemoteJWKSet(new URL(`${issuer}/cdn-cgi/access/certs`), {
    cacheMaxAge: KEPT_MS,
    cooldownDuration: BETWEEN_UNKNOWN_MS,
    timeoutDuration: PATIENCE_MS,
    [customFetch]: ask,
  });
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (cause) {
      if (cause instanceof JWKSNoMatchingKey || cause instanceof JWKSMultipleMatchingKeys) throw cause;
      const problem = new Problem('unverifiable', {
        detail: 'The keys of Cloudflare Access cannot be had, so nobody is let in.',
        headers: { 'Retry-After': String(AFTER_FAILURE_SECONDS) },
      });
      problem.cause = cause;
      throw problem;
    }
  };
});

function describe(error: unknown): string {
  if (error instanceof JWTExpired) return 'What Cloudflare Access said of you has expired. Sign in again.';
  if (error instanceof JWKSNoMatchingKey) return 'The JWT of Cloudflare Access is signed with an unknown key.';
  if (error instanceof JWTClaimValidationFailed)
    return `The JWT of Cloudflare Access is not for this deployment, or not for now: see its ${error.claim}.`;
  return 'The JWT of Cloudflare Access is not valid.';
}

function refuse(detail: string): Problem {
  return new Problem('unauthorized', { detail, headers: { 'WWW-Authenticate': 'Cloudflare-Access realm="kartei"' } });
}
