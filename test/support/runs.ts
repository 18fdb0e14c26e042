// How many runs a property gets: few with a fixed seed in the quick run, ten times as many with a fresh seed in the
// thorough one. test/vitest.config.ts sets both variables and prints the seed.
import fc from 'fast-check';

const TIMES = 10;
export const isThorough = process.env.THOROUGH === '1';

fc.configureGlobal({ seed: Number(process.env.SEED) });

/** The number of runs, for `numRuns` of fast-check or any other loop; `quick` is that of the quick run. */
export function runs(quick: number): number {
  return isThorough ? TIMES * quick : quick;
}
