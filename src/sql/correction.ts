// Which words of a search occur nowhere, and which words they may stand for, as statements. Pure.
import { type Query, query } from '../db/query.ts';
import { word, wordDeletion } from '../db/records.ts';
import { type SQL, sql } from '../db/sql.ts';
import { allowErrors, type Candidate, toDeletions } from '../text/spelling.ts';

/** Sorts behind all that may follow in a word. */
const BEHIND = '\u{10ffff}';

/** Whether no stored word begins with this one. */
export function matchesNothing(sought: string): SQL {
  const end = sought + BEHIND;
  return sql`not exists (select 1 from ${word} where ${word.word} >= ${sought} and ${word.word} < ${end})
    and not exists (select 1 from contact_term where term >= ${sought} and term < ${end} and doc > 0)`;
}

/** Reads the words that a word may stand for, `limit` at most; none where it matches something itself. */
export function selectCandidates(sought: string, limit: number): Query<Candidate[]> {
  const errors = allowErrors(sought);
  const length = Array.from(sought).length;
  const statement = sql`select ${word.word} as "word", ${word.contacts} as "contacts" from (
      select distinct found from (
        select ${wordDeletion.word} as found from json_each(${JSON.stringify(toDeletions(sought, errors))}) as sought
        cross join ${wordDeletion} on ${wordDeletion.deletion} = sought.value
        where ${matchesNothing(sought)} limit ${limit}
      ) where length(found) between ${length - errors} and ${length + errors}
    ) cross join ${word} on ${word.word} = found`;
  return query(statement, ({ rows }) =>
    rows.map((row) => ({ word: String(row.word), contacts: Number(row.contacts) })),
  );
}

/** Reads which of the words no stored word begins with, in their order; a few rows for each. */
export function selectUnknownWords(words: string[]): Query<string[]> {
  const toName = (at: number) => `word_${at}`;
  const columns = words.map((word, at) => sql`(${matchesNothing(word)}) as ${sql.identifier(toName(at))}`);
  return query(sql`select ${sql.join(columns, sql`, `)}`, ({ rows: [row] }) =>
    words.filter((_, at) => row?.[toName(at)] === 1),
  );
}
