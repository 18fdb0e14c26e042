// Where a walk begins → the runs of the index that it reads, in walking order, each beginning with a seek. Pure.
import { FIELDS, type FieldName, TIE_FIELD, type Value } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import { contains, type Interval, intersect, isPoint, type Restriction, unrestricted } from '../query/restriction.ts';
import { reachFrom, type Start } from '../query/start.ts';

/** One comparison of a field's key with a value. `=` with null means "has no value". */
export interface Bound {
  field: FieldName;
  operator: '=' | '<' | '<=' | '>' | '>=' | 'is not null';
  value: Value | null;
}

/** One comparison of a field's key; `in` is with any of several values, which are ascending. */
export type Comparison = Bound | { field: FieldName; operator: 'in'; values: Value[] };

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

/** The runs of all values of a range; single values with none between them are one run, that of a list. */
export function toRuns({ field, descending }: SortKey, { intervals, nulls }: Restriction): Segment[] {
  const runs: Segment[] = [];
  for (let at = 0; at < intervals.length; ) {
    const end = intervals.findIndex((interval, place) => place >= at && !isPoint(interval));
    const points = intervals.slice(at, end < 0 ? intervals.length : end);
    if (points.length > 1) runs.push([{ field, operator: 'in', values: points.map(({ lo }) => lo!) }]);
    else runs.push(toComparisons(field, intervals[at]!));
    at += Math.max(1, points.length);
  }
  if (nulls) runs.unshift([equal(field, null)]);
  return descending ? runs.reverse() : runs;
}

/** Where a run of the first key alone begins. */
export function toSegmentStart({ descending }: SortKey, segment: Segment): Start {
  const wanted = descending ? ['=', '<', '<='] : ['=', '>', '>='];
  for (const comparison of segment) {
    const { operator } = comparison;
    if (operator === 'in') return { keys: [comparison.values.at(descending ? -1 : 0)!], inclusive: true };
    if (wanted.includes(operator)) return { keys: [comparison.value], inclusive: operator !== '<' && operator !== '>' };
  }
  return 'edge';
}

function toComparisons(field: FieldName, interval: Interval): Bound[] {
  return isPoint(interval) ? [equal(field, interval.lo)] : toBounds(field, interval);
}

/** The ends of an interval; of a single value too, where a third bound is to end the reading between them. */
export function toBounds(field: FieldName, interval: Interval): Bound[] {
  const { lo, loOpen, hi, hiOpen } = interval;
  const comparisons: Bound[] = [];
  if (lo !== null) comparisons.push({ field, operator: loOpen ? '>' : '>=', value: lo });
  if (hi !== null) comparisons.push({ field, operator: hiOpen ? '<' : '<=', value: hi });
  if (lo === null && FIELDS[field].nullable) comparisons.push({ field, operator: 'is not null', value: null });
  return comparisons;
}

function equal(field: FieldName, value: Value | null): Bound {
  return { field, operator: '=', value };
}
