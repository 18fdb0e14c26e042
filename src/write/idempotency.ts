// A POST that may be sent again: its key, and what was first answered, which is stored for a day. Pure.
import { digest } from '../digest.ts';
import { Problem } from '../problem.ts';
import type { Version } from '../version.ts';

const LIFETIME_SECONDS = 24 * 60 * 60;

export interface Claim {
  key: string;
  /** What the request wanted, so that another one with its key is told apart. */
  fingerprint: string;
  /** Seconds since 1970. */
  expires: number;
}

/** What was answered first: the contacts of the request's operations, and the data version. */
export interface Answered {
  version: Version;
  contacts: (string | number | null)[][];
}

/** `header` is the Idempotency-Key; keys of different callers differ. Null without one. Throws where it is none. */
export function toClaim(
  header: string | undefined,
  { caller, path, body, now }: { caller: string; path: string; body: Uint8Array; now: Date },
): Claim | null {
  if (header === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    const detail = 'Expected 1 to 255 visible ASCII characters.';
    throw new Problem('invalid-query', { faults: [{ parameter: 'Idempotency-Key', code: 'bad-type', detail }] });
  }
  return {
    key: digest(`${caller} ${header}`),
    fingerprint: digest(`${path} ${digest(body)}`),
    expires: toExpiry(now),
  };
}

/** The claim of a request that a token of ours stands for: it may be sent again by itself. */
export function claimToken(token: string, now: Date): Claim {
  return { key: digest(`token ${token}`), fingerprint: digest(token), expires: toExpiry(now) };
}

function toExpiry(now: Date): number {
  return Math.floor(now.getTime() / 1000) + LIFETIME_SECONDS;
}
