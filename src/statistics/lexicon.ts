// Stored words in a sorted list, asked which of them a word of a search stands for: itself, or all that begin so. Pure.

import { firstPlace } from '../query/places.ts';
import type { Word } from '../query/search.ts';

export interface Lexicon {
  /** Ascending, each once. */
  words: readonly string[];
  /** The runs of places, `to` not included, whose words stand for this one; no place is in two. */
  runsOf: (word: Word) => { from: number; to: number }[];
}

/** Of words that occur once each, in any order. */
export function toLexicon(unsorted: Iterable<string>): Lexicon {
  const words = [...unsorted].sort();
  const toRun = (text: string, goesOn: (word: string) => boolean) => {
    const from = firstPlace(words.length, (place) => words[place]! >= text);
    return { from, to: from + firstPlace(words.length - from, (place) => !goesOn(words[from + place]!)) };
  };
  const toWhole = (text: string) => toRun(text, (word) => word === text);
  return {
    words,
    runsOf: ({ text, whole, corrected }) => {
      if (corrected) return [...new Set(corrected)].map(toWhole);
      return [whole ? toWhole(text) : toRun(text, (word) => word.startsWith(text))];
    },
  };
}
