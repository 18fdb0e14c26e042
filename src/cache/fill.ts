// How many entries are on their way to KV at once. A burst of misses is answered first and kept as far as there is room:
// what is not kept costs one more read of D1 if it is wanted again, while a queue of writes would slow every answer.

import { sleep } from '../patience.ts';

/** For each isolate. A write of KV takes longer than a page takes D1. */
const MOST_AT_ONCE = 2;

/** The work begins only when the answer is on its way. */
const AFTER_THE_ANSWER_MS = 1;

const underWay = new WeakMap<object, number>();

/** Begins the work if there is room for it; null where there is none. */
export function fill(owner: object, work: () => Promise<unknown>): Promise<void> | null {
  const before = underWay.get(owner) ?? 0;
  if (before >= MOST_AT_ONCE) return null;
  underWay.set(owner, before + 1);
  return sleep(AFTER_THE_ANSWER_MS)
    .then(work)
    .catch(() => {})
    .finally(() => underWay.set(owner, underWay.get(owner)! - 1)) as Promise<void>;
}
