// A `contains` filter by what it leaves: the values that contain its text, and how many contacts have each. Pure.
import type { Value } from '../contact/fields.ts';
import type { Interval, Restriction } from './restriction.ts';

/**
 * Of a restriction that lists values: they are all of those that contain the text within what the field's other filters
 * leave, so that a row is tested for these, and not for one value after the other.
 */
export interface Contained {
  text: string;
  within: Restriction;
  /** How many contacts have each value that contains the text, and all that the restriction lists. */
  counts: ReadonlyMap<Value, number>;
  contacts: number;
}

/** How many contacts have the values, each of which is an interval. */
export function countContacts(counts: Contained['counts'], values: Interval[]): number {
  return values.reduce((sum, { lo }) => sum + (counts.get(lo!) ?? 0), 0);
}
