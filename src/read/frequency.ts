// How common words are: counted in the sampled contacts, and asked how many contacts a word of a search leaves. Pure.
import { joinWords, toCustomerWords, toPhoneWords, toWords } from '../words.ts';
import type { FieldName } from './fields.ts';
import type { Value } from './restriction.ts';
import { toPatterns, type Word } from './search.ts';

/** A word seen less often in the sample is not kept. */
const LEAST_SEEN = 3;

/** The words that several sampled contacts have, each with its share of all contacts, 0 to 1. */
export type Frequencies = [word: string, share: number][];

/** A contact's words as they are stored (../words.ts), from the keys of its fields. */
export function joinKeys(keyOf: (field: FieldName) => Value | null | undefined): string {
  const text = (field: FieldName) => String(keyOf(field) ?? '');
  return joinWords(
    toPhoneWords(text('phone_number')),
    toCustomerWords(text('customer_id')),
    ...(['first_name', 'last_name', 'street', 'city'] as const).map((field) => toWords(text(field))),
  );
}

/** How common the words are in contacts' stored words. */
export function toFrequencies(contacts: string[]): Frequencies {
  const counts = new Map<string, number>();
  for (const words of contacts)
    for (const word of words.trim().split(' ')) if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([, seen]) => seen >= LEAST_SEEN)
    .map(([word, seen]) => [word, Number((seen / contacts.length).toPrecision(3))]);
}

/** The share of contacts that have the word, at most; rare words are not in it. */
export function estimateWord(frequencies: Frequencies, word: Word): number {
  const patterns = toPatterns(word);
  let sum = 0;
  for (const [known, share] of frequencies) {
    const stored = ` ${known} `;
    if (patterns.some((pattern) => stored.startsWith(pattern))) sum += share;
  }
  return Math.min(1, sum);
}
