// URL → ListQuery: what is asked, every value parsed and every fault named; and its canonical text. Pure.
import { type Fault, Problem } from '../errors.ts';
import { FIELD_NAMES, FIELDS, type FieldName, isFieldName, OPERATORS, type Operator } from './fields.ts';
import { parseFilter } from './filter.ts';
import { type Restrictions, type SortKey, toTotalOrder } from './order.ts';
import { type Parameter, parseParameters, suggest } from './parameters.ts';
import { intersect, unrestricted, type Value } from './restriction.ts';
import { BadValue, expected, parseValue, quote } from './value.ts';

export const DEFAULT_LIMIT = 50;
export const MOST_ROWS = 200;
export const MOST_SORT_KEYS = 3;
export const MOST_CONDITIONS = 20;
/** Characters of path and query; Cloudflare itself ends at 16 KB. */
export const LONGEST_URI = 8192;

export const COUNT_MODES = ['auto', 'exact', 'none'] as const;
export type CountMode = (typeof COUNT_MODES)[number];

export interface ListQuery {
  restrictions: Restrictions;
  substrings: { field: FieldName; text: string }[];
  /** As asked. */
  sort: SortKey[];
  /** As walked: `sort` made total. */
  order: SortKey[];
  limit: number;
  /** A token, or `last`. */
  cursor: string | null;
  seek: Value | null;
  fields: FieldName[];
  count: CountMode;
  explain: boolean;
}

/** What the other parameters are, once the filters are taken out. */
const OPTIONS = ['sort', 'limit', 'cursor', 'seek', 'fields', 'count', 'explain', 'format'] as const;
type Option = (typeof OPTIONS)[number];
const NOT_YET: readonly string[] = ['q', 'highlight', 'facet'];
const PARAMETER_NAMES: readonly string[] = [...FIELD_NAMES, ...OPTIONS, ...NOT_YET];

/** Parses the query of a list request. Throws the problem invalid-query with every fault found. */
export function parseListQuery(search: string): ListQuery {
  const faults: Fault[] = [];
  const options: Partial<Record<Option, string>> = {};
  const filters: Parameter[] = [];
  for (const parameter of parseParameters(search, faults)) {
    const { name, value } = parameter;
    if ((OPTIONS as readonly string[]).includes(name)) options[name as Option] = value;
    else if (NOT_YET.includes(name))
      faults.push({
        parameter: name,
        code: 'not-available',
        detail: `"${name}" is not available yet.`,
      });
    else filters.push(parameter);
  }

  const conditions = parseConditions(filters, faults);
  const read = <T>(parameter: Option, fallback: T, parse: (text: string) => T): T =>
    attempt(parameter, faults, () => (options[parameter] === undefined ? fallback : parse(options[parameter]))) ??
    fallback;

  const sort = read<SortKey[]>('sort', [{ field: 'id', descending: false }], parseSort);
  const sortIsSound = !faults.some(({ parameter }) => parameter === 'sort');
  const query: ListQuery = {
    ...conditions,
    sort,
    order: toTotalOrder(sort, conditions.restrictions),
    limit: read('limit', DEFAULT_LIMIT, parseLimit),
    cursor: read<string | null>('cursor', null, notEmpty),
    seek: sortIsSound ? read<Value | null>('seek', null, (text) => parseSeek(text, sort[0]!)) : null,
    fields: read<FieldName[]>('fields', FIELD_NAMES, parseFields),
    count: read('count', 'auto', (text) => oneOf(COUNT_MODES, text)),
    explain: read('explain', false, (text) => oneOf(['true', 'false'], text) === 'true'),
  };
  read('format', 'json', (text) => oneOf(['json'], text));
  if (query.cursor !== null && query.seek !== null)
    faults.push({
      parameter: 'seek',
      code: 'conflicting-parameters',
      detail: 'Either cursor or seek, not both.',
    });
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
  return query;
}

/** The text that two queries share exactly when they list the same contacts in the same order. */
export function toCanonicalText({ restrictions, substrings, order }: ListQuery): string {
  const filters = Object.entries(restrictions).sort(([a], [b]) => (a < b ? -1 : 1));
  const contained = substrings.map(({ field, text }) => `${field} ${text}`).sort();
  return JSON.stringify([filters, contained, order.map(({ field, descending }) => (descending ? `-${field}` : field))]);
}

function parseConditions(parameters: Parameter[], faults: Fault[]): Pick<ListQuery, 'restrictions' | 'substrings'> {
  const restrictions: Restrictions = {};
  const substrings: ListQuery['substrings'] = [];
  const seen = new Set<string>();
  if (parameters.length > MOST_CONDITIONS)
    faults.push({
      parameter: parameters[MOST_CONDITIONS]!.name,
      code: 'too-many',
      detail: `At most ${MOST_CONDITIONS} conditions, got ${parameters.length}.`,
    });
  for (const { name: parameter, value } of parameters) {
    const target = parseTarget(parameter, faults);
    if (!target) continue;
    const { field, operator } = target;
    if (seen.has(`${field}.${operator}`)) {
      faults.push({
        parameter,
        code: 'repeated-parameter',
        detail: `"${field}.${operator}" is given more than once.`,
      });
      continue;
    }
    seen.add(`${field}.${operator}`);
    const filter = attempt(parameter, faults, () => parseFilter(FIELDS[field], operator, value));
    if (!filter) continue;
    if ('substring' in filter) substrings.push({ field, text: filter.substring });
    else restrictions[field] = intersect(restrictions[field] ?? unrestricted, filter.restriction);
  }
  return { restrictions, substrings };
}

function parseTarget(parameter: string, faults: Fault[]): { field: FieldName; operator: Operator } | null {
  const dot = parameter.indexOf('.');
  const name = dot < 0 ? parameter : parameter.slice(0, dot);
  const operator = dot < 0 ? 'eq' : parameter.slice(dot + 1);
  if (!isFieldName(name)) {
    const detail = dot < 0 ? `No field or parameter ${quote(name)}.` : `No field ${quote(name)}.`;
    faults.push({
      parameter,
      code: 'unknown-parameter',
      detail,
      ...suggest(name, dot < 0 ? PARAMETER_NAMES : FIELD_NAMES),
    });
    return null;
  }
  const { operators, type } = FIELDS[name];
  if ((operators as readonly string[]).includes(operator)) return { field: name, operator: operator as Operator };
  const reason = !(OPERATORS as readonly string[]).includes(operator)
    ? `No operator ${quote(operator)}`
    : operator === 'null'
      ? `"${name}" always has a value, so it takes no "null"`
      : `"${name}" is of type ${type}, which takes no "${operator}"`;
  const detail = `${reason}. It takes ${operators.join(', ')}.`;
  faults.push({
    parameter,
    code: 'unknown-operator',
    detail,
    ...suggest(operator, operators),
  });
  return null;
}

function parseSort(text: string): SortKey[] {
  const keys = text.split(',').map((part) => {
    const descending = part.startsWith('-');
    return {
      field: parseFieldName(descending ? part.slice(1) : part),
      descending,
    };
  });
  if (keys.length > MOST_SORT_KEYS)
    throw new BadValue('too-many', `At most ${MOST_SORT_KEYS} sort fields, got ${keys.length}.`);
  refuseRepeats(keys.map(({ field }) => field));
  return keys;
}

function parseFields(text: string): FieldName[] {
  const names = text.split(',').map(parseFieldName);
  refuseRepeats(names);
  return names.includes('id') ? names : ['id', ...names];
}

function parseFieldName(text: string): FieldName {
  if (text === '') throw new BadValue('empty-value', 'A field name is missing.');
  if (!isFieldName(text)) throw new BadValue('unknown-field', `No field ${quote(text)}.`, suggest(text, FIELD_NAMES));
  return text;
}

function refuseRepeats(names: FieldName[]): void {
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated) throw new BadValue('repeated-value', `"${repeated}" is named more than once.`);
}

function parseLimit(text: string): number {
  notEmpty(text);
  if (!/^-?\d+$/.test(text)) throw expected(`an integer from 1 to ${MOST_ROWS}`, text);
  const limit = Number(text);
  if (limit < 1 || limit > MOST_ROWS)
    throw new BadValue('out-of-range', `Expected an integer from 1 to ${MOST_ROWS}, got ${quote(text)}.`);
  return limit;
}

/** The key to start a page at: for a date given for a datetime field, the day's first second that the order meets. */
function parseSeek(text: string, { field, descending }: SortKey): Value {
  const { lo, hi } = parseValue(text, FIELDS[field]);
  return descending ? hi : lo;
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

/** What `make` returns, or null with the fault noted where it finds a value bad. */
function attempt<T>(parameter: string, faults: Fault[], make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    faults.push({
      parameter,
      code: error.code,
      detail: error.message,
      ...error.suggestion,
    });
    return null;
  }
}
