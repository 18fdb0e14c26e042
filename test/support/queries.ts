// Random list queries over given contacts, and what holds of the rows that answer them.
import fc from 'fast-check';
import { expect } from 'vitest';
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import type { Contact } from './contacts.ts';
import { type Condition, comparing, type Either, type Filter, matches, type SortField } from './oracle.ts';

export interface RandomQuery {
  conditions: Condition[];
  sort: SortField[];
  limit: number;
  fields: string[] | null;
}

type Drawer = (field: keyof Contact) => fc.Arbitrary<string>;

const fieldName = fc.constantFrom(...FIELD_NAMES);

/** A value as it may be typed: one that occurs (in another case, or cut to its day), or a number beside one that does. */
export function valuesOf(contacts: Contact[]): Drawer {
  return (field) => {
    const present = new Set(contacts.map((contact) => contact[field]).filter((value) => value !== null));
    const text = fc.constantFrom(...[...present].map(String));
    const variants: Record<string, fc.Arbitrary<string>> = {
      text: text.map((value) => value.toUpperCase()),
      datetime: text.map((value) => value.slice(0, 10)),
      integer: fc.tuple(text, fc.constantFrom(-1, 1)).map(([value, step]) => `${+value + step}`),
    };
    return fc.oneof(text, variants[FIELDS[field].type] ?? text);
  };
}

/** Queries with up to three conditions and sort fields, any operator on any field; some with alternatives besides. */
export function randomQuery(contacts: Contact[]): fc.Arbitrary<RandomQuery> {
  const condition = conditionOn(contacts[0]!, valuesOf(contacts));
  const sortField = fc.record({ field: fieldName, descending: fc.boolean() });
  const filters = (lengths: { minLength?: number; maxLength: number }) =>
    fc.uniqueArray(condition, { ...lengths, selector: ({ field, operator }) => `${field}.${operator}` });
  const alternatives = fc.array(filters({ minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });
  const either = fc.option(
    alternatives.map((any): Either[] => [{ field: null, any }]),
    { freq: 1, nil: [] },
  );
  return fc.record({
    conditions: fc.tuple(filters({ maxLength: 3 }), either).map((parts): Condition[] => parts.flat()),
    sort: fc.uniqueArray(sortField, { minLength: 1, maxLength: 3, selector: ({ field }) => field }),
    limit: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 200 })),
    fields: fc.option(fc.uniqueArray(fieldName, { minLength: 1, maxLength: 4 }), { nil: null }),
  });
}

function conditionOn(example: Contact, draw: Drawer): fc.Arbitrary<Filter> {
  return fc
    .tuple(fieldName, fc.nat())
    .chain(([field, choice]) => {
      const operator = FIELDS[field].operators[choice % FIELDS[field].operators.length]!;
      return fc.tuple(fc.constant(field), fc.constant(operator), operands(operator, draw(field)));
    })
    .map(([field, operator, values]) => ({
      field,
      operator,
      values: operator === 'between' ? inOrder(example, field, values) : values,
    }));
}

function operands(operator: string, value: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  if (operator === 'null') return fc.constantFrom(['true'], ['false']);
  if (operator === 'in' || operator === 'nin') return fc.array(value, { minLength: 1, maxLength: 40 });
  if (operator === 'between') return fc.array(value, { minLength: 2, maxLength: 2 });
  if (operator === 'startswith') return value.map((value) => [[...value].slice(0, 2).join('')]);
  if (operator !== 'contains') return value.map((value) => [value]);
  return fc.tuple(value, fc.nat(2)).map(([value, at]) => [[...value].slice(at, at + 2).join('') || value]);
}

function inOrder(example: Contact, field: keyof Contact, [a, b]: string[]): string[] {
  const key = typeof example[field] === 'number' ? Number(a) : a;
  const isUpTo = matches({ [field]: key } as unknown as Contact, { field, operator: 'lte', values: [b!] });
  return isUpTo ? [a!, b!] : [b!, a!];
}

function toPair({ field, operator, values }: Filter): [name: string, value: string] {
  const isList = operator === 'in' || operator === 'nin' || operator === 'between';
  return [`${field}.${operator}`, isList ? JSON.stringify(values) : values[0]!];
}

export function toSearch({ conditions, sort, limit, fields }: RandomQuery): URLSearchParams {
  const search = new URLSearchParams();
  for (const condition of conditions) {
    if (condition.field !== null) search.set(...toPair(condition));
    else for (const filters of condition.any) search.append('any', String(new URLSearchParams(filters.map(toPair))));
  }
  search.set('sort', sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(','));
  search.set('limit', String(limit));
  if (fields) search.set('fields', fields.join(','));
  return search;
}

/** Holds that `ids` are the wanted contacts, each once, in an order that the sort allows, ties being free. */
export function expectInOrder(contacts: Contact[], ids: number[], wanted: Contact[], sort: SortField[]): void {
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort((a, b) => a - b)).toEqual(wanted.map(({ id }) => id).sort((a, b) => a - b));
  const compare = comparing(sort);
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const rows = ids.map((id) => byId.get(id)!);
  for (const [at, row] of rows.slice(1).entries()) expect(compare(rows[at]!, row)).toBeLessThanOrEqual(0);
}

/** Holds that `ids` are the first of the wanted contacts, in an order that the sort allows, ties being free. */
export function expectBeginning(contacts: Contact[], ids: number[], wanted: Contact[], sort: SortField[]): void {
  expectPart(contacts, ids, { all: wanted, part: wanted.slice(0, ids.length) }, sort);
}

/** Holds that they are the last. */
export function expectEnd(contacts: Contact[], ids: number[], wanted: Contact[], sort: SortField[]): void {
  expectPart(contacts, ids, { all: wanted, part: wanted.slice(wanted.length - ids.length) }, sort);
}

function expectPart(
  contacts: Contact[],
  ids: number[],
  wanted: { all: Contact[]; part: Contact[] },
  sort: SortField[],
): void {
  expect(new Set(ids).size).toBe(ids.length);
  const all = new Set(wanted.all.map(({ id }) => id));
  expect(ids.filter((id) => !all.has(id))).toEqual([]);
  const compare = comparing(sort);
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  for (const [at, id] of ids.entries()) expect(compare(byId.get(id)!, wanted.part[at]!)).toBe(0);
}
