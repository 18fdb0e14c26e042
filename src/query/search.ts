// The text of `q` → the words that a contact must have to be found, and what stands for those that occur nowhere. Pure.

import { isCorrectable, MOST_CORRECTIONS } from '../text/spelling.ts';
import { type SoughtWord, toRuns, toSoughtWords } from '../text/words.ts';
import { BadValue, quote } from './value.ts';

/** The length of a search in characters. */
export const SEARCH_LENGTH = { least: 2, most: 100 };
export const MOST_WORDS = 10;
/** Of a CJK run with more pairs of neighbours than this, every second is sought. */
const MOST_PAIRS = 10;

const QUOTES = /["\u201c-\u201f]/u;
/** A phone number as people write it, with its country first: it is one word. A + typed into an address is a space. */
const PHONE = /^"?[+ (][\d\s\-()/.]+"?$/;
const LEAST_DIGITS = 3;

/** A word that must occur. */
export interface Word extends SoughtWord {
  /** Taken as it is: in quotes, or nothing that could be misspelt. */
  fixed: boolean;
  /** The words of the data that stand for it, as wholes, because it occurs nowhere; null: it stands for itself. */
  corrected: string[] | null;
}

/** The distinct words of a search, in its order. Throws BadValue. */
export function parseSearch(search: string): Word[] {
  const text = search.trim();
  const { least, most } = SEARCH_LENGTH;
  if (!text.isWellFormed()) throw new BadValue('bad-character', 'Half of a surrogate pair is no character.');
  if (text.includes('\0')) throw new BadValue('bad-character', 'A null character cannot be part of a search.');
  const length = Array.from(text).length;
  if (length === 0) throw new BadValue('empty-value', 'A value is missing.');
  if (length < least || length > most)
    throw new BadValue('out-of-range', `Expected ${least} to ${most} characters, got ${length}.`);
  const digits = text.replace(/\D/g, '');
  if (PHONE.test(search.trimEnd()) && digits.length >= LEAST_DIGITS)
    return [{ text: digits, whole: false, fixed: true, corrected: null }];

  const words = new Map<string, Word>();
  const runs = new Set<string>();
  for (const { text: part, quoted } of toParts(text)) {
    for (const run of toRuns(part)) runs.add(run.text);
    for (const word of thin(toSoughtWords(part))) {
      const fixed = quoted || !canBeMisspelt(word) || words.get(word.text)?.fixed === true;
      words.set(word.text, { ...word, fixed, corrected: null });
    }
  }
  if (runs.size === 0) throw new BadValue('empty-value', `${quote(text)} holds no letter or digit to search for.`);
  if (runs.size > MOST_WORDS) throw new BadValue('too-many', `At most ${MOST_WORDS} words, got ${runs.size}.`);
  return [...words.values()];
}

/** What stands in quotes, and what does not; a quote without its partner only separates. */
function toParts(text: string): { text: string; quoted: boolean }[] {
  const parts = text.split(QUOTES);
  return parts.map((part, at) => ({ text: part, quoted: at % 2 === 1 && at < parts.length - 1 }));
}

function thin(words: SoughtWord[]): SoughtWord[] {
  const pairs = words.filter(({ whole }) => whole);
  return pairs.length <= MOST_PAIRS
    ? words
    : words.filter((word) => !word.whole || isUsedPair(pairs.indexOf(word), pairs));
}

function isUsedPair(at: number, pairs: SoughtWord[]): boolean {
  return at % 2 === 0 || at === pairs.length - 1;
}

function canBeMisspelt({ text, whole }: SoughtWord): boolean {
  return !whole && isCorrectable(text);
}

/** How a word stands in stored words, which have a space before and after each: in one of these ways. */
export function toPatterns({ text, whole, corrected }: Word): string[] {
  if (corrected) return corrected.map((word) => ` ${word} `);
  return [whole ? ` ${text} ` : ` ${text}`];
}

/** The words with what stands for those that are corrected. */
export function correctWords(words: Word[], corrections: Correction[]): Word[] {
  const known = new Map(corrections.map(({ from, to }) => [from, to]));
  return words.map((word) => ({ ...word, corrected: word.fixed ? null : (known.get(word.text) ?? null) }));
}

/** The words that may be corrected, if they occur nowhere. */
export function toUncertain(words: Word[]): string[] {
  return words.filter(({ fixed }) => !fixed).map(({ text }) => text);
}

/** What was corrected. */
export function toCorrections(words: Word[]): Correction[] {
  return words.flatMap(({ text, corrected }) => (corrected ? [{ from: text, to: corrected }] : []));
}

/** Whether the corrections could have been made of these words. */
export function fitCorrections(words: Word[], corrections: Correction[]): boolean {
  const isWord = (text: string) => toRuns(text)[0]?.text === text;
  return corrections.every(
    ({ from, to }) =>
      words.some(({ text, fixed }) => text === from && !fixed) &&
      to.length > 0 &&
      to.length <= MOST_CORRECTIONS &&
      to.every(isWord),
  );
}

/** What a word that matches nothing was taken for: nearest words that occur, the commonest first, never none. */
export interface Correction {
  from: string;
  to: string[];
}
