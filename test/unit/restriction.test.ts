// Restrictions as sets: each operation held against membership, value by value, and each set having one form only.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/contact/fields.ts';
import { prefixed } from '../../src/query/prefix.ts';
import {
  above,
  below,
  between,
  compareValues,
  complement,
  contains,
  type Interval,
  intersect,
  isPoint,
  missing,
  onlyValue,
  present,
  type Restriction,
  union,
  unrestricted,
} from '../../src/query/restriction.ts';
import { runs } from '../support/runs.ts';

/** The values that bounds are drawn from, and those between and beyond them. */
const NUMBERS = [-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];
const TEXTS = [
  '',
  'a',
  'a\0',
  'a\u{10ffff}',
  'b',
  'ba',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '😀',
  '\u{10ffff}',
  '\u{10ffff}a',
];

/** Membership as its definition says, with the order of each type spelt out. */
function isIn(value: Value, { lo, loOpen, hi, hiOpen }: Interval): boolean {
  const order = (bound: Value) =>
    typeof bound === 'number'
      ? (value as number) - bound
      : Buffer.compare(Buffer.from(value as string), Buffer.from(bound));
  return (
    (lo === null || (loOpen ? order(lo) > 0 : order(lo) >= 0)) &&
    (hi === null || (hiOpen ? order(hi) < 0 : order(hi) <= 0))
  );
}

function drawInterval(bounds: readonly Value[]): fc.Arbitrary<Interval> {
  const bound = fc.constantFrom(...bounds);
  const orEqual = fc.record({ orEqual: fc.boolean() });
  const within = fc
    .tuple(bound, bound, fc.boolean(), fc.boolean())
    .filter(([a, b]) => a !== b)
    .map(([a, b, loOpen, hiOpen]): Interval => {
      const [lo, hi] = compareValues(a, b) < 0 ? [a, b] : [b, a];
      return { lo, loOpen, hi, hiOpen };
    });
  return fc.oneof(
    within,
    bound.map((value) => between(value, value)),
    fc.tuple(bound, orEqual).map(([value, end]) => above(value, end)),
    fc.tuple(bound, orEqual).map(([value, end]) => below(value, end)),
  );
}

describe.each([
  ['numbers', NUMBERS, [0, 1, 2, 3, 4]],
  ['texts', TEXTS, TEXTS],
] as [string, Value[], Value[]][])('sets of %s', (_type, domain, bounds) => {
  const intervals = fc.array(drawInterval(bounds), { maxLength: 5 });
  const restriction: fc.Arbitrary<Restriction> = fc.record({ intervals: intervals.map(union), nulls: fc.boolean() });

  function expectMembers(found: Interval[], isMember: (value: Value) => boolean): void {
    expect(domain.filter((value) => found.some((interval) => isIn(value, interval)))).toEqual(domain.filter(isMember));
    for (const [at, { lo, loOpen }] of found.slice(1).entries()) {
      const before = found[at]!;
      const order = compareValues(before.hi!, lo!);
      expect(order < 0 || (order === 0 && before.hiOpen && loOpen)).toBe(true);
    }
  }

  it('unite to what is in one of them, sorted and apart', () => {
    fc.assert(
      fc.property(intervals, (intervals) => {
        expectMembers(union(intervals), (value) => intervals.some((interval) => isIn(value, interval)));
        expect(union(union(intervals))).toEqual(union(intervals));
        expect(union(intervals.toReversed())).toEqual(union(intervals));
      }),
      { numRuns: runs(200, 5000) },
    );
  });

  it('have as complement what is in none of them, and back', () => {
    fc.assert(
      fc.property(intervals, (intervals) => {
        expectMembers(complement(intervals), (value) => !intervals.some((interval) => isIn(value, interval)));
        expect(complement(complement(intervals))).toEqual(union(intervals));
      }),
      { numRuns: runs(200, 5000) },
    );
  });

  it('intersect to what is in both, as the complements of what is in neither', () => {
    fc.assert(
      fc.property(restriction, restriction, (a, b) => {
        const both = intersect(a, b);
        expectMembers(both.intervals, (value) => contains(a, value) && contains(b, value));
        expect(both.nulls).toBe(a.nulls && b.nulls);
        expect(both).toEqual(intersect(b, a));
        expect(both.intervals).toEqual(complement([...complement(a.intervals), ...complement(b.intervals)]));
        expect(intersect(a, a)).toEqual(a);
        expect(intersect(a, unrestricted)).toEqual(a);
      }),
      { numRuns: runs(200, 5000) },
    );
  });

  it('contain a value when one of their intervals does, and no value when they say so', () => {
    fc.assert(
      fc.property(restriction, fc.constantFrom(...domain), (restriction, value) => {
        expect(contains(restriction, value)).toBe(restriction.intervals.some((interval) => isIn(value, interval)));
        expect(contains(restriction, null)).toBe(restriction.nulls);
      }),
      { numRuns: runs(200, 5000) },
    );
  });

  it('hold one value only when they are that one point', () => {
    fc.assert(
      fc.property(restriction, (restriction) => {
        const { intervals, nulls } = restriction;
        const only = onlyValue(restriction);
        if (nulls) expect(only).toBe(intervals.length === 0 ? null : undefined);
        else if (intervals.length === 1 && isPoint(intervals[0]!)) expect(only).toBe(intervals[0]!.lo);
        else expect(only).toBeUndefined();
      }),
    );
  });
});

describe('the sets that there always are', () => {
  it('are everything, every value, and no value', () => {
    for (const value of [0, 'a', '']) {
      expect([unrestricted, present, missing].map((set) => contains(set, value))).toEqual([true, true, false]);
    }
    expect([unrestricted, present, missing].map((set) => contains(set, null))).toEqual([true, false, true]);
    expect(onlyValue(missing)).toBeNull();
    expect(intersect(present, missing)).toEqual({ intervals: [], nulls: false });
    expect(complement([])).toEqual(present.intervals);
    expect(complement(present.intervals)).toEqual([]);
  });
});

describe('a prefix', () => {
  const close = fc.string({
    unit: fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10fffe}', '\u{10ffff}'),
    maxLength: 4,
  });

  it('is the run of all texts that start with it', () => {
    fc.assert(
      fc.property(close, close, close, (prefix, rest, other) => {
        if (prefix === '') return;
        const interval = prefixed(prefix);
        for (const text of [prefix, prefix + rest, other, prefix.slice(0, -1) + other])
          if (text.isWellFormed()) expect([text, isIn(text, interval)]).toEqual([text, text.startsWith(prefix)]);
      }),
      { numRuns: runs(400, 10_000) },
    );
  });
});
