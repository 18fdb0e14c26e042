// Words that match nothing → the nearest words that do occur.
import type { Database } from '../db/database.ts';
import { mapped } from '../db/query.ts';
import type { Correction } from '../query/search.ts';
import { selectCandidates } from '../sql/correction.ts';
import { isCorrectable, rankCandidates } from '../text/spelling.ts';

/** Rows of the deletion neighbourhood that are looked at, all words of a query together; as many words may follow. */
const MOST_CANDIDATES = 4_000;

/** Of the words, those that match nothing though near ones occur, in their order; one round trip, 8,000 rows read at most. */
export async function findCorrections(database: Database, words: string[]): Promise<Correction[]> {
  const correctable = words.filter(isCorrectable);
  if (correctable.length === 0) return [];
  const limit = Math.floor(MOST_CANDIDATES / correctable.length);
  const corrections = await database.run(
    ...correctable.map((from) =>
      mapped(selectCandidates(from, limit), (candidates) => ({ from, to: rankCandidates(from, candidates) })),
    ),
  );
  return corrections.filter(({ to }) => to.length > 0);
}
