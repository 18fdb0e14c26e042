// Which words of a search occur nowhere, read beside a page: one statement, and what its row says.

import type { Result } from '../db/database.ts';
import { type SQL, sql } from '../db/sql.ts';
import { matchesNothing } from './correction.ts';

/** Reads which of the words no stored word begins with; a few rows for each. */
export function selectUnknownWords(words: string[]): SQL {
  const columns = words.map((word, at) => sql`(${matchesNothing(word)}) as ${sql.identifier(toName(at))}`);
  return sql`select ${sql.join(columns, sql`, `)}`;
}

/** Of the words, those that occur nowhere. */
export function toUnknownWords({ rows: [row] }: Result, words: string[]): string[] {
  return words.filter((_, at) => row![toName(at)] === 1);
}

function toName(at: number): string {
  return `word_${at}`;
}
