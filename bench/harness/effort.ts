// How thoroughly lists are measured: quickly, to see that all is well, or fully, for results that are kept.
import type { Plan } from './interleave.ts';

/** How thoroughly to measure. */
export interface Effort {
  list: Plan;
  slices: { count: number; seconds: number };
}

export const QUICK: Effort = {
  list: { warmUps: 2, rounds: 15, budgetMs: 1000, leastSamples: 6 },
  slices: { count: 6, seconds: 0.7 },
};
export const FULL: Effort = {
  list: { warmUps: 3, rounds: 40, budgetMs: 4000, leastSamples: 5 },
  slices: { count: 8, seconds: 1.5 },
};
