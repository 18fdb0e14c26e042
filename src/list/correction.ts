// Words that match nothing → the nearest words that do occur.
import type { Database } from '../db/database.ts';
import type { Correction } from '../query/search.ts';
import { selectCandidates } from '../sql/correction.ts';
import { type Candidate, isCorrectable, rankCandidates } from '../text/spelling.ts';

/** Rows of the deletion neighbourhood that are looked at, all words of a query together; as many words may follow. */
const MOST_CANDIDATES = 4_000;

/** Of the words, those that match nothing though near ones occur, in their order; one round trip, 8,000 rows read at most. */
export async function findCorrections(database: Database, words: string[]): Promise<Correction[]> {
  const correctable = words.filter(isCorrectable);
  if (correctable.length === 0) return [];
  const limit = Math.floor(MOST_CANDIDATES / correctable.length);
  const results = await database.run(...correctable.map((word) => selectCandidates(word, limit)));
  return correctable
    .map((from, at) => ({ from, to: rankCandidates(from, results[at]!.rows as unknown as Candidate[]) }))
    .filter(({ to }) => to.length > 0);
}
