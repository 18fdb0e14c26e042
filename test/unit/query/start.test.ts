// Where reading begins, what lies from there on, and the look-ups in sorted lists that it takes.
import { describe, expect, it } from 'vitest';
import { firstPlace, toSums } from '../../../src/query/places.ts';
import {
  above,
  below,
  between,
  contains,
  type Interval,
  intersect,
  isNothing,
  missing,
  placesWithin,
  present,
  unrestricted,
} from '../../../src/query/restriction.ts';
import { mirror, reachFrom, reachOf, type Start } from '../../../src/query/start.ts';

const UP = { field: 'points', descending: false } as const;
const DOWN = { field: 'points', descending: true } as const;
const [OR_EQUAL, NOT_EQUAL] = [{ orEqual: true }, { orEqual: false }];

describe('what lies from a key on', () => {
  const ORDER = [null, 1, 2, 3]; // no value comes first

  it('is the key, if it counts itself, and all that the order puts behind it', () => {
    for (const [at, key] of ORDER.entries())
      for (const isIn of [true, false])
        for (const [value, place] of ORDER.map((value, place) => [value, place] as const)) {
          const [up, down] = [UP, DOWN].map((order) => contains(reachFrom(order, key, isIn), value));
          expect([key, isIn, value, up]).toEqual([key, isIn, value, isIn ? place >= at : place > at]);
          expect([key, isIn, value, down]).toEqual([key, isIn, value, isIn ? place <= at : place < at]);
        }
  });

  it('is nothing but no value where that comes last', () => {
    expect(reachFrom(DOWN, null, true)).toEqual(missing);
  });

  it.each([
    ['edge', missing, missing],
    ['nowhere', unrestricted, { intervals: [], nulls: false }],
    [{ keys: [5], inclusive: true }, present, { intervals: [above(5, OR_EQUAL)], nulls: false }],
    [{ keys: [5], inclusive: false }, present, { intervals: [above(5, NOT_EQUAL)], nulls: false }],
    [{ keys: [5, 7], inclusive: false }, unrestricted, { intervals: [above(5, OR_EQUAL)], nulls: false }],
    [{ keys: [null], inclusive: false }, unrestricted, present],
  ] as const)('of a range, from %j on, is no more than of the range', (start, range, left) => {
    expect(reachOf(UP, range, start as Start)).toEqual(left);
  });
});

describe('the mirror of a start', () => {
  it.each([
    ['edge', 'nowhere'],
    [
      { keys: [5, 7], inclusive: true },
      { keys: [5, 7], inclusive: false },
    ],
  ] as [Start, Start][])('%j is %j, and back', (start, other) => {
    expect([mirror(start), mirror(other)]).toEqual([other, start]);
  });
});

describe('a place in a sorted list', () => {
  it('is the first at which a test holds, found by halving', () => {
    for (let length = 0; length <= 9; length++)
      for (let first = 0; first <= length; first++) {
        let tried = 0;
        const found = firstPlace(length, (place) => {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThan(length);
          tried++;
          return place >= first;
        });
        expect(found).toBe(first);
        expect(tried).toBeLessThanOrEqual(Math.ceil(Math.log2(length + 1)));
      }
  });

  const VALUES = [1, 3, 3, 5, 7];
  it.each([
    [unrestricted.intervals[0]!, 0, 5],
    [between(3, 5), 1, 4],
    [{ lo: 3, loOpen: true, hi: 5, hiOpen: true }, 3, 3],
    [{ lo: 3, loOpen: true, hi: 5, hiOpen: false }, 3, 4],
    [{ lo: 3, loOpen: false, hi: 5, hiOpen: true }, 1, 3],
    [above(7, NOT_EQUAL), 5, 5],
    [below(1, NOT_EQUAL), 0, 0],
    [below(1, OR_EQUAL), 0, 1],
    [between(4, 4), 3, 3],
    [{ lo: 3, loOpen: true, hi: 3, hiOpen: true }, 3, 3],
    [between(0, 9), 0, 5],
  ] as [Interval, number, number][])('is within %j from %i to %i', (interval, from, to) => {
    expect(placesWithin(interval, VALUES.length, (place) => VALUES[place]!)).toEqual({ from, to });
  });

  it('is found among negative numbers, and among texts', () => {
    for (const values of [
      [-3, -1],
      ['a', 'b'],
    ])
      expect(placesWithin(unrestricted.intervals[0]!, 2, (place) => values[place]!)).toEqual({ from: 0, to: 2 });
  });

  it('tells the sum of the shares between two, with nothing lost in 12 decimals', () => {
    const sumOf = toSums([0.1, 0.2, 0.000000000001, 0.7]);
    expect([sumOf(0, 0), sumOf(0, 2), sumOf(2, 3), sumOf(1, 4), sumOf(3, 4)]).toEqual([
      0, 0.3, 1e-12, 0.900000000001, 0.7,
    ]);
  });
});

describe('sets of which one was found for a text', () => {
  const counts = new Map([['anna', 3], ['hanna', 4], ['susanna', 5]]); // biome-ignore format: one table
  const values = [...counts.keys()].map((value) => between(value, value));
  const found = {
    intervals: values,
    nulls: false,
    contained: { text: 'anna', within: unrestricted, counts, contacts: 12 },
  };
  const narrow = { intervals: [above('b', OR_EQUAL)], nulls: true };

  it.each([
    ['first', () => intersect(found, narrow)],
    ['second', () => intersect(narrow, found)],
  ])('keep what is told of it where it comes %s, of what is left', (_place, meet) => {
    expect(meet()).toEqual({
      intervals: values.slice(1),
      nulls: false,
      contained: { text: 'anna', within: narrow, counts, contacts: 9 },
    });
  });

  it('count no contact of a value that was not found', () => {
    const other = { ...found, intervals: [...values, between('z', 'z')] };
    expect(intersect(other, unrestricted).contained!.contacts).toBe(12);
  });

  it('are nothing without a value and the missing one', () => {
    expect([missing, present, { intervals: [], nulls: false }].map(isNothing)).toEqual([false, false, true]);
  });
});
