// A misspelt word and words that occur → the nearest of these. Pure.
import { isSpelt } from './words.ts';

/** Letters at a word's beginning that candidates are found by; migrations/ (deletion_of_word) say the same in SQL. */
const START = 7;
/** Shorter ones are not looked up: too many words have them. */
const SHORTEST_DELETION = 2;
/** Words from this length on may have two errors, shorter ones one. */
const TWO_ERRORS_FROM = 5;
/** Shorter words are never corrected: too much lies near them. */
const LEAST_CORRECTED = 3;
/** The most words that one is corrected to. */
export const MOST_CORRECTIONS = 5;

export interface Candidate {
  word: string;
  /** How many contacts have it. */
  contacts: number;
}

/** Whether a word may be corrected where it matches nothing: three letters at least, no digit, no CJK text. */
export function isCorrectable(word: string): boolean {
  return isSpelt(word) && Array.from(word).length >= LEAST_CORRECTED;
}

/** How many errors a word may have, an error being one of `countErrors`. */
export function allowErrors(word: string): number {
  return Array.from(word).length < TWO_ERRORS_FROM ? 1 : 2;
}

/**
 * What is left of the beginning of a word when up to so many of its letters are taken away, but never the first; fewest
 * taken first. Two words with at most so many errors between them, the first letter right, have one of these in common
 * (symmetric deletion, as SymSpell does: github.com/wolfgarbe/SymSpell).
 */
export function toDeletions(word: string, errors: number): string[] {
  let latest = [Array.from(word).slice(0, START).join('')];
  const deletions = new Set(latest);
  for (let taken = 0; taken < errors; taken++) {
    latest = latest.flatMap((start) => {
      const letters = Array.from(start);
      return letters.slice(1).map((_, at) => letters.toSpliced(at + 1, 1).join(''));
    });
    for (const deletion of latest) deletions.add(deletion);
  }
  return [...deletions].filter((deletion) => Array.from(deletion).length >= SHORTEST_DELETION);
}

/**
 * The fewest errors that make one word of another: a letter inserted, left out or replaced, or two neighbours swapped,
 * no letter touched twice (Damerau-Levenshtein distance as optimal string alignment).
 */
export function countErrors(from: string, to: string): number {
  const a = Array.from(from);
  const b = Array.from(to);
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let errors = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) errors = Math.min(errors, before[j - 2]! + 1);
      row.push(errors);
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}

/** The candidates with the fewest errors, as far as the word may have them; of these the commonest, commonest first. */
export function rankCandidates(word: string, candidates: Candidate[]): string[] {
  const counted = candidates.map((candidate) => ({ ...candidate, errors: countErrors(word, candidate.word) }));
  const fewest = Math.min(allowErrors(word), ...counted.map(({ errors }) => errors));
  return counted
    .filter(({ errors }) => errors === fewest)
    .sort((a, b) => b.contacts - a.contacts || (a.word < b.word ? -1 : 1))
    .slice(0, MOST_CORRECTIONS)
    .map(({ word }) => word);
}
