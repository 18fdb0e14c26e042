// How the total is found: stored with the data, a value count, or counted within the budget; never by reading on and on.
// Pure.
import type { FieldName, Value } from '../contact/fields.ts';
import { known, mapped, type Query, query } from '../db/query.ts';
import type { Result } from '../db/result.ts';
import type { DataState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { type Aggregate, isOfEntries, planAggregate } from '../plan/aggregate.ts';
import { BUDGET } from '../plan/budget.ts';
import { ENTRIES_READ } from '../plan/cost.ts';
import { planValueSum, type ValueSum } from '../plan/valuecount.ts';
import type { ListQuery } from '../query/query.ts';
import type { Restriction } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import { isUntested, type Tests } from '../query/tests.ts';
import { toSecond } from '../second.ts';
import { readPlace, toCountStatement } from '../sql/aggregate.ts';
import { selectValueSum } from '../sql/counts.ts';

export interface Total {
  value: number;
  /** `eq`: exactly that many; `gte`: at least. */
  relation: 'eq' | 'gte';
  /** Where it is at least: how many the statistics expect, where they know. */
  estimate?: number;
  /** When it was true: RFC 3339, UTC. */
  as_of: string;
}

/** Where `count=auto` stops counting. */
export const BOUNDED_COUNT = 10_001;

/** Values whose counts are summed for one total. */
const MOST_VALUES = { auto: 3000, exact: 30_000 };
/** An estimate is told by so many digits: more would look like knowledge. */
const DIGITS = 3;

/** What is read apart from the contacts that are counted. */
const SEEKING = 100;

export interface CountContext {
  estimator: PlanContext['estimator'];
  /** Where counting may stop; null counts on. */
  limit: number | null;
  /** Rows and index entries that may be read. */
  budget?: number;
}

/** A query that counts: how many, and where counting stopped; null where it is exact. */
export interface Count {
  /** Rows and index entries that it reads at most; and that it would read if nothing stopped it. */
  ceiling: number;
  expected: number;
  /** Whether each contact is one entry of an index, and nothing is tested. */
  isOfEntries: boolean;
  /** Whether each contact is tested, beyond the entries of one index that it walks. */
  isTested: boolean;
  query: Query<{ value: number; stopped: Start | null }>;
}

/** The query that counts what passes the tests, from `start` on; null where nothing can pass. */
export function planCount(
  tests: Tests,
  start: Start,
  { estimator, limit, budget = BUDGET.count }: CountContext,
): Count | null {
  const aggregate = planAggregate(tests, start, { estimator, budget, limit });
  if (!aggregate) return null;
  const { order, next, most, by } = aggregate;
  const toStop = ({ rows: [counted, cut] }: Result) => {
    const value = Number(counted?.count ?? 0);
    if (counted?.place !== undefined && value >= most) {
      const keys = readPlace(order, String(counted.place));
      return { value, stopped: { keys, inclusive: false, by } };
    }
    if (aggregate.found) return { value, stopped: null };
    if (limit !== null && value >= Math.min(limit, most)) return { value, stopped: start };
    const keys = cut && order.map(({ field }) => cut[field] as Value | null);
    if (keys?.length && aggregate.addresses !== null && keys.at(-1) === null) keys.pop(); // behind all contacts of an address
    if (keys) return { value, stopped: { keys, inclusive: false, by } };
    return { value, stopped: typeof next === 'object' && next ? { ...next, by } : next };
  };
  return {
    ceiling: toCeiling(aggregate, { limit, budget }),
    expected: aggregate.expected,
    isOfEntries: isOfEntries(aggregate),
    isTested: !isUntested(aggregate.tests),
    query: query(toCountStatement(aggregate, limit), toStop),
  };
}

function toCeiling(aggregate: Aggregate, { limit, budget }: { limit: number | null; budget: number }): number {
  if (limit === null || !isUntested(aggregate.tests)) return budget;
  return aggregate.addresses === null
    ? Math.min(budget, limit + SEEKING)
    : ENTRIES_READ * aggregate.addresses + Math.min(aggregate.most, limit) + SEEKING;
}

/** How a number that is stored with the data is told: that of one filter on a field with value counts; else null. */
function planStored({ restrictions, substrings, any, words, found }: Tests): ValueSum | null {
  const [first, ...others] = Object.entries(restrictions) as [FieldName, Restriction][];
  if (!first || others.length > 0 || substrings.length + any.length + words.length > 0 || found) return null;
  return planValueSum(...first);
}

/**
 * The query for such a number, told the number of all contacts; null where none is stored. Where the values were looked up
 * by a text that they contain, it is known already.
 */
export function planStoredCount(
  tests: Tests,
  { count }: Pick<ListQuery, 'count'>,
): Query<(contacts: number) => Counted> | null {
  const sum = planStored(tests);
  if (!sum) return null;
  const contained = tests.restrictions[sum.field]?.contained;
  if (contained) return known(() => ({ value: contained.contacts, stopped: null }));
  const isExact = count === 'exact';
  return mapped(selectValueSum(sum, MOST_VALUES[isExact ? 'exact' : 'auto']), ({ contacts, isCut }) => (all) => {
    if (isCut) return { value: isExact ? 0 : contacts, stopped: 'edge' }; // an exact count begins by itself
    return { value: sum.isRest ? all - contacts : contacts, stopped: null };
  });
}

/** Whether the query asks for a total, and not for that of all contacts. */
export function hasTotal(query: ListQuery): boolean {
  return query.count !== 'none' && !isUntested(query);
}

/** Whether the query's total has to be counted: it is not stored with the data. */
export function needsCounting(query: ListQuery): boolean {
  return hasTotal(query) && planStored(query) === null;
}

/** How many were counted; where counting stopped is null where that is exact. `asOf` is the present unless it says. */
export interface Counted {
  value: number;
  stopped: Start | null;
  asOf?: string;
}

/** The total, from what was counted (null: nothing needed to be, or nothing can pass). At least what the page shows. */
export function toTotal(query: ListQuery, { state, counted, now, shown, estimator }: TotalContext): Total | null {
  if (query.count === 'none') return null;
  const as_of = counted?.asOf ?? toSecond(now);
  if (!hasTotal(query)) return { value: state.contacts, relation: 'eq', as_of };
  const { value, stopped } = counted ?? { value: 0, stopped: null };
  if (stopped === null) return { value, relation: 'eq', as_of };
  const least = Math.max(value, shown);
  const estimate = estimator.isInformed && Math.max(least, roundEstimate(estimator.countMatches(query)));
  return { value: least, relation: 'gte', ...(estimate && { estimate }), as_of };
}

interface TotalContext {
  state: DataState;
  counted: Counted | null;
  now: Date;
  /** Contacts that the page shows or tells of. */
  shown: number;
  estimator: PlanContext['estimator'];
}

function roundEstimate(contacts: number): number {
  return Math.round(Number(contacts.toPrecision(DIGITS)));
}
