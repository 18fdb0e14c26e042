// How common words are: counted in the sampled contacts, and asked how many contacts a word of a search leaves. Pure.

import type { FieldName, Value } from '../contact/fields.ts';
import { SEARCHED_FIELDS, toFieldWords } from '../contact/words.ts';
import { toSums } from '../query/places.ts';
import type { Word } from '../query/search.ts';
import { toLexicon } from './lexicon.ts';

/** A word that occurs less often in the sample is not stored. */
const LEAST_COUNT = 3;

/** The words that several sampled contacts have, each with its share of all contacts, 0 to 1. */
export type Frequencies = [word: string, share: number][];

/** A contact's words, each once, from the keys of its fields; they are those that are stored beside it (../contact/words.ts). */
export function listWords(keyOf: (field: FieldName) => Value | null | undefined): Set<string> {
  return new Set(SEARCHED_FIELDS.flatMap((field) => toFieldWords(field, String(keyOf(field) ?? ''))));
}

/** How common the words are that contacts have, in the order in which they are looked up. */
export function toFrequencies(contacts: Iterable<string>[]): Frequencies {
  const counts = new Map<string, number>();
  for (const words of contacts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= LEAST_COUNT)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, count]) => [word, Number((count / contacts.length).toPrecision(3))]);
}

/** Tells the share of contacts that have a word, at most; rare words are not in it. */
export function toWordShares(frequencies: Frequencies): (word: Word) => number {
  const shares = new Map(frequencies);
  const { words, runsOf } = toLexicon(shares.keys());
  const sumOf = toSums(words.map((word) => shares.get(word)!));
  return (word) =>
    Math.min(
      1,
      runsOf(word).reduce((sum, { from, to }) => sum + sumOf(from, to), 0),
    );
}
