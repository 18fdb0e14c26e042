// Value counts, stored with the data and true by triggers: how many contacts have each value of a name, gender or address
// field. Pure.
import { FIELD_NAMES, FIELDS, type FieldName } from '../contact/fields.ts';
import { complement, type Interval, isPoint, type Restriction } from '../query/restriction.ts';

/** The fields that have value counts. */
export const VALUE_COUNT_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].counted);

/** Whether value counts tell how many contacts a filter leaves: it names single values of such a field. */
export function hasValueCount(field: FieldName, { intervals, nulls }: Restriction): boolean {
  return VALUE_COUNT_FIELDS.includes(field) && !nulls && intervals.every(isPoint);
}

/** A number of contacts as value counts tell it: those with a value within, or all contacts but those. */
export interface ValueSum {
  field: FieldName;
  intervals: Interval[];
  isRest: boolean;
}

/** Of more intervals no sum is made: they would be as many parts of one statement. */
const MOST_INTERVALS = 15;

/** How value counts tell how many contacts a filter leaves; null where they do not. */
export function planValueSum(field: FieldName, { intervals, nulls }: Restriction): ValueSum | null {
  if (!VALUE_COUNT_FIELDS.includes(field)) return null;
  const within = nulls ? complement(intervals) : intervals; // what has no value is not counted, but all contacts are
  if (within.length > MOST_INTERVALS && !within.every(isPoint)) return null;
  return { field, intervals: within, isRest: nulls };
}
