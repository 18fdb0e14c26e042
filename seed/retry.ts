// An action on D1 in, its result out: faults that pass are tried again, after a wait that grows and is drawn at random
// (exponential backoff with full jitter), all others are thrown at once.

export type RetryPolicy = { attempts: number; baseMs: number; capMs: number; random: () => number };

/** Waits up to 0.2, 0.4, 0.8 ... seconds, never above 20, and gives up after about a minute and a half. */
export const RETRY_POLICY: RetryPolicy = { attempts: 12, baseMs: 200, capMs: 20_000, random: Math.random };

/**
 * What D1 and the way to it say when the same request may succeed later (developers.cloudflare.com/d1/observability/
 * debug-d1), and what Node's fetch says when a connection is lost.
 */
const PASSING_FAULTS = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'D1 DB is overloaded',
  'Too many requests queued',
  'Cannot resolve D1 DB due to transient issue',
  'internal error',
  'SQLITE_BUSY',
  'database is locked',
  'fetch failed',
  'other side closed',
  'ECONNRESET',
  'ETIMEDOUT',
];

/** Whether the fault, or one that caused it, is one that passes. */
export function isRetryable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  return PASSING_FAULTS.some((text) => fault.message.includes(text)) || isRetryable(fault.cause);
}

/** Runs the action until it succeeds. Throws what it threw when that does not pass or the attempts are used up. */
export async function retry<T>(action: () => Promise<T>, policy: RetryPolicy = RETRY_POLICY): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (fault) {
      if (attempt === policy.attempts || !isRetryable(fault)) throw fault;
      const longest = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
      await new Promise((resume) => setTimeout(resume, longest * policy.random()));
    }
  }
}
