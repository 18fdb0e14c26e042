// Changes → what carrying them out reads, and how many of them fit into a budget. The numbers are upper bounds of what was
// measured, per contact: nearly all of it is in the words by which search finds it. Pure.
import { toStoredWords } from '../contact/words.ts';
import type { Change, Of, Stored } from './change.ts';
import { ADDRESS_FIELDS } from './input.ts';

/** A change of a contact that was looked up. */
export type Alteration = (Of<'update'> | Of<'delete'>) & { before: Stored };

/**
 * Rows and index entries: of the tables, their counts and the audit; of one that is deleted also its entries in the audit
 * (statements/erasure.ts) and its way into the ledger. And what an address of its own adds.
 */
const FIXED = { update: 22, delete: 47 };
const MOVED = 40;
/** For a word that comes or goes, and for one that nobody had before or has any more. */
const WORD = 6;
const ONLY_WORD = 160;

export interface Reworded {
  gone: string[];
  come: string[];
}

/** The words by which search no longer finds the contact, and those by which it then does. */
export function toReworded(change: Alteration): Reworded {
  const before = wordsOf(change.before);
  if (change.op === 'delete') return { gone: [...before], come: [] };
  const after = wordsOf({ ...change.before, ...change.values });
  return { gone: [...before].filter((word) => !after.has(word)), come: [...after].filter((word) => !before.has(word)) };
}

function wordsOf(contact: Parameters<typeof toStoredWords>[1]): Set<string> {
  const words = toStoredWords('app_user', contact) + toStoredWords('address', contact);
  return new Set(words.split(' ').filter((word) => word !== ''));
}

/**
 * How many of the changes, from the first on, read no more than what is left; one at least. `rare` are the words that few
 * contacts have, with how many.
 */
export function countFitting(changes: Alteration[], rare: ReadonlyMap<string, number>, left: number): number {
  const reworded = changes.map(toReworded);
  const leaving = new Map<string, number>();
  for (const word of reworded.flatMap(({ gone }) => gone)) leaving.set(word, (leaving.get(word) ?? 0) + 1);
  const known = new Set<string>();
  const isOnly = (word: string) => (rare.get(word) ?? Number.POSITIVE_INFINITY) <= leaving.get(word)!;
  let spent = 0;
  for (const [at, { gone, come }] of reworded.entries()) {
    for (const word of gone) spent += isOnly(word) ? ONLY_WORD : WORD;
    for (const word of come) spent += known.has(word) ? WORD : ONLY_WORD;
    for (const word of come) known.add(word);
    spent += toFixed(changes[at]!);
    if (spent > left) return Math.max(1, at);
  }
  return changes.length;
}

function toFixed(change: Change): number {
  if (change.op !== 'update') return FIXED.delete;
  return FIXED.update + (ADDRESS_FIELDS.some((field) => field in change.values) ? MOVED : 0);
}
