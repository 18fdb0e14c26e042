// Words that few contacts have: with the last of them a word leaves the list of those that occur, and what it may be
// misspelt as goes along. Pure.
import { type Query, query } from '../../db/query.ts';
import { word } from '../../db/records.ts';
import { sql } from '../../db/sql.ts';

/** How many contacts have each of the words, of those that at most so many have. */
export function selectRare(words: readonly string[], most: number): Query<Map<string, number>> {
  const statement = sql`select word as "word", contacts as "contacts" from ${word}
    where word in (select value from json_each(${JSON.stringify(words)})) and contacts <= ${most}`;
  return query(statement, ({ rows }) => new Map(rows.map((row) => [String(row.word), Number(row.contacts)])));
}
