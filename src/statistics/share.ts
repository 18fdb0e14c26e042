// How many contacts a restriction of one field leaves, from the field's statistics: common values by themselves, the
// others by how many runs of them it holds. What is looked up in is made of a field when it is first used. Pure.
import { FIELDS, type FieldName, type Value } from '../contact/fields.ts';
import { firstPlace, toSums } from '../query/places.ts';
import { compareValues, type Interval, isPoint, placesWithin, type Restriction } from '../query/restriction.ts';
import { countBits } from './bits.ts';
import { remember, rememberField } from './remember.ts';
import type { SampledRows } from './sampled.ts';
import { type FieldStatistics, RUNS, type Statistics } from './statistics.ts';

/**
 * What an interval is taken for at least, in runs: where in a run a text lies is hardly known, of numbers and times it is
 * known well.
 */
const LEAST_OF_RUN = { text: 1 / 2, other: 1 / 20 };

/** From so many sampled contacts on, their count is believed over the product of single shares. */
export const ENOUGH = 8;
/** How many more of the sampled contacts than those that have it a range of texts is taken for at most. */
const RARE_RANGE = 2;

/** The share of contacts, 0 to 1, that an interval of the field's values leaves. */
type IntervalShare = (interval: Interval) => number;

/** Tells the share of contacts, 0 to 1, that a restriction of a field leaves; the same list of intervals is looked up once. */
export function toShares({ contacts, fields }: Statistics): (field: FieldName, restriction: Restriction) => number {
  const sumsOf = rememberField((field) => {
    const { unique, type } = FIELDS[field];
    const least = LEAST_OF_RUN[type === 'text' ? 'text' : 'other'];
    const shareOf = toIntervalShare(fields[field], { unique: unique ? 1 / Math.max(contacts, 1) : null, least });
    return remember((intervals: Interval[]) => intervals.reduce((sum, interval) => sum + shareOf(interval), 0));
  });
  return (field, { intervals, nulls }) => Math.min(1, (nulls ? fields[field].missing : 0) + sumsOf(field)(intervals));
}

/** `unique` is the share of a value that is not common where no two contacts have the same; `least` is of a run. */
function toIntervalShare(
  { missing, distinct, common, bounds }: FieldStatistics,
  { unique, least }: { unique: number | null; least: number },
): IntervalShare {
  const shares = new Map(common);
  const sorted = common.toSorted(([a], [b]) => compareValues(a, b));
  const values = sorted.map(([value]) => value);
  const sumOf = toSums(sorted.map(([, share]) => share));
  const others = Math.max(0, 1 - missing - common.reduce((sum, [, share]) => sum + share, 0));
  const rare = unique ?? others / Math.max(1, distinct - common.length);
  const leastOfRuns = least / RUNS;
  return (interval) => {
    if (isPoint(interval)) return shares.get(interval.lo!) ?? rare;
    const { from, to } = placesWithin(interval, values.length, (place) => values[place]!);
    return sumOf(from, to) + others * Math.max(shareOfRuns(bounds, interval), leastOfRuns);
  };
}

/** How much of the runs lies within the interval; a run that is cut counts by where in it the end lies. */
function shareOfRuns(bounds: Value[], { lo, hi }: Interval): number {
  if (bounds.length < 2) return lo === null && hi === null ? 1 : 1 / 3;
  const from = lo === null ? 0 : placeInRuns(bounds, lo);
  const to = hi === null ? bounds.length - 1 : placeInRuns(bounds, hi);
  return Math.max(0, to - from) / (bounds.length - 1);
}

function placeInRuns(bounds: Value[], value: Value): number {
  const above = firstPlace(bounds.length, (place) => compareValues(bounds[place]!, value) > 0);
  if (above === bounds.length) return bounds.length - 1;
  if (above === 0) return 0;
  const [lo, hi] = [toNumber(bounds[above - 1]!), toNumber(bounds[above]!)];
  const part = hi > lo ? (toNumber(value) - lo) / (hi - lo) : 0.5;
  return above - 1 + Math.min(1, Math.max(0, part));
}

/** A number that orders values roughly as they sort: numbers and times by themselves, other text by its first letters. */
function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const time = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  return [...value.slice(0, 6).padEnd(6, '\0')].reduce(
    (sum, letter) => sum * 256 + Math.min(letter.charCodeAt(0), 255),
    0,
  );
}

type ShareOf = (field: FieldName, restriction: Restriction) => number;

/** The same where values were looked up: how many contacts have them is known. */
export function orCounted(shareOf: ShareOf, contacts: number): ShareOf {
  return (field, restriction) =>
    restriction.contained
      ? Math.min(1, restriction.contained.contacts / Math.max(contacts, 1))
      : shareOf(field, restriction);
}

/**
 * The same of ranges of texts, as beginnings are: where within a run of values a text lies is hardly known, so that the
 * sampled contacts tell it better, or where they have none, that it is rare.
 */
export function orSampled(shareOf: ShareOf, sampledRows: SampledRows): ShareOf {
  const { size, within } = sampledRows;
  return (field, restriction) => {
    const share = shareOf(field, restriction);
    const { intervals, nulls } = restriction;
    if (nulls || size === 0 || FIELDS[field].type !== 'text' || intervals.every(isPoint)) return share;
    const found = countBits(within(field, restriction));
    return found >= ENOUGH ? found / size : Math.min(share, (found + RARE_RANGE) / size);
  };
}
