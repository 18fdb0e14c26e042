// Words → expressions of FTS5's query language, each word an FTS5 string, so that nothing typed can be an operator. Pure.

import { FIELDS, type FieldName } from '../contact/fields.ts';
import { SEARCHED_FIELDS } from '../contact/words.ts';
import { onlyValue } from '../query/restriction.ts';
import type { Word } from '../query/search.ts';
import type { Tests } from '../query/tests.ts';
import { toWords } from '../text/words.ts';

/** Fields whose every word is in the index: a filter that holds one to a single value leaves contacts with its words. */
const INDEXED_FIELDS = SEARCHED_FIELDS.filter((field) => FIELDS[field].search === 'text');
/** Beginnings of words up to so long are in the index; for a longer one, the contacts of all words that begin so are gathered. */
const INDEXED_BEGINNING = 3;
/** The classes of a ranking tell so many words apart, from the left. */
const MOST_RANKED = 3;

/** The filters that the index helps with: what is left of them are contacts with all of these words. */
export function toFilterWords({ restrictions }: Pick<Tests, 'restrictions'>): Map<FieldName, string[]> {
  const words = new Map<FieldName, string[]>();
  for (const field of INDEXED_FIELDS) {
    const value = restrictions[field] && onlyValue(restrictions[field]);
    if (typeof value !== 'string') continue;
    const found = toWords(value);
    if (found.length > 0) words.set(field, found);
  }
  return words;
}

/** Matches the contacts that have every word; for filters, more than those that pass. */
export function toMatch(words: Word[], filters: Iterable<string[]>): string {
  return [...words.map(toTerm), ...toFilterTerms(filters)].join(' AND ');
}

/**
 * The same matches in classes, the best first, no contact in two of them: those that have every word as a whole, then
 * those in which the last is only the beginning of one, then those in which the one before it is, ... Corrected words and
 * the fourth and further ones make no difference.
 */
export function toClasses(words: Word[], filters: Iterable<string[]>): string[] {
  const ranked = toRanked(words);
  const others = words.filter((word) => !ranked.includes(word)).map(toTerm);
  const rest = [...others, ...toFilterTerms(filters)];
  return Array.from({ length: ranked.length + 1 }, (_, rank) => {
    const wholes = ranked.length - rank;
    const terms = ranked.map((word, at) => {
      if (at === wholes) return `(${toTerm(word)} NOT ${toQuoted(word.text)})`;
      return at < wholes ? toQuoted(word.text) : toTerm(word);
    });
    return [...terms, ...rest].join(' AND ');
  });
}

/** Whether the word's contacts have to be gathered before the first of them is known. */
export function isGathered({ text, whole, corrected }: Word): boolean {
  return !whole && !corrected && text.length > INDEXED_BEGINNING;
}

/** The words by which contacts are ranked: whether they have them as wholes. */
export function toRanked(words: Word[]): Word[] {
  return words.filter(({ corrected, whole }) => corrected === null && !whole).slice(0, MOST_RANKED);
}

function toFilterTerms(filters: Iterable<string[]>): string[] {
  return [...new Set([...filters].flat())].map(toQuoted);
}

function toTerm({ text, whole, corrected }: Word): string {
  if (corrected) return `(${corrected.map(toQuoted).join(' OR ')})`;
  return whole ? toQuoted(text) : `${toQuoted(text)}*`;
}

function toQuoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
