// The parameters that are no filters: their names, which resource takes which, and what each value says. Pure.
import { FIELD_NAMES, FIELDS, type FieldName, isFieldName, type Value } from '../contact/fields.ts';
import { isListed } from '../problem.ts';
import { suggest } from '../text/suggest.ts';
import type { SortKey } from './order.ts';
import { BadValue, expected, parseValue, quote } from './value.ts';

export const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 200;
export const MOST_SORT_KEYS = 3;

/** The fields that have facets, and how many of them one query may ask for. */
export const FACET_FIELDS = FIELD_NAMES.filter((name) => FIELDS[name].facet !== null).sort(
  (a, b) => FIELDS[a].facet! - FIELDS[b].facet!,
);
export const MOST_FACETS = 5;

export const COUNT_MODES = ['auto', 'exact', 'none'] as const;
export type CountMode = (typeof COUNT_MODES)[number];

/** What the other parameters are, once the filters are taken out. */
export const OPTIONS = [
  'any',
  'q',
  'highlight',
  'sort',
  'limit',
  'cursor',
  'seek',
  'fields',
  'count',
  'facet',
  'explain',
  'format',
] as const;
export type Option = (typeof OPTIONS)[number];

export const FORMATS = ['json', 'csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** What a resource takes beside filters. */
export interface Taken {
  options: readonly Option[];
  counts: readonly CountMode[];
  formats: readonly Format[];
}

export const OF_LIST: Taken = { options: OPTIONS, counts: COUNT_MODES, formats: FORMATS };
/** A list that is queried by a body: its pages go on by what their JSON says. */
export const OF_BODY: Taken = { ...OF_LIST, formats: ['json'] };
export const OF_COUNT: Taken = { options: ['any', 'q', 'count'], counts: ['auto', 'exact'], formats: [] };
export const OF_STOPS: Taken = { options: ['any', 'q', 'sort'], counts: [], formats: [] };
export const OF_EXPORT: Taken = {
  options: ['any', 'q', 'sort', 'fields', 'format'],
  counts: [],
  formats: ['csv', 'ndjson'],
};

/** Filters of what is to be changed. */
export const OF_ACTION: Taken = { options: ['any', 'q'], counts: [], formats: [] };

export function parseSort(text: string): SortKey[] {
  const parts = text.split(',').map((part) => ({ name: part.replace(/^-/, ''), descending: part.startsWith('-') }));
  const fields = parseNames(
    parts.map(({ name }) => name),
    MOST_SORT_KEYS,
  );
  return fields.map((field, at) => ({ field, descending: parts[at]!.descending }));
}

export function parseFields(text: string): FieldName[] {
  const names = parseNames(text.split(','), FIELD_NAMES.length);
  return names.includes('id') ? names : ['id', ...names];
}

export function parseFacets(text: string): FieldName[] {
  return parseNames(text.split(','), MOST_FACETS, FACET_FIELDS);
}

/** Field names, each once. Throws what is wrong with them as one AggregateError. */
function parseNames(names: string[], most: number, known: readonly FieldName[] = FIELD_NAMES): FieldName[] {
  const bad: BadValue[] = [];
  const near = (name: string) => (isListed(bad) ? suggest(name, known) : {});
  if (names.length > most) bad.push(new BadValue('too-many', `At most ${most} fields, got ${names.length}.`));
  for (const name of new Set(names)) {
    if (name === '') bad.push(new BadValue('empty-value', 'A field name is missing.'));
    else if (!isFieldName(name)) bad.push(new BadValue('unknown-field', `No field ${quote(name)}.`, near(name)));
    else if (!known.includes(name))
      bad.push(new BadValue('unknown-value', `"${name}" is none of ${known.join(', ')}.`, near(name)));
    else if (names.indexOf(name) !== names.lastIndexOf(name))
      bad.push(new BadValue('repeated-value', `"${name}" is named more than once.`));
  }
  if (bad.length > 0) throw new AggregateError(bad);
  return names as FieldName[];
}

export function parseLimit(text: string): number {
  notEmpty(text);
  if (!/^-?\d+$/.test(text)) throw expected(`an integer from 1 to ${MOST_ROWS}`, text);
  const limit = Number(text);
  if (limit < 1 || limit > MOST_ROWS)
    throw new BadValue('out-of-range', `Expected an integer from 1 to ${MOST_ROWS}, got ${quote(text)}.`);
  return limit;
}

/** The key to start a page at: for a date given for a datetime field, the day's first second that the order meets. */
export function parseSeek(text: string, { field, descending }: SortKey): Value {
  const { lo, hi } = parseValue(text, FIELDS[field]);
  return descending ? hi : lo;
}

export function parseTruth(text: string): boolean {
  return oneOf(['true', 'false'], text) === 'true';
}

export function oneOf<T extends string>(choices: readonly T[], text: string): T {
  notEmpty(text);
  const choice = choices.find((choice) => choice === text);
  if (choice === undefined)
    throw new BadValue(
      'unknown-value',
      `Expected ${choices.join(' or ')}, got ${quote(text)}.`,
      suggest(text, choices),
    );
  return choice;
}

export function notEmpty(text: string): string {
  if (text === '') throw new BadValue('empty-value', 'A value is missing.');
  return text;
}
