// Where a walk begins → the runs of the index that it reads, in walking order, each beginning with a seek. Pure.
import { FIELDS, type FieldName, TIE_FIELD, type Value } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import { contains, type Interval, intersect, isPoint, type Restriction, unrestricted } from '../query/restriction.ts';
import { reachFrom, type Start } from '../query/start.ts';

/** One comparison of a field's key. `=` with null means "has no value". */
export interface Comparison {
  field: FieldName;
  operator: '=' | '<' | '<=' | '>' | '>=' | 'is not null';
  value: Value | null;
}

/** A run of the index: all of the comparisons hold. */
export type Segment = Comparison[];

/** How many leading keys of the order the index of the first one is itself in, with what ends it. */
export function countPresorted(order: SortKey[]): number {
  const { field, descending } = order[0]!;
  const { table } = FIELDS[field];
  const served: FieldName[] = [field];
  if (TIE_FIELD[table] !== field) served.push(TIE_FIELD[table]);
  if (table === 'address') served.push('id'); // an address's contacts come in the order of their ids
  const end = order.findIndex((key, at) => key.field !== served[at] || key.descending !== descending);
  return end < 0 ? order.length : end;
}

/** All values of a field: those that a filter leaves, or every one. */
export function rangeOf(field: FieldName, restriction: Restriction = unrestricted): Restriction {
  return { ...restriction, nulls: restriction.nulls && FIELDS[field].nullable };
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
