// The words of a search in, what PostgreSQL's text search matches for them out, in the classes that Kartei ranks by: first
// who has every word as a whole, then those in whom the last is only the beginning of one, and so on. Nothing is
// corrected. Pure.
import { toRanked } from '../../src/plan/match.ts';
import type { Word } from '../../src/query/search.ts';

/** All who have the words. */
export function toMatch(words: Word[]): string {
  return words.map(toTerm).join(' & ');
}

/** The same in classes, the best first, nobody in two of them. */
export function toClasses(words: Word[]): string[] {
  const ranked = toRanked(words);
  const others = words.filter((word) => !ranked.includes(word)).map(toTerm);
  return Array.from({ length: ranked.length + 1 }, (_, rank) => {
    const wholes = ranked.length - rank;
    const terms = ranked.map((word, at) => {
      if (at === wholes) return `(${toTerm(word)} & !${toLexeme(word.text)})`;
      return at < wholes ? toLexeme(word.text) : toTerm(word);
    });
    return [...terms, ...others].join(' & ');
  });
}

function toTerm({ text, whole }: Word): string {
  return whole ? toLexeme(text) : `${toLexeme(text)}:*`;
}

function toLexeme(text: string): string {
  return `'${text.replace(/['\\]/g, (sign) => sign + sign)}'`;
}
