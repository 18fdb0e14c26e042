// The fields that have facets, and how many of them one query may ask for. Pure.
import { FIELD_NAMES, FIELDS } from '../contact/fields.ts';

export const FACET_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].facet !== null).sort(
  (a, b) => FIELDS[a].facet! - FIELDS[b].facet!,
);

export const MOST_FACETS = 5;
