// Values that a filter may be about, from the counts of its field: what is asked for, and which of them begin as typed. Pure.
import type { FacetSaid } from './answer.ts';
import { ANY, fromList, toList } from './condition.ts';
import { isCondition, toParameters, toSearch } from './query.ts';

/** A condition that is being made or changed, as far as its values matter. */
export interface Typed {
  original: string | null;
  field: string;
  operator: string;
  value: string;
}

export type ValueCount = FacetSaid['values'][number];

/** What the API counts by value; of an enum all values are shown as it is. */
const SUGGESTED = ['country', 'city', 'city_code', 'last_name', 'first_name'];
const OPERATORS = ['eq', 'ne', 'in', 'nin'];
const MOST = 8;

export function isSuggested({ field, operator }: Typed): boolean {
  return SUGGESTED.includes(field) && OPERATORS.includes(operator);
}

function isMany(operator: string): boolean {
  return operator === 'in' || operator === 'nin';
}

/** What is being typed: of several values the last one. Countries are chosen, not typed. */
export function toTyped({ field, operator, value }: Typed): string {
  if (field === 'country') return '';
  return (isMany(operator) ? (value.split(',').at(-1) ?? '') : value).trim();
}

/** What is asked for the commonest values under the other filters; null where values that begin so cannot be asked for. */
export function toSuggestSearch(search: string, { original, field }: Typed, begin: string): string | null {
  const others = toParameters(search).filter(([name]) => (isCondition(name) || name === 'q') && name !== original);
  if (begin !== '' && others.some(([name]) => name === ANY)) return null; // it would be one alternative more
  // a field's own filter is left out of its counts, an alternative is not
  const alternative = begin === '' ? [] : [[ANY, toSearch([[`${field}.startswith`, begin]]).slice(1)] as const];
  const asked = [
    ['limit', '1'],
    ['count', 'none'],
    ['fields', 'id'],
    ['facet', field],
  ] as const;
  return toSearch([...others, ...alternative, ...asked]);
}

export function toMatching(values: readonly ValueCount[], typed: string): ValueCount[] {
  const begin = fold(typed);
  const isMatching = ({ value }: ValueCount) => value !== null && value !== '' && fold(value).startsWith(begin);
  return values.filter(isMatching).slice(0, MOST);
}

/** The value with a suggestion taken: in place of what is typed, or of several values one more or one less. */
export function take({ field, operator, value }: Typed, taken: string): string {
  if (!isMany(operator)) return taken;
  const chosen = toList(value);
  if (chosen.includes(taken)) return fromList(chosen.filter((one) => one !== taken));
  const typed = toTyped({ original: null, field, operator, value });
  const isBegun = typed !== '' && fold(taken).startsWith(fold(typed));
  return fromList([...(isBegun ? chosen.slice(0, -1) : chosen), taken]);
}

/** About as the API compares: without case and accents. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
