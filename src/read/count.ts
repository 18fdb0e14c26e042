// ListQuery → the statement that counts its contacts, and its result → the total. Pure.
import { type SQL, sql } from 'drizzle-orm';
import type { Result } from '../db/database.ts';
import type { DataState } from '../db/state.ts';
import { all, testedFields, toTests } from './predicate.ts';
import type { ListQuery } from './query.ts';
import { joinFor, tableScope } from './scope.ts';
import { literal } from './select.ts';

export interface Total {
  value: number;
  /** `eq`: exactly that many; `gte`: at least. */
  relation: 'eq' | 'gte';
  /** When it was true: RFC 3339, UTC. */
  as_of: string;
}

/** Where `count=auto` stops counting. */
export const BOUNDED_COUNT = 10_001;

/** The statement for the query's count; null where nothing needs counting. */
export function planCount(query: ListQuery): SQL | null {
  if (query.count === 'none' || testedFields(query).length === 0) return null;
  const { restrictions, substrings } = query;
  const rows = joinFor(tableScope('app_user'), testedFields(query), 'join');
  const end = query.count === 'auto' ? sql` limit ${literal(BOUNDED_COUNT)}` : sql``;
  const where = all(toTests({ restrictions, substrings }, rows.key));
  return sql`select count(*) as "count" from (select 1 from ${rows.source} where ${where}${end})`;
}

/** The total; `counted` is the result of planCount's statement. */
export function toTotal(query: ListQuery, state: DataState, counted: Result | null, now: Date): Total | null {
  if (query.count === 'none') return null;
  const as_of = `${now.toISOString().slice(0, 19)}Z`;
  if (!counted) return { value: state.contacts, relation: 'eq', as_of };
  const value = Number(counted.rows[0]!.count);
  return {
    value,
    relation: query.count === 'auto' && value === BOUNDED_COUNT ? 'gte' : 'eq',
    as_of,
  };
}
