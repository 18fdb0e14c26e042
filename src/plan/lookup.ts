// A search that is dear to look up is looked up once, for the rows, the total and the facets alike: how much of the search
// index is read is nowhere counted, so it has a bound of its own. Common words are tested on what the rarer ones find.

import type { ListQuery } from '../query/query.ts';
import type { Word } from '../query/search.ts';
import { NO_TESTS } from '../query/tests.ts';
import type { Estimator } from '../statistics/estimate.ts';
import { MOST_FOUND } from './budget.ts';
import { isGathered, toMatch, toRanked } from './match.ts';

/** Contacts in the lists of the words that are looked up, all look-ups together, from which on a search is dear (about 10 ms). */
const DEAR = 1_000_000;
/** Gathering a word's contacts takes so many times as long as going through a list of them that the index has. */
const GATHERED = 4;
/** Testing a contact's words takes as long as going through so many contacts in the list of one. */
const TEST = 200;
/** Reads of a contact that is found: for a row of the page, for the count and for each facet; and to test its words. */
const READS = { page: 8, count: 3, facet: 10, words: 2 };

/** What is looked up, what is left to test of it, and how many contacts may be found. */
export interface Lookup {
  match: string;
  rest: Word[];
  most: number;
}

/**
 * How a dear search is looked up; null where it is none, or is likely to find too many for that: then the first of them
 * come soon, and only facets are better taken from what is looked up.
 */
export function planLookup(query: ListQuery, estimator: Estimator, budget: number): Lookup | null {
  const { words, ranked, count, facets } = query;
  if (words.length === 0) return null;
  const counted = words
    .map((word) => ({ word, contacts: estimator.countMatches({ ...NO_TESTS, words: [word] }) }))
    .sort((a, b) => a.contacts - b.contacts);
  const uses = (ranked ? toRanked(words).length + 1 : 1) + (count === 'none' ? 0 : 1) + facets.length;
  const work = counted.reduce((sum, { word, contacts }) => sum + contacts * weigh(word), 0);
  if (work * uses < DEAR) return null;

  const each =
    READS.page + READS.words + (count === 'none' ? 0 : READS.count + READS.words) + facets.length * READS.facet;
  const most = Math.min(MOST_FOUND, Math.floor(budget / each));
  const matched: Word[] = [];
  let found = estimator.contacts;
  for (const { word, contacts } of counted) {
    const left = estimator.countMatches({ ...NO_TESTS, words: [...matched, word] });
    if (found <= most / 2 && (found - left) * TEST * uses < contacts * weigh(word)) continue;
    matched.push(word);
    found = left;
  }
  if (found > most && facets.length === 0) return null;
  return { match: toMatch(matched, []), rest: words.filter((word) => !matched.includes(word)), most };
}

function weigh(word: Word): number {
  return isGathered(word) ? GATHERED : 1;
}
