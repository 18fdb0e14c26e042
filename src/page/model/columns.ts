// The columns of the list: what they are called, which are shown unless the address says so, and what is asked for. Pure.
import { change, getValue, toParameters, toSearch } from './query.ts';

/** What stands in a table of ten columns without being cut. Other fields are called by their names. */
const LABELS: Record<string, string> = {
  any: 'Alternative',
  id: 'ID',
  customer_id: 'Customer no.',
  phone_number: 'Phone',
  last_updated: 'Updated',
  address_id: 'Address ID',
  street_number: 'No.',
  city_code: 'Postcode',
  relationship_id: 'Loyalty ID',
  relationship_created: 'Member since',
  last_activity: 'Last active',
};

export const DEFAULT_COLUMNS = [
  'first_name',
  'last_name',
  'city',
  'country',
  'points',
  'last_activity',
  'birthday',
  'phone_number',
  'customer_id',
];

/** The parts of a name, which its picture is made of. */
const NAME_PARTS = ['first_name', 'last_name'];

export function toLabel(field: string): string {
  const label = LABELS[field] ?? field.replaceAll('_', ' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** As it stands within a sentence. */
export function toPhrase(field: string): string {
  const label = toLabel(field);
  return /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

export function toColumns(search: string): string[] {
  const fields = getValue(search, 'fields');
  return fields ? fields.split(',').filter((field) => field !== '') : DEFAULT_COLUMNS;
}

/** The query with these columns; nothing of them is said where they are the usual ones. */
export function chooseColumns(search: string, columns: string[]): string {
  return change(search, { fields: columns.join() === DEFAULT_COLUMNS.join() ? null : columns.join() });
}

/** What is asked of the API for the list that the page shows: the same for the Worker's first page and for the browser's. */
export function toListSearch(search: string): string {
  const columns = toColumns(search);
  const fields = [...new Set([...columns, ...NAME_PARTS])].join();
  const others = toParameters(search).filter(([name]) => !['fields', 'facet', 'highlight', 'format'].includes(name));
  const isSearched = others.some(([name]) => name === 'q');
  return toSearch([...others, ['fields', fields], ...(isSearched ? [['highlight', 'true'] as const] : [])]);
}

/** What is asked for the facets beside the list; null where none are shown. */
export function toFacetSearch(search: string): string | null {
  const facet = getValue(search, 'facet');
  if (!facet) return null;
  const dropped = ['fields', 'facet', 'cursor', 'seek', 'limit', 'count', 'highlight', 'sort', 'format'];
  const others = toParameters(search).filter(([name]) => !dropped.includes(name));
  return toSearch([...others, ['limit', '1'], ['count', 'none'], ['fields', 'id'], ['facet', facet]]);
}
