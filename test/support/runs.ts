// How many runs a property gets: few with a fixed seed in the quick run, many more with a fresh seed in the
// thorough one. test/vitest.config.ts sets both variables and prints the seed.
import fc from 'fast-check';

const TIMES = 10;
export const isThorough = process.env.THOROUGH === '1';

fc.configureGlobal({ seed: Number(process.env.SEED) });

/** The number of runs, for `numRuns` of fast-check or any other loop: that of the quick run, and that of the thorough one. */
export function runs(quick: number, thorough = TIMES * quick): number {
  return isThorough ? thorough : quick;
}

/** The same for what a night may take: SCALE makes the thorough run's number so many times as large. */
export function scaled(quick: number, thorough?: number): number {
  return isThorough ? Math.round(runs(quick, thorough) * Number(process.env.SCALE)) : quick;
}

/** Whether a test of every character tries it: in the quick run those that Unicode has assigned, else all but halves. */
export function isTried(character: string): boolean {
  return isThorough ? !/^\p{Cs}$/u.test(character) : /^[^\p{Cs}\p{Cn}\p{Co}]$/u.test(character);
}
