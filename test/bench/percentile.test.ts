import { describe, expect, it } from 'vitest';
import { medianInterval, mergeSamples, percentileOf, summarize } from '../../bench/verdict/percentile.ts';
import { Draws } from '../../seed/generate/draw.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('percentiles', () => {
  it.each([
    [[7], 0.99, 7],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4, 5], 0.5, 3],
    [upTo(1000), 0.99, 990.01],
    [upTo(101), 0.99, 100],
    [upTo(100), 1, 100],
    [upTo(100), 0, 1],
  ])('of %j at %d', (sorted, share, expected) => {
    expect(percentileOf(sorted, share)).toBeCloseTo(expected, 9);
  });

  it('are those of all samples together, not the mean of those of the runs', () => {
    const quick = upTo(990).map(() => 1);
    const slow = upTo(10).map(() => 1000);
    expect(summarize(mergeSamples(quick, slow)).p95).toBe(1);
    expect(summarize(mergeSamples(quick, slow)).p99).toBeCloseTo(1 + 999 * 0.01, 9);
    expect(summarize(mergeSamples(quick, slow)).max).toBe(1000);
  });

  it('are the same whatever the order of samples and runs', () => {
    expect(summarize([5, 1, 9, 3])).toEqual(summarize(mergeSamples([9], [3, 1], [], [5])));
  });

  it('are not invented where samples are few', () => {
    expect(summarize(upTo(19)).p95).toBeNull();
    expect(summarize(upTo(20)).p95).toBeCloseTo(19.05, 9);
    expect(summarize(upTo(99)).p99).toBeNull();
    expect(summarize(upTo(100)).p99).toBeCloseTo(99.01, 9);
    expect(() => summarize([])).toThrow(RangeError);
  });

  it('leave the samples as they were', () => {
    const samples = [3, 1, 2];
    summarize(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

describe('the interval of a median', () => {
  it.each([
    // the ranks of Conover's table A3 (p = 0.5, both sides 2.5 % at most)
    [5, [1, 5]],
    [6, [1, 6]],
    [10, [2, 9]],
    [20, [6, 15]],
    [30, [10, 21]],
    [100, [40, 61]],
    [1000, [469, 532]],
  ])('of %d samples lies between these ranks', (count, ranks) => {
    expect(medianInterval(upTo(count))).toEqual(ranks);
  });

  it('goes on without a step where the normal distribution takes over', () => {
    const [low, high] = medianInterval(upTo(1001));
    expect([low, high]).toEqual([469, 533]);
  });

  it('holds the median in 95 of 100 runs', () => {
    let held = 0;
    for (let run = 0; run < 2000; run++) {
      const draws = new Draws(1, 200, run);
      const [low, high] = medianInterval(mergeSamples(Array.from({ length: 30 }, () => draws.next() ** 3)));
      if (low <= 0.125 && 0.125 <= high) held += 1;
    }
    expect(held / 2000).toBeGreaterThan(0.94);
    expect(held / 2000).toBeLessThan(0.98);
  });
});
