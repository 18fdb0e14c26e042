// A query that is sent as a body → what is requested: the same parameters by the same names, their values as JSON has them
// and not as texts. Every fault is named by its place in the body. Pure.
import { type Path, toPlace, toPointer } from '../pointer.ts';
import { type Fault, Problem } from '../problem.ts';
import type { AskedAlternative, Condition } from './conditions.ts';
import { OF_BODY, type Option, type Taken } from './options.ts';
import { type Asked, isOption, type ListQuery, readQuery } from './query.ts';
import { attempt, BadValue } from './value.ts';

/** Parameters that are lists of names. */
const NAMED: readonly Option[] = ['sort', 'fields', 'facet'];
/** Operators that take a list of values. */
const LISTED = ['in', 'nin', 'between'];

/** Parses a body that is JSON. Throws the problem invalid-body with every fault found. */
export function parseBodyQuery(body: unknown): ListQuery {
  const faults: Fault[] = [];
  const query = readBodyQuery(body, { taken: OF_BODY, path: [] }, faults);
  if (faults.length > 0) throw new Problem('invalid-body', { faults });
  return query;
}

/** The same of a part of a body, with its faults noted: the query is sound where there are none. */
export function readBodyQuery(body: unknown, { taken, path }: { taken: Taken; path: Path }, noted: Fault[]): ListQuery {
  const faults: Fault[] = [];
  const asked: Asked = { filters: [], options: {}, alternatives: [] };
  if (!isObject(body)) faults.push({ parameter: '', code: 'bad-type', detail: 'Expected a JSON object.' });
  for (const [name, value] of Object.entries(isObject(body) ? body : {})) {
    attempt(name, faults, () => {
      if (name === 'any') asked.alternatives = toAlternatives(value);
      else if (!isOption(name)) asked.filters.push(toCondition(name, value));
      else if (value !== null) asked.options[name] = toOptionText(name, value);
    });
  }
  const query = readQuery(asked, taken, faults);
  noted.push(...faults.map((fault) => toPlaced(fault, path)));
  return query;
}

/** A text that bodies which are queries share only when they say the same, in whatever order. */
export function toBodyText(body: unknown): string {
  return JSON.stringify(Object.entries(body as object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects of conditions, each an alternative. */
function toAlternatives(value: unknown): AskedAlternative[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject))
    throw new BadValue('bad-type', 'Expected a list of objects, each with the conditions of one alternative.');
  return value.map((conditions) => {
    const faults: Fault[] = [];
    const filters = Object.entries(conditions).flatMap(
      ([name, value]) => attempt(name, faults, () => toCondition(name, value)) ?? [],
    );
    return { filters, faults };
  });
}

/** Null is no value; lists are as an address has them, where a value has a comma. */
function toCondition(name: string, value: unknown): Condition {
  const operator = name.slice(name.indexOf('.') + 1);
  if (value === null) return { name, value };
  const isList = Array.isArray(value) && LISTED.includes(operator);
  return { name, value: isList ? JSON.stringify(value) : toText(value) };
}

function toOptionText(name: Option, value: unknown): string {
  if (Array.isArray(value) && NAMED.includes(name)) return value.map(toText).join(',');
  return toText(value);
}

function toText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const kind = Array.isArray(value) ? 'a list' : 'an object';
  throw new BadValue('bad-type', `Expected a single value, got ${value === null ? 'null' : kind}.`);
}

function toPlaced(fault: Fault, path: Path): Fault {
  const { parameter, index, pointer } = fault;
  if (pointer !== undefined) return { ...fault, pointer: toPointer(path) + pointer };
  if (index !== undefined) return { ...fault, pointer: toPlace([...path, parameter, index]).pointer };
  return { ...fault, ...toPlace(parameter === '' ? path : [...path, parameter]) };
}
