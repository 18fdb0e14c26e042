// `contains` filters and the dictionary, which is the values that are counted: a filter is looked up there, and then is the
// list of the values that contain its text, exactly as common as they are. Pure.
import type { FieldName, Value } from '../contact/fields.ts';
import type { Conditions } from '../query/conditions.ts';
import { between, countContacts, intersect, unrestricted } from '../query/restriction.ts';
import { VALUE_COUNT_FIELDS } from './valuecount.ts';

/** Values of a text, and of all texts of one request, that are looked up; more are common enough to be met by testing. */
const MOST_VALUES = { text: 2000, request: 4000 };

/** A text that is looked up, and how many values may be found. */
export interface Sought {
  field: FieldName;
  text: string;
  most: number;
}

/** The values that were found, ascending, with how many contacts have each; null where they are too many, or not known. */
export type Values = Map<Value, number> | null;

/** What is looked up of the filters, where a list may be read by `affordable` values at most. */
export function planDictionary(substrings: Conditions['substrings'], affordable: number): Sought[] {
  const known = substrings.filter(({ field }) => VALUE_COUNT_FIELDS.includes(field));
  const most = Math.min(MOST_VALUES.text, Math.floor(MOST_VALUES.request / known.length), affordable);
  return known.map(({ field, text }) => ({ field, text, most }));
}

type Filters = Pick<Conditions, 'restrictions' | 'substrings'>;

/** The filters with the values in place of the texts for which they were found. */
export function resolveContained(
  { restrictions, substrings }: Filters,
  found: (Sought & { values: Values })[],
): Filters {
  const resolved: Filters = { restrictions: { ...restrictions }, substrings: [...substrings] };
  for (const { field, text, values: counts } of found) {
    if (!counts) continue;
    const intervals = [...counts.keys()].map((value) => between(value, value));
    const contained = { text, within: unrestricted, counts, contacts: countContacts(counts, intervals) };
    const listed = { intervals, nulls: false, contained };
    const own = restrictions[field];
    resolved.restrictions[field] = own ? intersect(own, listed) : listed;
    resolved.substrings = resolved.substrings.filter((substring) => substring.field !== field);
  }
  return resolved;
}
