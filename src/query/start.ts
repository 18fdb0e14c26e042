// Where in an order reading begins, and what lies from there on. Pure.
import type { FieldName, Value } from '../contact/fields.ts';
import type { SortKey } from './order.ts';
import { above, below, intersect, type Restriction, unrestricted } from './restriction.ts';

/** The keys of one row, in the order's order; null for a missing value. */
export type Keys = (Value | null)[];

/**
 * Where reading begins: at the order's edge, behind its end (`nowhere`), or at the rows with these leading keys: from the
 * first of them on (`inclusive`), or behind the last of them. `isHeavy`: more rows than a run reads share the first key.
 * `by`: the field in whose order, or the search index by which, a count goes on.
 */
export type Start =
  | 'edge'
  | 'nowhere'
  | { keys: Keys; inclusive: boolean; isHeavy?: boolean; by?: FieldName | 'search' };

/** What the order puts at or behind a key, or only behind it; no value comes before every value. */
export function reachFrom({ descending }: SortKey, key: Value | null, inclusive: boolean): Restriction {
  if (key === null) return descending ? { intervals: [], nulls: inclusive } : { ...unrestricted, nulls: inclusive };
  return descending
    ? { intervals: [below(key, { orEqual: inclusive })], nulls: true }
    : { intervals: [above(key, { orEqual: inclusive })], nulls: false };
}

/** What is left of a range from a start on. */
export function reachOf(key: SortKey, range: Restriction, start: Start): Restriction {
  if (start === 'edge') return range;
  if (start === 'nowhere') return { intervals: [], nulls: false };
  return intersect(range, reachFrom(key, start.keys[0]!, start.inclusive || start.keys.length > 1));
}

/** The same place seen the other way: what lies before a start is what lies behind its mirror in the reversed order. */
export function mirror(start: Start): Start {
  if (start === 'edge') return 'nowhere';
  if (start === 'nowhere') return 'edge';
  return { keys: start.keys, inclusive: !start.inclusive };
}
