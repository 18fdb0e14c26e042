// An action on D1 in, its result out: faults that pass are tried again, after a wait that grows and is drawn at random
// (exponential backoff with full jitter), all others are thrown at once.
import { toFailure } from '../src/db/failure.ts';

export type RetryPolicy = { attempts: number; baseMs: number; capMs: number; random: () => number };

/** Waits up to 0.2, 0.4, 0.8 ... seconds, never above 20, and gives up after about a minute and a half. */
export const RETRY_POLICY: RetryPolicy = { attempts: 12, baseMs: 200, capMs: 20_000, random: Math.random };

/** What Node's fetch says when a connection is lost. */
const CONNECTION_LOST = /fetch failed|other side closed|ECONNRESET|ETIMEDOUT/;

/** Whether the fault, or one that caused it, is one that passes. */
export function isRetryable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const failure = toFailure(fault);
  if (failure !== null) return failure === 'lost' || failure === 'busy';
  return CONNECTION_LOST.test(fault.message) || isRetryable(fault.cause);
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
