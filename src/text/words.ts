// Text in, the words by which search finds it out: what is stored beside a row, and what a query means. Pure; one set of
// rules for both, so that they cannot disagree. No word has a space, quote or any other ASCII sign in it.
import { fold } from './fold.ts';

/** The letters, numbers and symbols that words are made of (an emoji is a word); in ASCII letters and digits alone. */
const SIGN = String.raw`[[a-z0-9][[\p{L}\p{N}\p{M}\p{S}]--[\0-\x7f]]]`;
/** Scripts that are written without spaces. */
const CJK = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]`;
const RUNS = new RegExp(`([${SIGN}&&${CJK}]+)|[${SIGN}--${CJK}]+`, 'gv');
const ASCII_RUNS = /[a-z0-9]+/g;
const NOT_ASCII = /[^\0-\x7f]/;

/** A run of characters between two separators; at the border of CJK text and other text, a run ends too. */
export interface WordRun {
  text: string;
  cjk: boolean;
}

/** The runs of a text, in their order, folded (./fold.ts); Hangul syllables are whole ones. */
export function toRuns(text: string): WordRun[] {
  const folded = fold(text);
  if (!NOT_ASCII.test(folded)) return (folded.match(ASCII_RUNS) ?? []).map((run) => ({ text: run, cjk: false }));
  const runs = folded.normalize('NFC').matchAll(RUNS);
  return Array.from(runs, ([run, cjk]) => ({ text: run, cjk: cjk !== undefined }));
}

/** The pairs of neighbours in a CJK run: n - 1 of them for n characters. */
function toPairs(run: string): string[] {
  const characters = Array.from(run);
  return characters.slice(1).map((character, at) => characters[at]! + character);
}

/** The words a text is stored by: its runs; of a CJK run each two neighbours and the last character by itself. */
export function toWords(text: string): string[] {
  return toRuns(text).flatMap(({ text, cjk }) => (cjk ? [...toPairs(text), Array.from(text).at(-1)!] : [text]));
}

/** A word that is searched for: as the beginning of a stored word, unless it must be the whole of one. */
export interface SoughtWord {
  text: string;
  whole: boolean;
}

/** What a text means when it is searched for: its runs as beginnings; of a longer CJK run each two neighbours. */
export function toSoughtWords(text: string): SoughtWord[] {
  return toRuns(text).flatMap(({ text, cjk }): SoughtWord[] => {
    const pairs = cjk ? toPairs(text) : [];
    return pairs.length > 0 ? pairs.map((pair) => ({ text: pair, whole: true })) : [{ text, whole: false }];
  });
}

/** The one word of a phone number: its digits. */
export function toPhoneWords(phone: string | null): string[] {
  const digits = (phone ?? '').replace(/[^0-9]/g, '');
  return digits === '' ? [] : [digits];
}

/** The words of a customer number: its parts, and all of them as one word. */
export function toCustomerWords(customerId: string): string[] {
  const words = toWords(customerId);
  return words.length > 1 ? [...words, words.join('')] : words;
}

/** The stored form of words: each of them once, with a space before and after it; one space where there is none. */
export function joinWords(...lists: string[][]): string {
  let joined = ' ';
  for (const words of lists) {
    for (const word of words) if (!joined.includes(` ${word} `)) joined += `${word} `;
  }
  return joined;
}

/** Where CJK letters, signs and emoji begin, but for the Hangul letters in HANGUL; migrations/ say the same in SQL. */
const FIRST_CJK = 0x2e80;
const HANGUL = { first: 0x1100, last: 0x11ff };

/** Whether words like this are listed to correct others by: two letters at least, no digit, of a script with spaces. */
export function isSpelt(word: string): boolean {
  const first = word.codePointAt(0) ?? 0;
  return (
    first < FIRST_CJK &&
    !(first >= HANGUL.first && first <= HANGUL.last) &&
    !/[0-9]/.test(word) &&
    Array.from(word).length >= 2
  );
}
