// Conditions of a query ↔ what a chip says and an editor edits. Pure.
import type { FieldInfo } from './answer.ts';
import { toLabel } from './columns.ts';
import { isCondition, toParameters } from './query.ts';
import { toShown } from './shown.ts';

export interface FilterPart {
  /** As in the address: `points.gte`. */
  name: string;
  field: string;
  operator: string;
  value: string;
}

const WORDS: Record<string, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  nin: 'is none of',
  lt: 'is below',
  lte: 'is at most',
  gt: 'is above',
  gte: 'is at least',
  between: 'is between',
  startswith: 'begins with',
  contains: 'contains',
  null: 'has',
};
const TIME_WORDS: Record<string, string> = { lt: 'is before', lte: 'is until', gt: 'is after', gte: 'is from' };

/** An alternative: conditions of which all must hold, form-encoded; a contact needs one of the alternatives. */
export const ANY = 'any';

export type Fields = ReadonlyMap<string, FieldInfo>;

export function toConditions(search: string): FilterPart[] {
  const named = toParameters(search).filter(([name]) => isCondition(name));
  return named.map(([name, value]) => {
    const [field = name, operator = name === ANY ? ANY : 'eq'] = name.split('.');
    return { name, field, operator, value };
  });
}

export function toParameterName(field: string, operator: string): string {
  return operator === 'eq' ? field : `${field}.${operator}`;
}

export function toOperatorWords(operator: string, field: FieldInfo | undefined): string {
  if (operator === ANY) return 'where';
  const isTime = field?.type === 'date' || field?.type === 'datetime';
  return (isTime ? TIME_WORDS[operator] : undefined) ?? WORDS[operator] ?? operator;
}

/** The value as a chip says it: lists with "or", a country by its name. */
export function toValueWords({ field, operator, value }: FilterPart, fields: Fields): string {
  const all = field === ANY ? toConditions(`?${value}`) : [];
  if (all.length > 0) return all.map((one) => toWords(one, fields)).join(' and ');
  const info = fields.get(field);
  if (operator === 'null') return value === 'true' ? 'no value' : 'a value';
  const show = (text: string) =>
    toShown(field, info?.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text, info?.type);
  if (operator === 'between') return toList(value).map(show).join(' and ');
  return ['in', 'nin'].includes(operator) ? toList(value).map(show).join(' or ') : show(value);
}

export function toWords(condition: FilterPart, fields: Fields): string {
  const { field, operator } = condition;
  return [toLabel(field), toOperatorWords(operator, fields.get(field)), toValueWords(condition, fields)].join(' ');
}

/** The values of a list as the address has them: by commas, or a JSON array where one has a comma. */
export function toList(value: string): string[] {
  if (!value.startsWith('[')) return value.split(',').filter((text) => text !== '');
  try {
    return (JSON.parse(value) as unknown[]).map(String);
  } catch {
    return [value];
  }
}

export function fromList(values: string[]): string {
  return values.some((value) => value.includes(',') || value.startsWith('[')) ? JSON.stringify(values) : values.join();
}

/** What "only this" or "not this" adds for a cell. Without a value: whether there is one. A time: its whole day. */
export function toCellCondition(field: string, value: string | number | null, isWanted: boolean): [string, string] {
  if (value === null) return [`${field}.null`, String(isWanted)];
  return [isWanted ? field : `${field}.ne`, String(value)];
}
