// Rows as walked → the page: in the order asked, with its positions and the cursors that go on from it. Pure.
import type { Row } from '../db/database.ts';
import { type Keys, type Position, toCursor } from './cursor.ts';
import type { ListQuery } from './query.ts';
import { toKeyName } from './sql.ts';

export interface Page {
  data: Row[];
  limit: number;
  next: string | null;
  prev: string | null;
  /** Positions of the first and last row in the whole result, from 1; null where unknown or where there is no row. */
  from: number | null;
  to: number | null;
  partial: boolean;
}

/** `rows` are up to one more than the limit: the one too many only tells that the walk goes on. */
export function toPage(rows: Row[], query: ListQuery, position: Position): Page {
  const { limit } = query;
  const goesOn = rows.length > limit;
  const shown = rows.slice(0, limit);
  const forward = position.direction === 'forward';
  if (!forward) shown.reverse();

  const before = countBefore(position, shown.length, goesOn);
  const after = before === null ? null : before + shown.length;
  const next = {
    direction: 'forward',
    from: edgeFrom(shown.at(-1), query),
    rank: after,
  } as const;
  const prev = {
    direction: 'backward',
    from: edgeFrom(shown[0], query),
    rank: before,
  } as const;
  const begins = position.from === 'edge';
  return {
    data: shown.map((row) => toContact(row, query)),
    limit,
    next: (forward ? goesOn : !begins) ? toCursor(query, next) : null,
    prev: (forward ? !begins : goesOn) ? toCursor(query, prev) : null,
    from: before === null || shown.length === 0 ? null : before + 1,
    to: shown.length === 0 ? null : after,
    partial: false,
  };
}

/** How many rows of the whole result lie before the page. Contacts come and go meanwhile: it is never below zero. */
function countBefore({ direction, rank }: Position, shown: number, goesOn: boolean): number | null {
  if (rank === null || direction === 'forward') return rank;
  return goesOn ? Math.max(rank - shown, 0) : 0;
}

/** From a row's keys; from a page without rows there is only the edge behind which it lies to go back from. */
function edgeFrom(row: Row | undefined, query: ListQuery): Position['from'] {
  return row ? { keys: toKeys(row, query) } : 'edge';
}

function toKeys(row: Row, { order, fields }: ListQuery): Keys {
  return order.map(({ field }) => row[toKeyName(field, fields)]!);
}

function toContact(row: Row, { fields }: ListQuery): Row {
  return Object.fromEntries(fields.map((field) => [field, row[field]!]));
}
