// All rows of a list from a start on, chunk by chunk as they are wanted. Each is read by the list's own plans, as a page is,
// but larger; nothing is held between them but where the next one begins, and no transaction.
import type { Database } from '../../db/database.ts';
import { known } from '../../db/query.ts';
import type { PlanQuery } from '../../plan/access.ts';
import { MOST_READ } from '../../plan/budget.ts';
import { reverse } from '../../query/order.ts';
import type { ListQuery } from '../../query/query.ts';
import { mirror, type Start } from '../../query/start.ts';
import type { Estimator } from '../../statistics/estimate.ts';
import type { Found } from '../reading/taken.ts';
import { planAhead, type Reading, readRows } from '../rows.ts';

/** Takes some 20 ms of D1's one thread, and 10 MB of memory; three million rows are 750 such chunks. */
export const ROWS_AT_ONCE = 4000;
/** Of rows that are only counted. */
const IDS_AT_ONCE = 10_000;
/** Rows and index entries for a chunk: as many as a whole list request reads. */
export const BUDGET_AT_ONCE = MOST_READ;

/** What chunks are read of, and with what. */
export interface Chunking {
  reading: PlanQuery & Pick<ListQuery, 'fields'>;
  database: Database;
  estimator: Estimator;
  /** Whether a contact is an object of its fields; left out: the array of their values. */
  isNamed?: boolean;
}

export interface Chunk {
  found: Found[];
  /** Where the next one begins; null: this is the last. */
  next: Start | null;
}

/** A chunk has fewer rows than `rows`, or none, where the budget ended it; the list then goes on all the same. */
export async function* readChunks(
  { reading, database, estimator, isNamed = false }: Chunking,
  start: Start,
  rows: number,
): AsyncGenerator<Chunk, void> {
  let from: Start | null = start;
  while (from !== null) {
    const context = { estimator, budget: BUDGET_AT_ONCE, mayFetch: true, rows };
    const steps = planAhead(reading, from, context);
    const reader = { context, database, isNamed, batch: known(null), steps };
    const read: { reading: Reading } = await readRows(reading, from, reader);
    const { found, stopped } = read.reading;
    const last = found.length >= rows ? found.at(-1) : undefined;
    from = last ? { keys: last.keys, inclusive: false } : stopped;
    yield { found, next: from };
  }
}

/** How many rows lie before a start, read backwards from it; null where that takes more queries than there may be. */
export async function countBefore(chunking: Chunking, start: Start, mostQueries: number): Promise<number | null> {
  const { reading, database } = chunking;
  const backwards: Chunking['reading'] = { ...reading, order: reverse(reading.order), fields: ['id'] };
  let rows = 0;
  for await (const { found, next } of readChunks({ ...chunking, reading: backwards }, mirror(start), IDS_AT_ONCE)) {
    rows += found.length;
    if (next !== null && database.spent.queries >= mostQueries) return null;
  }
  return rows;
}
