// What is requested by names → ListQuery, every value parsed and every fault named; and its canonical text. Pure.

import { FIELD_NAMES, type FieldName, type Value } from '../contact/fields.ts';
import { type Fault, Problem } from '../problem.ts';
import { type AskedAlternative, type Condition, type Conditions, parseConditions } from './conditions.ts';
import {
  type CountMode,
  DEFAULT_LIMIT,
  notEmpty,
  OF_LIST,
  OPTIONS,
  type Option,
  oneOf,
  parseFacets,
  parseFields,
  parseFormat,
  parseLimit,
  parseSeek,
  parseSort,
  parseTruth,
  type Taken,
} from './options.ts';
import { type SortKey, toTotalOrder } from './order.ts';
import { parseParameters } from './parameters.ts';
import { parseSearch, type Word } from './search.ts';
import { toFilterText } from './tests.ts';
import { attempt } from './value.ts';

/** Characters of path and query; Cloudflare itself ends at 16 KB. */
export const LONGEST_URI = 8192;

export interface ListQuery extends Conditions {
  /** Those of `q`. */
  words: Word[];
  /** The words by which the list is ordered before `order`: those of `q` where no sort is requested; else null. */
  ranked: Word[] | null;
  /** As requested. */
  sort: SortKey[];
  /** As walked: `sort` made total. */
  order: SortKey[];
  /** Rows of a page; 0: no rows are wanted, only what is told of all of them. */
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

/** What is requested, by names, before any of it is read. */
export interface Asked {
  filters: Condition[];
  options: Partial<Record<Option, string>>;
  /** Each `any`. */
  alternatives: AskedAlternative[];
}

/** Parses the query of a list request, or of another resource's. Throws the problem invalid-query with every fault found. */
export function parseListQuery(search: string, taken: Taken = OF_LIST): ListQuery {
  const faults: Fault[] = [];
  const asked: Asked = { filters: [], options: {}, alternatives: [] };
  for (const { name, value } of parseParameters(search, faults, 'any')) {
    if (name === 'any') asked.alternatives.push(toAlternative(value));
    else if (isOption(name)) asked.options[name] = value;
    else asked.filters.push({ name, value });
  }
  const query = readQuery(asked, taken, faults);
  if (faults.length > 0)
    throw new Problem('invalid-query', { faults: faults.map(({ pointer: _, ...fault }) => fault) });
  return query;
}

/** A form-encoded list of conditions. */
function toAlternative(text: string): AskedAlternative {
  const faults: Fault[] = [];
  return { filters: parseParameters(text, faults), faults };
}

export function isOption(name: string): name is Option {
  return (OPTIONS as readonly string[]).includes(name);
}

/** What is asked, with the faults of it noted: the query is sound where there are none. */
export function readQuery({ options, ...asked }: Asked, taken: Taken, faults: Fault[]): ListQuery {
  refuseOthers(options, taken, faults);
  const conditions = parseConditions(asked, taken.options, faults);
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
    count: read('count', 'auto', (text) => oneOf(taken.counts, text)),
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
  return query;
}

/** Parameters of the list that make no sense here become faults, and are not read. */
function refuseOthers(options: Asked['options'], { options: taken }: Taken, faults: Fault[]): void {
  for (const name of (Object.keys(options) as Option[]).filter((name) => !taken.includes(name))) {
    faults.push({
      parameter: name,
      code: 'unknown-parameter',
      detail: `"${name}" is for lists. Here are taken filters and ${taken.join(', ')}.`,
    });
    delete options[name];
  }
}

/** A text that queries share only when they list the same contacts in the same order, however each is spelt. */
export function toCanonicalText({ words, ranked, order, ...filters }: ListQuery): string {
  const sorted = order.map(({ field, descending }) => (descending ? `-${field}` : field));
  const searched = words.map(({ text, fixed }) => `${text} ${fixed}`);
  const search = words.length > 0 ? [searched, ranked !== null] : [];
  return JSON.stringify([toFilterText(filters), sorted, ...search]);
}
