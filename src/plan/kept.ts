// Which counts are kept with the data, true by triggers: how many contacts have each value of a name, gender or address
// field. Pure.
import { FIELD_NAMES, FIELDS, type FieldName } from '../contact/fields.ts';
import { isPoint, type Restriction } from '../query/restriction.ts';

/** The fields whose number of contacts by value is kept. */
export const KEPT_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].counted);

/** Whether the number of contacts that a filter leaves is kept: it names single values of such a field. */
export function isKept(field: FieldName, { intervals, nulls }: Restriction): boolean {
  return KEPT_FIELDS.includes(field) && !nulls && intervals.every(isPoint);
}
