// Where a walk begins → the runs of the index that it reads, in walking order, each beginning with a seek. Pure.
import { FIELDS, type FieldName, ROWID_FIELD } from './fields.ts';
import type { SortKey } from './order.ts';
import {
  above,
  below,
  contains,
  type Interval,
  intersect,
  isPoint,
  type Restriction,
  unrestricted,
  type Value,
} from './restriction.ts';

/** The keys of one row, in the order's order; null for a missing value. */
export type Keys = (Value | null)[];

/**
 * Where reading begins: at the order's edge, behind its end (`nowhere`), or at the rows with these leading keys: from the
 * first of them on (`inclusive`), or behind the last of them. `crowded`: more rows than a run reads share the first key.
 * `by`: the field in whose order, or the search index by which, a count goes on.
 */
export type Start =
  | 'edge'
  | 'nowhere'
  | { keys: Keys; inclusive: boolean; crowded?: boolean; by?: FieldName | 'search' };

/** One comparison of a field's key. `=` with null means "has no value". */
export interface Comparison {
  field: FieldName;
  operator: '=' | '<' | '<=' | '>' | '>=' | 'is not null';
  value: Value | null;
}

/** A run of the index: all of the comparisons hold. */
export type Segment = Comparison[];

/** How many leading keys of the order the index of the first one is itself in: an index ends with its table's row id. */
export function countPresorted(order: SortKey[]): number {
  const { field, descending } = order[0]!;
  const { table } = FIELDS[field];
  const served: FieldName[] = [field];
  if (ROWID_FIELD[table] !== field) served.push(ROWID_FIELD[table]);
  if (table === 'address') served.push('id'); // an address's contacts come in the order of their ids
  const end = order.findIndex((key, at) => key.field !== served[at] || key.descending !== descending);
  return end < 0 ? order.length : end;
}

/** All values of a field: those that a filter leaves, or every one. */
export function rangeOf(field: FieldName, restriction: Restriction = unrestricted): Restriction {
  return { ...restriction, nulls: restriction.nulls && FIELDS[field].nullable };
}

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

/** The runs that a walk from `start` reads; `range` is what the first key may be. Only for an order that is presorted. */
export function toSegments(order: SortKey[], range: Restriction, start: Start): Segment[] {
  const [first] = order;
  if (start === 'nowhere') return [];
  if (start === 'edge') return toRuns(first!, range);
  const { keys, inclusive } = start;
  const equals = keys.map((key, at) => equal(order[at]!.field, key));
  const ties: Segment[] = [];
  if (contains(range, keys[0]!)) {
    if (inclusive) ties.push(equals);
    for (let depth = keys.length - 1; depth > 0; depth--) {
      const { field, descending } = order[depth]!;
      ties.push([...equals.slice(0, depth), { field, operator: descending ? '<' : '>', value: keys[depth]! }]);
    }
  }
  return [...ties, ...toRuns(first!, intersect(range, reachFrom(first!, keys[0]!, false)))];
}

export function toRuns({ field, descending }: SortKey, { intervals, nulls }: Restriction): Segment[] {
  const runs = intervals.map((interval) => toComparisons(field, interval));
  if (nulls) runs.unshift([equal(field, null)]);
  return descending ? runs.reverse() : runs;
}

function toComparisons(field: FieldName, interval: Interval): Comparison[] {
  if (isPoint(interval)) return [equal(field, interval.lo)];
  const { lo, loOpen, hi, hiOpen } = interval;
  const comparisons: Comparison[] = [];
  if (lo !== null) comparisons.push({ field, operator: loOpen ? '>' : '>=', value: lo });
  if (hi !== null) comparisons.push({ field, operator: hiOpen ? '<' : '<=', value: hi });
  if (lo === null && FIELDS[field].nullable) comparisons.push({ field, operator: 'is not null', value: null });
  return comparisons;
}

function equal(field: FieldName, value: Value | null): Comparison {
  return { field, operator: '=', value };
}
