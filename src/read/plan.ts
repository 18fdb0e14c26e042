// ListQuery and position → ListPlan: which index is walked, from where, and what is tested on the way. Plain data. Pure.
import type { Keys, Position } from './cursor.ts';
import { FIELDS, type FieldName, ROWID_FIELD, type TableName } from './fields.ts';
import { type Restrictions, reverse, type SortKey } from './order.ts';
import type { ListQuery } from './query.ts';
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

/** One comparison of a field's key. `=` with null means "has no value". */
export interface Comparison {
  field: FieldName;
  operator: '=' | '<' | '<=' | '>' | '>=' | 'is not null';
  value: Value | null;
}

/** A run of the walked index: all of `comparisons` hold and, where `after` is given, the rest of the keys lie behind it. */
export interface Segment {
  comparisons: Comparison[];
  after: { order: SortKey[]; keys: Keys } | null;
}

export interface ListPlan {
  access: 'walk';
  /** The table whose index is walked, and that index; null is the table's own rowid order. */
  table: TableName;
  index: string | null;
  /** The order in which rows come out: the query's, reversed for a page that is read backwards. */
  order: SortKey[];
  /** How many leading keys of the order the index itself is in; SQLite sorts the rest within equal keys. */
  presorted: number;
  /** Runs in walking order, in the chunks that one statement each reads. */
  chunks: Segment[][];
  /** What is tested on each row of the walk. */
  tests: { restrictions: Restrictions; substrings: ListQuery['substrings'] };
}

/** Segments one statement reads: within D1's 100 bound parameters, with 19 other fields' tests beside them. */
const SEGMENTS_PER_STATEMENT = 15;

export function planList(query: ListQuery, position: Position): ListPlan {
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { [order[0]!.field]: _walked, ...restrictions } = startedAt(query, position);
  const { table, index } = FIELDS[order[0]!.field];
  const presorted = countPresorted(order);
  return {
    access: 'walk',
    table,
    index,
    order,
    presorted,
    chunks: toChunks(toSegments(order, presorted, startedAt(query, position), position)),
    tests: { restrictions, substrings: query.substrings },
  };
}

/** The restrictions, with a seek's start as one more of the first sort field. */
function startedAt({ restrictions, sort }: ListQuery, { from }: Position): Restrictions {
  if (typeof from !== 'object' || !('value' in from)) return restrictions;
  const { field, descending } = sort[0]!;
  const reach = descending ? below(from.value, { orEqual: true }) : above(from.value, { orEqual: true });
  const seek: Restriction = { intervals: [reach], nulls: descending };
  return {
    ...restrictions,
    [field]: intersect(restrictions[field] ?? unrestricted, seek),
  };
}

/** An index on a field is in the order field, rowid; from an address, its contacts come in the order of their ids. */
function countPresorted(order: SortKey[]): number {
  const { field, descending } = order[0]!;
  const { table } = FIELDS[field];
  const served: FieldName[] = [field];
  if (ROWID_FIELD[table] !== field) served.push(ROWID_FIELD[table]);
  if (table === 'address') served.push('id');
  const end = order.findIndex((key, at) => key.field !== served[at] || key.descending !== descending);
  return end < 0 ? order.length : end;
}

function toSegments(order: SortKey[], presorted: number, restrictions: Restrictions, { from }: Position): Segment[] {
  const [first] = order;
  const restriction =
    restrictions[first!.field] ?? (FIELDS[first!.field].nullable ? unrestricted : { ...unrestricted, nulls: false });
  if (typeof from !== 'object' || !('keys' in from)) return toRuns(first!, restriction);
  const { keys } = from;
  const ties = contains(restriction, keys[0]!) ? toTies(order, presorted, keys) : [];
  return [...ties, ...toRuns(first!, intersect(restriction, behind(first!, keys[0]!)))];
}

/** The rows that share the first key and lie behind the others, deepest tie first, as the index holds them. */
function toTies(order: SortKey[], presorted: number, keys: Keys): Segment[] {
  const ties: Segment[] = [];
  if (presorted < order.length) {
    const comparisons = order.slice(0, presorted).map(({ field }, at) => equal(field, keys[at]!));
    ties.push({
      comparisons,
      after: { order: order.slice(presorted), keys: keys.slice(presorted) },
    });
  }
  for (let depth = presorted - 1; depth > 0; depth--) {
    const { field, descending } = order[depth]!;
    const equals = order.slice(0, depth).map(({ field }, at) => equal(field, keys[at]!));
    ties.push({
      comparisons: [...equals, { field, operator: descending ? '<' : '>', value: keys[depth]! }],
      after: null,
    });
  }
  return ties;
}

/** What the order puts behind a key; no value comes before every value. */
function behind({ descending }: SortKey, key: Value | null): Restriction {
  if (key === null) return descending ? { intervals: [], nulls: false } : { ...unrestricted, nulls: false };
  return descending
    ? { intervals: [below(key, { orEqual: false })], nulls: true }
    : { intervals: [above(key, { orEqual: false })], nulls: false };
}

function toRuns({ field, descending }: SortKey, { intervals, nulls }: Restriction): Segment[] {
  const runs = intervals.map((interval) => ({
    comparisons: toComparisons(field, interval),
    after: null,
  }));
  if (nulls) runs.unshift({ comparisons: [equal(field, null)], after: null });
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

function toChunks(segments: Segment[]): Segment[][] {
  const chunks: Segment[][] = [];
  for (let at = 0; at < segments.length; at += SEGMENTS_PER_STATEMENT)
    chunks.push(segments.slice(at, at + SEGMENTS_PER_STATEMENT));
  return chunks;
}
