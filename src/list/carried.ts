// The total that pages hand on in their cursors, so that it is counted once for all of them. Pure.
import type { DataState } from '../db/state.ts';
import type { CountedBefore, Position } from '../query/cursor.ts';
import type { ListQuery } from '../query/query.ts';
import { toSecond } from '../second.ts';
import { USABLE_MS } from '../sql/counts.ts';
import type { Version } from '../version.ts';
import { needsCounting, type Total } from './count.ts';

/** A total that is true now was so at this moment, too, if nothing was written since: equal pages then hold equal cursors. */
const COARSE_MS = 5 * 60_000;

/**
 * The total that the cursor brings, where it need not be counted again: it is young, and no older than what the client has
 * seen (null: nobody can tell what that is).
 */
export function recallTotal(
  query: ListQuery,
  { total }: Position,
  { seen, now }: { seen: Version | null; now: Date },
): Total | null {
  if (!total || !needsCounting(query) || seen === null || total.version < seen) return null;
  const { value, isExact, asOf, estimate } = total;
  if (!isYoung(total, now) || (query.count === 'exact' && !isExact)) return null;
  const as_of = toSecond(new Date(asOf * 1000));
  if (isExact) return { value, relation: 'eq', as_of };
  return { value, relation: 'gte', ...(estimate !== null && { estimate }), as_of };
}

/** What the page's cursors hand on: its own total, if that had to be counted and is of the present; else what it was handed. */
export function toHandOn(
  query: ListQuery,
  { total, handed }: { total: Total | null; handed: CountedBefore | undefined },
  { state, now }: { state: DataState; now: Date },
): CountedBefore | null {
  if (!total) return handed && isYoung(handed, now) ? handed : null;
  if (!needsCounting(query)) return null;
  const { value, relation, estimate = null } = total;
  const coarse = Math.floor(now.getTime() / COARSE_MS) * COARSE_MS;
  const asOf = Math.floor(Math.min(Date.parse(total.as_of), Math.max(coarse, state.number)) / 1000);
  return { value, isExact: relation === 'eq', asOf, version: state.version, estimate };
}

function isYoung({ asOf }: CountedBefore, now: Date): boolean {
  return now.getTime() - asOf * 1000 < USABLE_MS;
}
