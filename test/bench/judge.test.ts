import { describe, expect, it } from 'vitest';
import { bestOf, brokenOf, isWrong, type Measured, median, ratioOf } from '../../bench/verdict/judge.ts';

const page = (path: string, milliseconds: number, more: Partial<Measured> = {}): Measured => ({
  path,
  milliseconds,
  rowsRead: 100,
  rows: 50,
  partial: false,
  ...more,
});

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 1, 2], 5.5],
    [[], Number.NaN],
  ])('of %j is %d, whatever their order', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('the judge of choices', () => {
  it.each([
    ['twice the best is not beyond twice', 20, 10, false],
    ['more than twice, and by more than 2 ms', 20.1, 10, true],
    ['more than twice, but by less than a busy machine varies', 2.9, 1, false],
    ['the best itself', 10, 10, false],
  ])('%s', (_, chosen, best, expected) => {
    expect(isWrong(page('walk', chosen), page('late', best), 'milliseconds')).toBe(expected);
  });

  it('takes the chosen path for the best where no other is cheaper', () => {
    const chosen = page('walk', 5);
    expect(bestOf(chosen, [page('late', 6)], 'milliseconds')).toBe(chosen);
  });

  it('judges time and rows read apart', () => {
    const chosen = page('walk', 5, { rowsRead: 5000 });
    const other = page('late', 8, { rowsRead: 200 });
    expect(bestOf(chosen, [other], 'milliseconds')).toBe(chosen);
    expect(isWrong(chosen, bestOf(chosen, [other], 'rowsRead'), 'rowsRead')).toBe(true);
  });

  it('does not call a path better that ends the page early where the chosen one fills it', () => {
    const chosen = page('walk', 50);
    const early = page('late', 1, { rows: 50, partial: true });
    const fewer = page('late', 1, { rows: 3 });
    expect(bestOf(chosen, [early, fewer], 'milliseconds')).toBe(chosen);
  });
});

describe('what a row promises', () => {
  const promised = { rowsRead: 20_000, ratio: 1.5, mayBePartial: false };

  it('is kept at its limits', () => {
    expect(brokenOf(promised, { rowsRead: 20_000, ratio: 1.5, partial: false })).toEqual([]);
  });

  it('is broken by each measure for itself', () => {
    expect(brokenOf(promised, { rowsRead: 20_001, ratio: 1.6, partial: true })).toEqual(['rows', 'time', 'partial']);
  });

  it('says nothing of time where there is nothing to compare with', () => {
    expect(brokenOf(promised, { rowsRead: 1, ratio: null, partial: false })).toEqual([]);
    expect(brokenOf({ ...promised, ratio: null }, { rowsRead: 1, ratio: 9, partial: false })).toEqual([]);
  });
});

it('compares times as far apart as whole milliseconds prove them to be', () => {
  expect(ratioOf(1, 0)).toBe(1);
  expect(ratioOf(0, 0)).toBe(0);
  expect(ratioOf(100.5, 49.5)).toBe(2);
});
