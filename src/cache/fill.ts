// How many entries go to KV at once, and in a second. A burst of misses is answered first and stored as far as there is room:
// what is not stored costs one more read of D1 if it is wanted again, while a queue of writes would slow every answer.
import { sleep, within } from '../timeout.ts';

/** For each isolate. A write of KV takes longer than a page takes D1. */
const MOST_AT_ONCE = 2;
/** For each isolate: more pages than that are a burst, and few of them are asked for again. */
const MOST_A_SECOND = 10;
const SECOND_MS = 1000;
/** The work begins only when the answer is on its way. */
const AFTER_THE_ANSWER_MS = 1;
/** Then the room is given to others: a write that never ends must not keep all others out. */
const TIMEOUT_MS = 10_000;

interface Filling {
  /** Milliseconds since 1970. */
  began: number;
  isDone: boolean;
}

/** What is under way, and what began within the last second. */
const fillings = new WeakMap<object, Filling[]>();

/** Begins the work if there is room for it; null where there is none. */
export function fill(owner: object, work: () => Promise<unknown>): Promise<void> | null {
  const now = Date.now();
  const ageOf = ({ began }: Filling) => now - began;
  const known = (fillings.get(owner) ?? []).filter(
    (filling) => ageOf(filling) < SECOND_MS || (!filling.isDone && ageOf(filling) < TIMEOUT_MS),
  );
  fillings.set(owner, known);
  const ofSecond = known.filter((filling) => ageOf(filling) < SECOND_MS);
  if (known.filter(({ isDone }) => !isDone).length >= MOST_AT_ONCE || ofSecond.length >= MOST_A_SECOND) return null;
  const own = { began: now, isDone: false };
  known.push(own);
  const run = async () => {
    await sleep(AFTER_THE_ANSWER_MS);
    await within(TIMEOUT_MS, work, null);
    own.isDone = true;
  };
  return run();
}
