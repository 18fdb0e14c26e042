// What filters leave of one field: a set of intervals over its key, with or without the missing value. Conditions on
// the same field intersect here, so a query has one restriction a field however it was written. Pure.
import type { Value } from '../contact/fields.ts';
import { compareCodePoints } from '../text/fold.ts';
import { firstPlace } from './places.ts';

/** A run of values; a null end is unbounded, an open end excludes its value. */
export interface Interval {
  lo: Value | null;
  loOpen: boolean;
  hi: Value | null;
  hiOpen: boolean;
}

/** Sorted, disjoint intervals; `nulls` says whether rows with no value are in. */
export interface Restriction {
  intervals: Interval[];
  nulls: boolean;
  /** Where the intervals are values that were found for a text that they contain. */
  contained?: Contained;
}

/**
 * The values that a restriction lists are all of those that contain the text within what the field's other filters leave,
 * so that a row is tested for these, and not for one value after the other.
 */
export interface Contained {
  text: string;
  within: Restriction;
  /** How many contacts have each value that contains the text, and all that the restriction lists. */
  counts: ReadonlyMap<Value, number>;
  contacts: number;
}

const EVERYTHING: Interval = {
  lo: null,
  loOpen: false,
  hi: null,
  hiOpen: false,
};

export const unrestricted: Restriction = {
  intervals: [EVERYTHING],
  nulls: true,
};
export const present: Restriction = { intervals: [EVERYTHING], nulls: false };
export const missing: Restriction = { intervals: [], nulls: true };

/** Orders two values of one field as SQLite does: numbers by size, text by code point. */
export function compareValues(a: Value, b: Value): number {
  return typeof a === 'number' ? a - (b as number) : compareCodePoints(a, b as string);
}

export function between(lo: Value, hi: Value): Interval {
  return { lo, loOpen: false, hi, hiOpen: false };
}

export function above(lo: Value, { orEqual }: { orEqual: boolean }): Interval {
  return { lo, loOpen: !orEqual, hi: null, hiOpen: false };
}

export function below(hi: Value, { orEqual }: { orEqual: boolean }): Interval {
  return { lo: null, loOpen: false, hi, hiOpen: !orEqual };
}

/** The intervals as one sorted, disjoint list. */
export function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const interval of [...intervals].sort(compareStarts)) {
    const last = merged.at(-1);
    if (last && meets(last, interval)) {
      if (compareEnds(last, interval) < 0)
        merged[merged.length - 1] = {
          ...interval,
          lo: last.lo,
          loOpen: last.loOpen,
        };
    } else merged.push(interval);
  }
  return merged;
}

/** Every value outside the intervals. */
export function complement(intervals: Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let from: { lo: Value | null; loOpen: boolean } | null = {
    lo: null,
    loOpen: false,
  };
  for (const { lo, loOpen, hi, hiOpen } of union(intervals)) {
    if (lo !== null) gaps.push({ ...from!, hi: lo, hiOpen: !loOpen });
    from = hi === null ? null : { lo: hi, loOpen: !hiOpen };
  }
  if (from) gaps.push({ ...from, hi: null, hiOpen: false });
  return gaps;
}

export function intersect(a: Restriction, b: Restriction): Restriction {
  const common: Interval[] = [];
  for (let left = 0, right = 0; left < a.intervals.length && right < b.intervals.length; ) {
    const [one, other] = [a.intervals[left]!, b.intervals[right]!];
    const both = overlap(one, other);
    if (both) common.push(both);
    if (compareEnds(one, other) < 0) left++;
    else right++;
  }
  const both = { intervals: union(common), nulls: a.nulls && b.nulls };
  const [one, other] = a.contained ? [a.contained, b] : [b.contained, a];
  if (!one) return both;
  const contacts = countContacts(one.counts, both.intervals);
  return { ...both, contained: { ...one, within: intersect(one.within, other), contacts } };
}

/** How many contacts have the values, each of which is an interval. */
export function countContacts(counts: Contained['counts'], values: Interval[]): number {
  return values.reduce((sum, { lo }) => sum + (counts.get(lo!) ?? 0), 0);
}

/** The one value that a restriction allows (null for "has no value"); undefined where it allows more, or none. */
export function onlyValue({ intervals, nulls }: Restriction): Value | null | undefined {
  if (nulls) return intervals.length === 0 ? null : undefined;
  const [interval] = intervals;
  return intervals.length === 1 && interval && isPoint(interval) ? interval.lo : undefined;
}

export function isPoint({ lo, hi }: Interval): boolean {
  return lo !== null && lo === hi;
}

export function contains({ intervals, nulls }: Restriction, value: Value | null): boolean {
  return value === null ? nulls : intervals.some((interval) => isWithin(interval, value));
}

function isWithin({ lo, loOpen, hi, hiOpen }: Interval, value: Value): boolean {
  if (lo !== null) {
    const order = compareValues(value, lo);
    if (order < 0 || (order === 0 && loOpen)) return false;
  }
  if (hi === null) return true;
  const order = compareValues(value, hi);
  return order < 0 || (order === 0 && !hiOpen);
}

/** Which places of a list of ascending values lie within the interval, `to` not included. */
export function placesWithin(
  { lo, loOpen, hi, hiOpen }: Interval,
  length: number,
  valueAt: (place: number) => Value,
): { from: number; to: number } {
  const firstFrom = (end: Value, isEndIn: boolean) =>
    firstPlace(length, (place) => {
      const order = compareValues(valueAt(place), end);
      return order > 0 || (order === 0 && isEndIn);
    });
  const from = lo === null ? 0 : firstFrom(lo, !loOpen);
  const to = hi === null ? length : firstFrom(hi, hiOpen);
  return { from, to: Math.max(from, to) };
}

/** Whether no value is left, nor the missing one. */
export function isNothing({ intervals, nulls }: Restriction): boolean {
  return intervals.length === 0 && !nulls;
}

function overlap(a: Interval, b: Interval): Interval | null {
  const start = compareStarts(a, b) >= 0 ? a : b;
  const end = compareEnds(a, b) <= 0 ? a : b;
  const { lo, loOpen } = start;
  const { hi, hiOpen } = end;
  if (lo !== null && hi !== null) {
    const order = compareValues(lo, hi);
    if (order > 0 || (order === 0 && (loOpen || hiOpen))) return null;
  }
  return { lo, loOpen, hi, hiOpen };
}

function compareStarts(a: Interval, b: Interval): number {
  if (a.lo === null || b.lo === null) return Number(b.lo === null) - Number(a.lo === null);
  return compareValues(a.lo, b.lo) || Number(a.loOpen) - Number(b.loOpen);
}

function compareEnds(a: Interval, b: Interval): number {
  if (a.hi === null || b.hi === null) return Number(a.hi === null) - Number(b.hi === null);
  return compareValues(a.hi, b.hi) || Number(b.hiOpen) - Number(a.hiOpen);
}

/** Whether `next`, which starts no earlier, overlaps or touches `interval` so that both are one run. */
function meets(interval: Interval, next: Interval): boolean {
  if (interval.hi === null || next.lo === null) return true;
  const order = compareValues(next.lo, interval.hi);
  return order < 0 || (order === 0 && !(interval.hiOpen && next.loOpen));
}
