// URL → ListQuery: what is requested, every value parsed and every fault named; and its canonical text. Pure.

import { FIELD_NAMES, FIELDS, type FieldName, isFieldName, type Value } from '../contact/fields.ts';
import { type Fault, isListed, Problem } from '../problem.ts';
import { suggest } from '../text/suggest.ts';
import { type Conditions, parseConditions } from './conditions.ts';
import { FACET_FIELDS, MOST_FACETS } from './facets.ts';
import { type SortKey, toTotalOrder } from './order.ts';
import { type Parameter, parseParameters } from './parameters.ts';
import { parseSearch, type Word } from './search.ts';
import { attempt, BadValue, expected, parseValue, quote } from './value.ts';

export const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 200;
export const MOST_SORT_KEYS = 3;
/** Characters of path and query; Cloudflare itself ends at 16 KB. */
export const LONGEST_URI = 8192;

export const COUNT_MODES = ['auto', 'exact', 'none'] as const;
export type CountMode = (typeof COUNT_MODES)[number];

export interface ListQuery extends Conditions {
  /** Those of `q`. */
  words: Word[];
  /** The words by which the list is ordered before `order`: those of `q` where no sort is requested; else null. */
  ranked: Word[] | null;
  /** As requested. */
  sort: SortKey[];
  /** As walked: `sort` made total. */
  order: SortKey[];
  limit: number;
  /** A token, or `last`. */
  cursor: string | null;
  seek: Value | null;
  fields: FieldName[];
  count: CountMode;
  facets: FieldName[];
  /** Whether the answer says what of each row the words match. */
  highlight: boolean;
  explain: boolean;
}

/** What the other parameters are, once the filters are taken out. */
const OPTIONS = [
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
const FORMATS_TO_COME = ['csv', 'ndjson'];

/** Parses the query of a list request. Throws the problem invalid-query with every fault found. */
export function parseListQuery(search: string): ListQuery {
  const faults: Fault[] = [];
  const options: Partial<Record<Option, string>> = {};
  const filters: Parameter[] = [];
  for (const parameter of parseParameters(search, faults)) {
    const { name, value } = parameter;
    if ((OPTIONS as readonly string[]).includes(name)) options[name as Option] = value;
    else filters.push(parameter);
  }

  const conditions = parseConditions(filters, OPTIONS, faults);
  const read = <T>(parameter: Option, fallback: T, parse: (text: string) => T): T =>
    attempt(parameter, faults, () => (options[parameter] === undefined ? fallback : parse(options[parameter]))) ??
    fallback;

  const words = read<Word[]>('q', [], parseSearch);
  const sort = read<SortKey[]>('sort', [{ field: 'id', descending: false }], parseSort);
  const sortIsSound = !faults.some(({ parameter }) => parameter === 'sort');
  const query: ListQuery = {
    ...conditions,
    words,
    ranked: words.length > 0 && options.sort === undefined ? words : null,
    sort,
    order: toTotalOrder(sort, conditions.restrictions),
    limit: read('limit', DEFAULT_LIMIT, parseLimit),
    cursor: read<string | null>('cursor', null, notEmpty),
    seek: sortIsSound ? read<Value | null>('seek', null, (text) => parseSeek(text, sort[0]!)) : null,
    fields: read<FieldName[]>('fields', FIELD_NAMES, parseFields),
    count: read('count', 'auto', (text) => oneOf(COUNT_MODES, text)),
    facets: read<FieldName[]>('facet', [], parseFacets),
    highlight: read('highlight', false, parseTruth),
    explain: read('explain', false, parseTruth),
  };
  read('format', 'json', parseFormat);
  const conflict = (parameter: Option, detail: string) =>
    faults.push({ parameter, code: 'conflicting-parameters', detail });
  if (query.cursor !== null && query.seek !== null) conflict('seek', 'Either cursor or seek, not both.');
  if (query.ranked && query.seek !== null)
    conflict('seek', 'With q and no sort the best matches come first: give a sort to seek in.');
  if (query.highlight && options.q === undefined) conflict('highlight', 'Without q there is nothing to highlight.');
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
  return query;
}

/** A text that queries share only when they list the same contacts in the same order, however each is spelt. */
export function toCanonicalText({ restrictions, substrings, words, ranked, order }: ListQuery): string {
  const filters = Object.entries(restrictions).sort(([a], [b]) => (a < b ? -1 : 1));
  const contained = substrings.map(({ field, text }) => `${field} ${text}`).sort();
  const sorted = order.map(({ field, descending }) => (descending ? `-${field}` : field));
  const searched = words.map(({ text, fixed }) => `${text} ${fixed}`);
  return JSON.stringify([filters, contained, sorted, ...(words.length > 0 ? [searched, ranked !== null] : [])]);
}

function parseSort(text: string): SortKey[] {
  const parts = text.split(',').map((part) => ({ name: part.replace(/^-/, ''), descending: part.startsWith('-') }));
  const fields = parseNames(
    parts.map(({ name }) => name),
    MOST_SORT_KEYS,
  );
  return fields.map((field, at) => ({ field, descending: parts[at]!.descending }));
}

function parseFields(text: string): FieldName[] {
  const names = parseNames(text.split(','), FIELD_NAMES.length);
  return names.includes('id') ? names : ['id', ...names];
}

function parseFacets(text: string): FieldName[] {
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

function parseLimit(text: string): number {
  notEmpty(text);
  if (!/^-?\d+$/.test(text)) throw expected(`an integer from 1 to ${MOST_ROWS}`, text);
  const limit = Number(text);
  if (limit < 1 || limit > MOST_ROWS)
    throw new BadValue('out-of-range', `Expected an integer from 1 to ${MOST_ROWS}, got ${quote(text)}.`);
  return limit;
}

function parseFormat(text: string): string {
  if (FORMATS_TO_COME.includes(text)) throw new BadValue('not-available', `The format ${text} is not available yet.`);
  return oneOf(['json'], text);
}

/** The key to start a page at: for a date given for a datetime field, the day's first second that the order meets. */
function parseSeek(text: string, { field, descending }: SortKey): Value {
  const { lo, hi } = parseValue(text, FIELDS[field]);
  return descending ? hi : lo;
}

function parseTruth(text: string): boolean {
  return oneOf(['true', 'false'], text) === 'true';
}

function oneOf<T extends string>(choices: readonly T[], text: string): T {
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

function notEmpty(text: string): string {
  if (text === '') throw new BadValue('empty-value', 'A value is missing.');
  return text;
}
