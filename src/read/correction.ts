// Words that match nothing → the nearest words that do occur.

import type { Database } from '../db/database.ts';
import { word, wordDeletion } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { allowErrors, type Candidate, isCorrectable, rankCandidates, toDeletions } from './spelling.ts';

/** What a word that matches nothing was taken for: nearest words that occur, the commonest first, never none. */
export interface Correction {
  from: string;
  to: string[];
}

/** Rows of the deletion neighbourhood that are looked at, all words of a query together; as many words may follow. */
const MOST_CANDIDATES = 4_000;
/** Sorts behind all that may follow in a word. */
const BEHIND = '\u{10ffff}';

/** Whether no stored word begins with this one. */
export function matchesNothing(sought: string): SQL {
  const end = sought + BEHIND;
  return sql`not exists (select 1 from ${word} where ${word.word} >= ${sought} and ${word.word} < ${end})
    and not exists (select 1 from contact_term where term >= ${sought} and term < ${end} and doc > 0)`;
}

/** Reads the words that a word may stand for, `limit` at most; none where it matches something itself. */
export function selectCandidates(sought: string, limit: number): SQL {
  const errors = allowErrors(sought);
  const length = Array.from(sought).length;
  return sql`select ${word.word} as "word", ${word.contacts} as "contacts" from (
      select distinct found from (
        select ${wordDeletion.word} as found from json_each(${JSON.stringify(toDeletions(sought, errors))}) as sought
        cross join ${wordDeletion} on ${wordDeletion.deletion} = sought.value
        where ${matchesNothing(sought)} limit ${limit}
      ) where length(found) between ${length - errors} and ${length + errors}
    ) cross join ${word} on ${word.word} = found`;
}

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
