// Samples in, their percentiles out. Samples stay raw until the end, so runs merge exactly: percentiles are taken of all
// samples together and never of percentiles. Pure.
import { quantileSorted } from 'simple-statistics';

/** What samples amount to, in their unit. */
export interface Summary {
  count: number;
  min: number;
  median: number;
  /** Holds the true median in 95 of 100 runs; with fewer than 6 samples it is their least and most. */
  interval: [low: number, high: number];
  /** Null where there are too few samples to have one. */
  p95: number | null;
  p99: number | null;
  max: number;
}

/** A percentile is one sample or more from the end: with fewer than these it would be the greatest sample. */
const LEAST_FOR_P95 = 20;
const LEAST_FOR_P99 = 100;

/** The chance that the interval of the median lies beside it, on either side. */
const MISS = 0.025;
/** Up to so many samples the binomial distribution is summed, beyond them it is a normal one. */
const MOST_SUMMED = 1000;
/** Standard deviations of a normal distribution that leave MISS on one side. */
const NORMAL_DEVIATIONS = 1.959964;

/** All samples of several runs as one sorted list. */
export function mergeSamples(...runs: readonly (readonly number[])[]): number[] {
  return runs.flat().sort((a, b) => a - b);
}

/** Throws a RangeError where there are no samples. */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('There are no samples.');
  const sorted = mergeSamples(samples);
  const count = sorted.length;
  return {
    count,
    min: sorted[0]!,
    median: percentileOf(sorted, 0.5),
    interval: medianInterval(sorted),
    p95: count < LEAST_FOR_P95 ? null : percentileOf(sorted, 0.95),
    p99: count < LEAST_FOR_P99 ? null : percentileOf(sorted, 0.99),
    max: sorted.at(-1)!,
  };
}

/** The sample below which the share (0 to 1) of all lies; between two, interpolated (Hyndman and Fan's type 7). */
export function percentileOf(sorted: readonly number[], share: number): number {
  return quantileSorted([...sorted], share);
}

/**
 * The 95 % confidence interval of the median by order statistics, which asks nothing of the samples' distribution
 * (Conover, Practical Nonparametric Statistics, 3.2): how many of n samples lie below the median is binomial (n, 1/2).
 */
export function medianInterval(sorted: readonly number[]): [low: number, high: number] {
  const rank = Math.max(rankBelow(sorted.length), 1);
  return [sorted[rank - 1]!, sorted[sorted.length - rank]!];
}

/** The greatest rank, from 1, that lies above the median with a chance of MISS at most; 0 where none does. */
function rankBelow(count: number): number {
  if (count > MOST_SUMMED) return Math.floor(count / 2 - (NORMAL_DEVIATIONS * Math.sqrt(count)) / 2);
  let rank = 0;
  let chance = 2 ** -count;
  for (let below = chance; below <= MISS; below += chance) {
    chance *= (count - rank) / (rank + 1);
    rank += 1;
  }
  return rank;
}
