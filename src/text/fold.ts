// Text in, the form in which text compares and sorts out. Pure; used when rows are written and when queries are read.

const SPELT_OUT: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ', // lower case alone would make it depend on where a word ends, and so break prefixes and substrings
};
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The folded form of a text: Unicode NFKD, combining marks (general category M) removed, lower case, and the letters
 * that do not decompose spelt out; a final sigma is a sigma. "Müller" and "MULLER" fold to "muller", "Straße" to "strasse". Idempotent.
 */
export function fold(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => SPELT_OUT[letter]!);
}

/** Orders two texts by code point, as SQLite's BINARY collation orders their UTF-8; negative, zero or positive. */
export function compareCodePoints(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const left = a.codePointAt(at)!;
    const right = b.codePointAt(at)!;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}
