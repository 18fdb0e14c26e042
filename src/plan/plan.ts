// What is requested, where reading begins and what is known about the data → the next step: the cheapest way to read on. A
// sort by several fields is read group by group, a group being the contacts that share the first field's value. Pure.

import type { Value } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import {
  between,
  compareValues,
  complement,
  contains,
  type Interval,
  intersect,
  isNothing,
  placesWithin,
  type Restriction,
} from '../query/restriction.ts';
import { reachOf, type Start } from '../query/start.ts';
import { type PlanContext, type PlanQuery, planWalk, planWalksWithin } from './access.ts';
import { planNextPart } from './fetch/collect.ts';
import { planFetches } from './fetch/fetch.ts';
import { planFound, planMatchFetches, planSearches } from './fulltext.ts';
import { planListed } from './listed.ts';
import { countIn, findPair, heavySize, type LightRange, planRun, type WithNext } from './run.ts';
import { countPresorted, rangeOf } from './segment.ts';
import type { Step } from './step.ts';

/** Intervals that are looked ahead for what is read next: a text may be contained in many values. */
const MOST_AHEAD = 64;

/** What is read next of the first key: the contacts with one value, or those of a light range. */
type Piece = { value: Value | null } | LightRange;

/** The next step of reading the list from `start`; null where nothing is left. */
export function planStep(query: PlanQuery, start: Start, context: PlanContext): Step | null {
  const steps = planSteps(query, start, context);
  return context.choose?.(steps) ?? steps[0] ?? null;
}

/** Every way to take the next step, the cheapest first. */
export function planSteps(query: PlanQuery, start: Start, context: PlanContext): Step[] {
  if (start === 'nowhere' || Object.values(query.tests.restrictions).some(isNothing)) return [];
  if (query.tests.found) return [planFound(query, query.tests.found, start, context)];
  const part = planNextPart(query, start, context);
  if (part) return [part];
  const ordered = query.ranked ? null : planOrdered(query, start, context);
  if (!ordered && !query.ranked) return [];
  const steps: Step[] = [
    ...(ordered ? [ordered, ...planWalksWithin(query, start, context)] : []),
    ...planSearches(query, start, context),
    ...planFetches(query, start, context.collected ? { ...context, mayCollect: false } : context),
    ...planMatchFetches(query, start, context),
  ];
  return steps.sort((a, b) => costOfPage(a, context) - costOfPage(b, context));
}

/** A step that ends before the page is full is followed by others of about its cost. */
function costOfPage(step: Step, { rows, doubt = 1 }: PlanContext): number {
  const { next } = step;
  const { estimate } = step;
  const isSure = step.access === 'late' && step.prefix.length === 0; // the group that is fetched may be of nobody
  const cost = isSure ? estimate.cost : doubt * estimate.cost;
  const isLast = next === null && !(step.access === 'run' && step.isPart);
  if (isLast || estimate.rows >= rows) return cost;
  return cost * Math.min(1000, rows / Math.max(estimate.rows, 0.1));
}

function planOrdered(query: PlanQuery, start: Start, context: PlanContext): Step | null {
  const { order, tests } = query;
  if (countPresorted(order) === order.length) {
    const walk = planWalk(query, start, context);
    return walk.segments.length > 0 ? walk : null;
  }
  const key = order[0]!;
  const reach = reachOf(key, rangeOf(key.field, tests.restrictions[key.field]), start);
  const listed = planListed(query, reach, start, context);
  if (listed) return listed;
  const [piece, following] = toPieces(key, reach, heavyValuesOf(query, start, context), context);
  if (!piece) return null;
  const next = following ? startOf(following, key) : null;
  return 'value' in piece
    ? planGroup(query, piece.value, start, { ...context, next })
    : planRun(query, piece, start, { ...context, next, reach });
}

/** The reach in the order of the key, cut at the heavy values; of very many intervals the first, and where they go on. */
function toPieces(
  key: SortKey,
  { intervals, nulls }: Restriction,
  heavyValues: Set<Value | null>,
  context: PlanContext,
): Piece[] {
  if (intervals.length > MOST_AHEAD) {
    const { descending } = key;
    const near = descending ? intervals.slice(1 - MOST_AHEAD) : intervals.slice(0, MOST_AHEAD - 1);
    const pieces = toPieces(key, { intervals: near, nulls: nulls && !descending }, heavyValues, context);
    return [...pieces, { interval: intervals.at(descending ? -MOST_AHEAD : MOST_AHEAD - 1)!, holes: false }];
  }
  const points = ([...heavyValues].filter((value) => value !== null) as Value[]).map((value) => between(value, value));
  const heavy = points.filter(({ lo }) => contains({ intervals, nulls }, lo));
  heavy.sort((a, b) => compareValues(a.lo!, b.lo!));
  const gaps = { intervals: complement(heavy), nulls: false };
  const light = heavy.length > 0 ? intersect({ intervals, nulls: false }, gaps).intervals : intervals;
  const pieces: Piece[] = [...heavy.map(({ lo }) => ({ value: lo })), ...bridge(key, light, heavy, context)];
  pieces.sort(compareBegins);
  if (nulls) pieces.unshift({ value: null });
  return key.descending ? pieces.reverse() : pieces;
}

/** Intervals between which fewer contacts lie than a heavy value has, as one that has holes; never over a piece of its own. */
function bridge(key: SortKey, intervals: Interval[], heavy: Interval[], context: PlanContext): LightRange[] {
  const bridged: LightRange[] = [];
  for (const interval of intervals) {
    const last = bridged.at(-1);
    const hole = last && {
      lo: last.interval.hi,
      loOpen: !last.interval.hiOpen,
      hi: interval.lo,
      hiOpen: !interval.loOpen,
    };
    if (hole && !holdsOne(hole, heavy) && countIn(key, hole, context) < heavySize(key, context)) {
      last.interval = { ...interval, lo: last.interval.lo, loOpen: last.interval.loOpen };
      last.holes = true;
    } else bridged.push({ interval, holes: false });
  }
  return bridged;
}

/** Whether one of the heavy values, which are ascending, is within. */
function holdsOne(hole: Interval, heavy: Interval[]): boolean {
  const { from, to } = placesWithin(hole, heavy.length, (place) => heavy[place]!.lo!);
  return from < to;
}

function compareBegins(a: Piece, b: Piece): number {
  const [left, right] = [lowest(a), lowest(b)];
  if (left === null || right === null) return Number(right === null) - Number(left === null);
  return compareValues(left, right) || Number('interval' in a) - Number('interval' in b);
}

function lowest(piece: Piece): Value | null {
  return 'value' in piece ? piece.value : piece.interval.lo;
}

/** Where a piece that is not the first begins. */
function startOf(piece: Piece, { descending }: SortKey): Start {
  if ('value' in piece) return { keys: [piece.value], inclusive: true };
  const { lo, loOpen, hi, hiOpen } = piece.interval;
  const begin = descending ? hi : lo;
  return { keys: [begin], inclusive: begin !== null && !(descending ? hiOpen : loOpen) };
}

/** The values that are read by themselves; where an index has what one value of another field leaves, those that turned out heavy there. */
function heavyValuesOf(query: PlanQuery, start: Start, context: PlanContext): Set<Value | null> {
  const key = query.order[0]!;
  const heavy = findPair(query) ? [] : context.estimator.heavyValues(key.field, heavySize(key, context));
  const heavyValues = new Set(heavy.map(({ value }) => value));
  if (typeof start === 'object' && start.isHeavy) heavyValues.add(start.keys[0]!);
  return heavyValues;
}

/** What may be fetched in parts within the group of a value: what was collected there is gone on with, else nothing new is begun. */
function withinGroup(value: Value | null, { mayCollect, collected }: PlanContext): Partial<PlanContext> {
  const isThere = collected && collected.prefix.length > 0 && collected.prefix[0] === value;
  return {
    mayCollect: mayCollect === true && !collected,
    collected: isThere ? { ...collected, prefix: collected.prefix.slice(1) } : undefined,
  };
}

/** The contacts whose first key is `value`, as a list of its own in the order of the other keys. */
function planGroup(
  query: PlanQuery,
  value: Value | null,
  start: Start,
  { next, ...context }: Omit<WithNext, 'reach'>,
): Step | null {
  const [key, ...order] = query.order;
  const only = value === null ? { intervals: [], nulls: true } : { intervals: [between(value, value)], nulls: false };
  const tests = { ...query.tests, restrictions: { ...query.tests.restrictions, [key!.field]: only } };
  const isWithin = typeof start === 'object' && start.keys.length > 1 && start.keys[0] === value;
  const inner: Start = isWithin ? { ...start, keys: start.keys.slice(1) } : 'edge';
  const step = planStep({ order, tests, ranked: null }, inner, {
    ...context,
    doubt: 1,
    ...withinGroup(value, context),
  });
  if (!step) return next === null ? null : planOrdered(query, next, context);
  const goesOn: Start | null =
    typeof step.next === 'object' && step.next ? { ...step.next, keys: [value, ...step.next.keys] } : null;
  return { ...step, prefix: [value, ...step.prefix], next: goesOn ?? next };
}
