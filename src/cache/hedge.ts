// How long KV mostly takes for an entry that it has, learnt from those that it gave: whoever has waited longer had better
// look elsewhere meanwhile, for a key that KV does not have at hand takes it far longer.

/** Of so many of the entries that KV has, it gives this part before the delay is over. */
const QUANTILE = 0.9;
/** What one entry that came later, or not, moves the delay by at most; milliseconds. */
const STEP_MS = 2;
/** Before anything is learnt; and never shorter, or a busy moment would look like a slow key. Milliseconds. */
const SHORTEST_MS = 10;
/** What is at hand takes no longer; nor should a place whose keys are mostly not at hand learn to wait. Milliseconds. */
const LONGEST_MS = 30;

/** By KV; milliseconds. */
const delays = new WeakMap<object, number>();

/** The delay after which an entry is likely not at hand; milliseconds. */
export function hedgeDelay(kv: object): number {
  return delays.get(kv) ?? SHORTEST_MS;
}

/**
 * Learns how long KV took for an entry that it had: a quantile that follows what comes (Robbins and Monro 1951), for each
 * later one a long step up, for each earlier one a short step down.
 */
export function learnHit(kv: object, milliseconds: number): void {
  const delay = hedgeDelay(kv);
  const moved = delay + STEP_MS * (milliseconds > delay ? QUANTILE : QUANTILE - 1);
  delays.set(kv, Math.min(LONGEST_MS, Math.max(SHORTEST_MS, moved)));
}
