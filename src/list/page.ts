// Rows as read → the page: in the order requested, with its positions and the cursors that go on from it. Pure.
import { type CountedBefore, MOST_DOUBT, type Position, toCursor } from '../query/cursor.ts';
import type { Collected } from '../query/position/collected.ts';
import type { ListQuery } from '../query/query.ts';
import type { Seal } from '../query/seal.ts';
import { mirror, type Start } from '../query/start.ts';
import type { ContactText, Found } from './reading/taken.ts';

export interface Page {
  /** Each an object as JSON. */
  contacts: ContactText[];
  limit: number;
  next: string | null;
  prev: string | null;
  /** Positions of the first and last row in the whole result, from 1; null where unknown or where there is no row. */
  from: number | null;
  to: number | null;
  /** The work budget ended the page early: more rows may follow than `next` alone would tell. */
  partial: boolean;
}

/** Where the page begins, who seals its cursors, and what these hand on. */
interface Pages {
  position: Position;
  seal: Seal;
  total: CountedBefore | null;
  collected?: Collected | null;
}

/**
 * `found` are up to one more than the limit: the one too many only tells that the list goes on. `stopped` is where the
 * budget stopped reading before that many were found; null where the list was read on to its end.
 */
export function toPage(
  found: Found[],
  stopped: Start | null,
  query: ListQuery,
  { position, seal, total, collected = null }: Pages,
): Page {
  const { limit } = query;
  const { direction, start } = position;
  const partial = found.length <= limit && stopped !== null;
  const goesOn = found.length > limit || partial;
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const behindLast: Start = last ? { keys: last.keys, inclusive: false } : start;
  const onward = partial ? stopped : behindLast;
  const backward: Start = shown[0] ? { keys: shown[0].keys, inclusive: false } : mirror(start);
  const isEdge = start === 'edge';

  const forward = direction === 'forward';
  if (!forward) shown.reverse();
  const before = countBefore(position, shown.length, goesOn);
  const after = before === null ? null : before + shown.length;
  const handedOn = total ? { total } : {};
  const further = partial ? toFurther(collected, limit / shown.length) : {};
  const next = {
    direction: 'forward',
    start: forward ? onward : backward,
    rank: after,
    ...handedOn,
    ...(forward && further),
  } as const;
  const prev = {
    direction: 'backward',
    start: forward ? backward : onward,
    rank: before,
    ...handedOn,
    ...(!forward && further),
  } as const;
  return {
    contacts: shown.map(({ contact }) => contact),
    limit,
    next: (forward ? goesOn : !isEdge) ? toCursor(query, next, seal) : null,
    prev: (forward ? !isEdge : goesOn) ? toCursor(query, prev, seal) : null,
    from: before === null || shown.length === 0 ? null : before + 1,
    to: shown.length === 0 ? null : after,
    partial,
  };
}

/** What a page that was cut short hands on to the one that goes on with it. */
function toFurther(collected: Collected | null, tooFew: number): Pick<Position, 'collected' | 'doubt'> {
  return collected ? { collected } : { doubt: Math.min(MOST_DOUBT, Number(tooFew.toFixed(1))) };
}

/** How many rows of the whole result lie before the page. Contacts come and go meanwhile: it is never below zero. */
function countBefore({ direction, rank }: Position, shown: number, goesOn: boolean): number | null {
  if (rank === null || direction === 'forward') return rank;
  return goesOn ? Math.max(rank - shown, 0) : 0;
}
