// A clock that tests set on, so that nobody waits for a second to be over: timers, dates and what D1 remembers of its own
// time follow it. It also goes on by itself, as fast as time does.
import { waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, vi } from 'vitest';

/** So far the clock is set on at a time; between two steps, what goes on in D1 and KV has its turn. */
const STEP_MS = 100;

const { setTimeout } = globalThis;
const wait = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

async function step(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  const shift = env.DB.prepare('update data_state set announced_at = max(0, announced_at - ?)').bind(milliseconds);
  await Promise.all([shift.run(), env.KV.get('nothing'), wait(1)]);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

/** Sets the clock on by so many milliseconds, and lets what waited for them go on; with real timers it waits. */
export async function pause(milliseconds: number): Promise<void> {
  if (!vi.isFakeTimers()) await wait(milliseconds);
  else for (let left = milliseconds; left > 0; left -= STEP_MS) await step(Math.min(left, STEP_MS));
}

/** Waits for what is going on, with the clock set on meanwhile. */
export async function hurry<T>(work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  await wait(1);
  while (!isDone) await pause(STEP_MS);
  return done;
}

/** Waits for what goes on behind an answer, with the clock set on meanwhile. */
export function settle(context: ExecutionContext): Promise<void> {
  return hurry(waitOnExecutionContext(context));
}
