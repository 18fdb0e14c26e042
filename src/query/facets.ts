// The fields that have facets, and how many of them one query may ask for. Pure.
import type { FieldName } from '../contact/fields.ts';

export const FACET_FIELDS = ['gender', 'country', 'city', 'city_code', 'first_name', 'last_name'] as const;
export type FacetField = (typeof FACET_FIELDS)[number];

export const MOST_FACETS = 5;

export function isFacetField(name: FieldName): name is FacetField {
  return (FACET_FIELDS as readonly string[]).includes(name);
}
