// How the total is found: stored with the data, a value count, or counted within the budget; never by reading on and on.
// Pure.
import type { FieldName, Value } from '../contact/fields.ts';
import { known, type Query, query } from '../db/query.ts';
import type { Result } from '../db/result.ts';
import type { DataState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { type Aggregate, planAggregate } from '../plan/aggregate.ts';
import { BUDGET } from '../plan/budget.ts';
import { ENTRIES_READ } from '../plan/cost.ts';
import { hasValueCount } from '../plan/valuecount.ts';
import type { ListQuery } from '../query/query.ts';
import type { Restriction } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import { isUntested, type Tests } from '../query/tests.ts';
import { toSecond } from '../second.ts';
import { toCountStatement } from '../sql/aggregate.ts';
import { selectValueCount } from '../sql/counts.ts';

export interface Total {
  value: number;
  /** `eq`: exactly that many; `gte`: at least. */
  relation: 'eq' | 'gte';
  /** When it was true: RFC 3339, UTC. */
  as_of: string;
}

/** Where `count=auto` stops counting. */
export const BOUNDED_COUNT = 10_001;

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
    query: query(toCountStatement(aggregate, limit), toStop),
  };
}

function toCeiling(aggregate: Aggregate, { limit, budget }: { limit: number | null; budget: number }): number {
  if (limit === null || !isUntested(aggregate.tests)) return budget;
  if (aggregate.access === 'search') return Math.min(budget, limit + SEEKING);
  return aggregate.addresses === null
    ? budget
    : ENTRIES_READ * aggregate.addresses + Math.min(aggregate.most, limit) + SEEKING;
}

/** The query for a number that is stored with the data: that of a single filter by values that are counted; else null. */
export function planValueCount({ restrictions, substrings, any, words, found }: Tests): Query<number> | null {
  const [first, ...others] = Object.entries(restrictions) as [FieldName, Restriction][];
  if (!first || others.length > 0 || substrings.length + any.length + words.length > 0 || found) return null;
  const [field, restriction] = first;
  if (!hasValueCount(field, restriction)) return null;
  return restriction.contained ? known(restriction.contained.contacts) : selectValueCount(field, restriction);
}

/** Whether the query asks for a total, and not for that of all contacts. */
export function hasTotal({ count, ...query }: ListQuery): boolean {
  return count !== 'none' && !isUntested(query);
}

/** Whether the query's total has to be counted: it is not stored with the data. */
export function needsCounting(query: ListQuery): boolean {
  return hasTotal(query) && planValueCount(query) === null;
}

/** How many were counted; where counting stopped is null where that is exact. `asOf` is the present unless it says. */
export interface Counted {
  value: number;
  stopped: Start | null;
  asOf?: string;
}

/** The total, from what was counted (null: nothing needed to be, or nothing can pass). */
export function toTotal(
  query: ListQuery,
  { state, counted, now }: { state: DataState; counted: Counted | null; now: Date },
): Total | null {
  if (query.count === 'none') return null;
  const as_of = counted?.asOf ?? toSecond(now);
  if (!hasTotal(query)) return { value: state.contacts, relation: 'eq', as_of };
  const { value, stopped } = counted ?? { value: 0, stopped: null };
  return { value, relation: stopped === null ? 'eq' : 'gte', as_of };
}
