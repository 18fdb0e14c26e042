// Texts in, words out: each with its folded form and what search finds it by, made once however many rows it ends up in.
import { fold } from '../../src/text/fold.ts';
import { toWords } from '../../src/text/words.ts';
import { createSampler, zipf } from './weight.ts';

/** A text, the form in which it compares, and the words by which it is found. */
export type Word = { text: string; folded: string; found: string[] };

/** A ranked vocabulary: a draw from 0 to 1 gives one of its words, the first ones more often. */
export type Vocabulary = { words: Word[]; pick: (draw: number) => Word };

export function toWord(text: string): Word {
  return { text, folded: fold(text), found: toWords(text) };
}

/** Puts two words together. The joiner is ASCII, so it folds to itself. */
export function joinWords(left: Word, joiner: string, right: Word): Word {
  const text = left.text + joiner + right.text;
  return { text, folded: left.folded + joiner + right.folded, found: toWords(text) };
}

/** A vocabulary of texts in the order of how common they are; `flatness` as in `zipf`. */
export function rankVocabulary(texts: string[], flatness: number): Vocabulary {
  const words = texts.map(toWord);
  const sample = createSampler(zipf(words.length, flatness));
  return { words, pick: (draw) => words[sample(draw)]! };
}
