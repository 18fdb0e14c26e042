// A seed, contacts' keys and their words in, questions as anyone might ask them out: one to four filters over every
// operator or words to search for, both, one to three sort fields or none, and a total, mostly bounded. The same seed draws
// the same questions. Pure.
import { Draws } from '../../seed/generate/draw.ts';
import { FIELD_NAMES } from '../../src/contact/fields.ts';
import type { Row } from '../../src/db/result.ts';
import { drawFilter, drawOne, drawSome, toSort } from './draw.ts';

export const QUESTIONS = 'random questions';
export const QUESTION_RATE = 'random questions a second';

const MOST_FILTERS = 4;
const MOST_SORT_KEYS = 3;
/** Beside the kinds of things that other suites draw for. */
const KIND_OF_QUESTION = 102;
/** Shares of the questions. */
const SEARCHED = 0.2;
const FILTERED_TOO = 0.4;
const UNSORTED = 0.25;
const COUNTS = { none: 0.15, exact: 0.1 };
/** What people search for, and how much of a word they type. */
const SEARCHED_FIELDS = ['first_name', 'last_name', 'city', 'street'] as const;
const TYPED = { least: 3, begun: 0.4 };
const LETTERS = /^\p{L}{2,}$/u; // one letter is no search

/** So many questions, as text behind the question mark. */
export function drawQuestions(count: number, seed: number, contacts: Row[]): string[] {
  return Array.from({ length: count }, (_, at) => drawQuestion(new Draws(seed, KIND_OF_QUESTION, at), contacts));
}

function drawQuestion(draws: Draws, contacts: Row[]): string {
  const isSearch = draws.chance(SEARCHED);
  const parts = isSearch ? [drawSearch(draws, contacts)] : [];
  if (!isSearch || draws.chance(FILTERED_TOO)) {
    const fields = drawSome(draws, FIELD_NAMES, 1 + draws.below(isSearch ? 1 : MOST_FILTERS));
    parts.push(...fields.map((field) => drawFilter(draws, field, contacts)));
  }
  if (!draws.chance(isSearch ? 1 - UNSORTED : UNSORTED))
    parts.push(toSort(draws, drawSome(draws, FIELD_NAMES, 1 + draws.below(MOST_SORT_KEYS))));
  const counted = draws.next();
  if (counted < COUNTS.none) parts.push('count=none');
  else if (counted < COUNTS.none + COUNTS.exact) parts.push('count=exact');
  return parts.join('&');
}

/** One or two words of one contact, the last perhaps only begun: what somebody looks for who is there. */
function drawSearch(draws: Draws, contacts: Row[]): string {
  const contact = drawOne(draws, contacts);
  const known = SEARCHED_FIELDS.flatMap((field) => String(contact[field]).split(/[^\p{L}\p{N}]+/u));
  const words = drawSome(draws, [...new Set(known.filter((word) => LETTERS.test(word)))], 1 + draws.below(2));
  const last = [...(words.pop() ?? 'anna')];
  const typed = draws.chance(TYPED.begun) ? last.slice(0, TYPED.least) : last;
  return `q=${[...words, typed.join('')].map(encodeURIComponent).join('+')}`;
}
