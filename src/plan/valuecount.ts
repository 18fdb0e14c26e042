// Value counts, stored with the data and true by triggers: how many contacts have each value of a name, gender or address
// field. Pure.
import { FIELD_NAMES, FIELDS, type FieldName } from '../contact/fields.ts';
import { isPoint, type Restriction } from '../query/restriction.ts';

/** The fields that have value counts. */
export const VALUE_COUNT_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].counted);

/** Whether value counts tell how many contacts a filter leaves: it names single values of such a field. */
export function hasValueCount(field: FieldName, { intervals, nulls }: Restriction): boolean {
  return VALUE_COUNT_FIELDS.includes(field) && !nulls && intervals.every(isPoint);
}
