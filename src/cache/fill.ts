// How many entries are on their way to KV at once. A burst of misses is answered first and stored as far as there is room:
// what is not stored costs one more read of D1 if it is wanted again, while a queue of writes would slow every answer.
import { sleep, within } from '../timeout.ts';

/** For each isolate. A write of KV takes longer than a page takes D1. */
const MOST_AT_ONCE = 2;
/** The work begins only when the answer is on its way. */
const AFTER_THE_ANSWER_MS = 1;
/** Then the room is given to others: a write that never ends must not keep all others out. */
const TIMEOUT_MS = 10_000;

/** When each work under way began; milliseconds since 1970. */
const underWay = new WeakMap<object, Set<{ began: number }>>();

/** Begins the work if there is room for it; null where there is none. */
export function fill(owner: object, work: () => Promise<unknown>): Promise<void> | null {
  const now = Date.now();
  const going = underWay.get(owner) ?? new Set();
  underWay.set(owner, going);
  for (const one of going) if (now - one.began > TIMEOUT_MS) going.delete(one);
  if (going.size >= MOST_AT_ONCE) return null;
  const own = { began: now };
  going.add(own);
  const run = async () => {
    await sleep(AFTER_THE_ANSWER_MS);
    await within(TIMEOUT_MS, work, null);
    going.delete(own);
  };
  return run();
}
