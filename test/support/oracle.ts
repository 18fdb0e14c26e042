// The list as a naive filter and sort over an array: what every answer is held against. It shares no code with the
// planner; only fold() is the Worker's, which has a test of its own.
import { fold } from '../../src/text/fold.ts';
import type { Contact } from './contacts.ts';

export interface Filter {
  field: keyof Contact;
  operator: string;
  values: string[];
}

/** All filters of one of the alternatives must hold. */
export interface Either {
  field: null;
  any: Filter[][];
}

export type Condition = Filter | Either;

export interface SortField {
  field: keyof Contact;
  descending: boolean;
}

type Key = string | number | null;

const NUMBERS = new Set(['id', 'address_id', 'relationship_id', 'points']);
const DATETIMES = new Set(['created', 'last_updated', 'relationship_created', 'last_activity']);
const UNFOLDED = new Set([...DATETIMES, 'birthday', 'gender']);

export function toKey(contact: Contact, field: keyof Contact): Key {
  const value = contact[field];
  return typeof value === 'string' && !UNFOLDED.has(field) ? fold(value) : value;
}

/** By code point, as arrays of characters; numbers by size; no value first. */
export function compareKeys(a: Key, b: Key): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (typeof a === 'number') return a - (b as number);
  const left = Array.from(a, (character) => character.codePointAt(0)!);
  const right = Array.from(b as string, (character) => character.codePointAt(0)!);
  for (let at = 0; at < Math.min(left.length, right.length); at++)
    if (left[at] !== right[at]) return left[at]! - right[at]!;
  return left.length - right.length;
}

export function matches(contact: Contact, { field, operator, values }: Filter): boolean {
  const key = toKey(contact, field);
  if (operator === 'null') return (key === null) === (values[0] === 'true');
  const spans = values.map((value) => toSpan(field, value));
  const inside = (span: [Key, Key]) => key !== null && compareKeys(key, span[0]) >= 0 && compareKeys(key, span[1]) <= 0;
  if (operator === 'ne' || operator === 'nin') return !spans.some(inside);
  if (key === null) return false;
  const [lo, hi] = spans[0]!;
  if (operator === 'eq' || operator === 'in') return spans.some(inside);
  if (operator === 'lt') return compareKeys(key, lo) < 0;
  if (operator === 'lte') return compareKeys(key, hi) <= 0;
  if (operator === 'gt') return compareKeys(key, hi) > 0;
  if (operator === 'gte') return compareKeys(key, lo) >= 0;
  if (operator === 'between') return compareKeys(key, lo) >= 0 && compareKeys(key, spans[1]![1]) <= 0;
  if (operator === 'startswith') return String(key).startsWith(String(lo));
  if (operator === 'contains') return String(key).includes(String(lo));
  throw new Error(`No operator ${operator}`);
}

function holds(contact: Contact, condition: Condition): boolean {
  if (condition.field !== null) return matches(contact, condition);
  return condition.any.some((filters) => filters.every((filter) => matches(contact, filter)));
}

export function list(contacts: Contact[], conditions: Condition[], sort: SortField[]): Contact[] {
  return contacts.filter((contact) => conditions.every((condition) => holds(contact, condition))).sort(comparing(sort));
}

export function comparing(sort: SortField[]): (a: Contact, b: Contact) => number {
  return (a, b) => {
    for (const { field, descending } of sort) {
      const order = compareKeys(toKey(a, field), toKey(b, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

function toSpan(field: keyof Contact, value: string): [Key, Key] {
  if (NUMBERS.has(field)) return [Number(value), Number(value)];
  if (DATETIMES.has(field) && value.length === 10) return [`${value}T00:00:00Z`, `${value}T23:59:59Z`];
  const key = UNFOLDED.has(field) ? value : fold(value);
  return [key, key];
}
