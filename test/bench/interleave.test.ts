import { expect, it } from 'vitest';
import { interleave, toRound } from '../../bench/harness/interleave.ts';

const PLAN = { warmUps: 1, rounds: 3, budgetMs: 10_000, leastSamples: 2 };

it('begins each round with another', () => {
  expect([0, 1, 2, 3].map((round) => toRound(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
});

it('asks all in turn, and does not keep the warm-up', async () => {
  const asked: string[] = [];
  const samples = await interleave(['a', 'b'], PLAN, async (subject, at) => {
    asked.push(subject);
    return at;
  });
  expect(asked.join('')).toBe('ab' + 'ab' + 'ba' + 'ab');
  expect(Object.fromEntries(samples)).toEqual({ a: [2, 5, 6], b: [3, 4, 7] });
});

it('stops asking who has used up its time, but not before it has the samples it must have', async () => {
  const samples = await interleave(['a', 'b'], { ...PLAN, rounds: 5, budgetMs: 0 }, async () => 1);
  expect([...samples.values()].map(({ length }) => length)).toEqual([2, 2]);
});
