// Values at about equal distances through a list, to jump to: of all contacts by the sort field's own statistics, under filters
// by the sampled rows that pass. Pure.
import type { Value } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import { compareValues } from '../query/restriction.ts';
import { type Bits, hasBit } from './bits.ts';
import type { FieldStatistics } from './statistics.ts';

/** A value, and the share of the list, 0 to 1, that lies before the first row that has it. */
export interface Stop {
  value: Value;
  position: number;
}

/** Some contacts, as a share of all or as a number: those with one value, or those from it up to the next. */
interface Part {
  value: Value | null;
  weight: number;
}

/** `most` stops at most, in the order of the key. `passing` are the sampled rows that pass the filters; null: there are none. */
export function toStops({ descending }: SortKey, field: FieldStatistics, passing: Bits | null, most: number): Stop[] {
  const parts = passing || field.common.length + field.bounds.length === 0 ? toSampled(field, passing) : toParts(field);
  parts.sort((a, b) => compareParts(a, b) * (descending ? -1 : 1));
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  const stops: Stop[] = [];
  let before = 0;
  for (const { value, weight } of parts) {
    const isDue = before >= (stops.length * all) / most;
    if (value !== null && isDue && stops.length < most && stops.at(-1)?.value !== value)
      stops.push({ value, position: Number((before / all).toFixed(4)) });
    before += weight;
  }
  return stops;
}

/** Common values by themselves, the others by the runs into which they are cut. */
function toParts({ missing, common, bounds }: FieldStatistics): Part[] {
  const others = Math.max(0, 1 - missing - common.reduce((sum, [, share]) => sum + share, 0));
  const runs = bounds.slice(0, -1);
  return [
    { value: null, weight: missing },
    ...common.map(([value, weight]) => ({ value, weight })),
    ...runs.map((value) => ({ value, weight: others / runs.length })),
  ];
}

function toSampled({ keys }: FieldStatistics, passing: Bits | null): Part[] {
  const passed = keys.filter((_, place) => passing === null || hasBit(passing, place));
  return passed.map((value) => ({ value, weight: 1 }));
}

function compareParts({ value: a }: Part, { value: b }: Part): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareValues(a, b);
}
