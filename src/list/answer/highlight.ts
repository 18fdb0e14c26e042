// Rows and the words that they were found by → which parts of the rows' texts the words match. Pure.

import { FIELDS, type FieldName } from '../../contact/fields.ts';
import { SEARCHED_FIELDS } from '../../contact/words.ts';
import type { Row } from '../../db/result.ts';
import type { Word } from '../../query/search.ts';
import { fold } from '../../text/fold.ts';
import { toPhoneWords, toRuns } from '../../text/words.ts';

/** Matched parts of a text as `[start, length]` in code points, in their order, none touching another. */
export type Highlight = [start: number, length: number][];

/** By contact id and field, only for fields that a row has and that something in it matches. */
export type Highlights = Record<string, Partial<Record<FieldName, Highlight>>>;

export function toHighlights(rows: Row[], words: Word[]): Highlights {
  const highlights: Highlights = {};
  for (const row of rows) {
    const fields = SEARCHED_FIELDS.flatMap((field) => {
      const highlight = typeof row[field] === 'string' ? highlightText(row[field], field, words) : [];
      return highlight.length > 0 ? [[field, highlight] as const] : [];
    });
    if (fields.length > 0) highlights[String(row.id)] = Object.fromEntries(fields);
  }
  return highlights;
}

/** What stands as one word in a text, and where each of its characters (UTF-16 units) comes from. */
interface Unit {
  word: string;
  cjk: boolean;
  origins: Origin[];
}

/** A code point, or a few that fold to one. */
interface Origin {
  start: number;
  end: number;
}

function highlightText(text: string, field: FieldName, words: Word[]): Highlight {
  const parts: Origin[] = [];
  for (const unit of toUnits(text, field))
    for (const word of words)
      for (const [from, to] of findWord(unit, word))
        parts.push({ start: unit.origins[from]!.start, end: unit.origins[to - 1]!.end });
  const merged: Origin[] = [];
  for (const part of parts.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && part.start <= last.end) last.end = Math.max(last.end, part.end);
    else merged.push({ ...part });
  }
  return merged.map(({ start, end }) => [start, end - start]);
}

/** The words of a text as they are stored: its runs; a phone number's digits; all of a customer number besides its parts. */
function toUnits(text: string, field: FieldName): Unit[] {
  const { folded, origins } = foldWithOrigins(text);
  let end = 0;
  const units = toRuns(text).flatMap(({ text: word, cjk }): Unit[] => {
    const at = folded.indexOf(word, end);
    if (at < 0) return [];
    end = at + word.length;
    return [{ word, cjk, origins: origins.slice(at, end) }];
  });
  const [digits] = FIELDS[field].search === 'phone' ? toPhoneWords(text) : [];
  if (digits !== undefined) {
    const isDigit = (_: Origin, at: number) => /[0-9]/.test(folded[at]!);
    return [{ word: digits, cjk: false, origins: origins.filter(isDigit) }];
  }
  if (FIELDS[field].search !== 'number' || units.length < 2) return units;
  const whole = units.map(({ word }) => word).join('');
  return [...units, { word: whole, cjk: false, origins: units.flatMap(({ origins }) => origins) }];
}

/** A text folded as words are, and for each UTF-16 unit of it the code points that it comes from. */
function foldWithOrigins(text: string): { folded: string; origins: Origin[] } {
  let folded = '';
  let start = 0;
  const origins: Origin[] = [];
  for (const [cluster] of text.matchAll(/[\u1100-\u11ff]+|./gsu)) {
    const part = fold(cluster).normalize('NFC');
    const end = start + Array.from(cluster).length;
    folded += part;
    for (let unit = 0; unit < part.length; unit++) origins.push({ start, end });
    start = end;
  }
  return { folded, origins };
}

/** Where a word stands in a unit: from and to, in UTF-16 units. */
function findWord(unit: Unit, { text, corrected }: Word): [number, number][] {
  if (corrected) return corrected.includes(unit.word) ? [[0, unit.word.length]] : [];
  if (!unit.cjk) return unit.word.startsWith(text) ? [[0, text.length]] : [];
  const found: [number, number][] = [];
  for (let at = unit.word.indexOf(text); at >= 0; at = unit.word.indexOf(text, at + 1))
    found.push([at, at + text.length]);
  return found;
}
