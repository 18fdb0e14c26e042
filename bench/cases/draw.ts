// A seed and contacts' keys in, list queries out: one to three filters over every operator, with values that occur, and
// one to three sort fields; or such sorts alone. The same seed draws the same queries. Pure.
import { Draws } from '../../seed/generate/draw.ts';
import { FIELD_NAMES, FIELDS, type FieldName, type Operator, type Value } from '../../src/contact/fields.ts';
import type { Row } from '../../src/db/result.ts';
import { compareValues } from '../../src/query/restriction.ts';

const MOST_FILTERS = 3;
const MOST_SORT_KEYS = 3;
const MOST_LISTED = 5;
/** Beside the kinds of things that the seed draws for. */
const KIND_OF_QUERY = 100;
const KIND_OF_SORT = 101;

/** So many queries, as text behind the question mark. */
export function drawQueries(count: number, seed: number, contacts: Row[]): string[] {
  return Array.from({ length: count }, (_, at) => drawQuery(new Draws(seed, KIND_OF_QUERY, at), contacts));
}

function drawQuery(draws: Draws, contacts: Row[]): string {
  const fields = drawSome(draws, FIELD_NAMES, 1 + draws.below(MOST_FILTERS));
  const filters = fields.map((field) => drawFilter(draws, field, contacts));
  const keys = drawSome(draws, FIELD_NAMES, 1 + draws.below(MOST_SORT_KEYS));
  return `${filters.join('&')}&${toSort(draws, keys)}&count=none`;
}

/** A sort by every two fields, in either order, the direction of each drawn. */
export function drawPairs(seed: number): string[] {
  const pairs = FIELD_NAMES.flatMap((first) =>
    FIELD_NAMES.filter((second) => second !== first).map((second) => [first, second]),
  );
  return pairs.map((pair, at) => toSort(new Draws(seed, KIND_OF_SORT, at), pair));
}

/** So many sorts by three fields. */
export function drawTriples(count: number, seed: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const draws = new Draws(seed, KIND_OF_SORT, -1 - at);
    return toSort(draws, drawSome(draws, FIELD_NAMES, 3));
  });
}

export function toSort(draws: Draws, keys: string[]): string {
  return `sort=${keys.map((key) => (draws.chance(0.5) ? key : `-${key}`)).join(',')}`;
}

export function drawFilter(draws: Draws, field: FieldName, contacts: Row[]): string {
  const operator = drawOne(draws, FIELDS[field].operators);
  return `${field}.${operator}=${encodeURIComponent(drawText(draws, operator, () => drawKey(draws, field, contacts)))}`;
}

function drawText(draws: Draws, operator: Operator, draw: () => Value): string {
  const drawPart = (from: number, length: number) => [...String(draw())].slice(from, from + length).join('');
  switch (operator) {
    case 'null':
      return String(draws.chance(0.5));
    case 'in':
    case 'nin':
      return JSON.stringify(Array.from({ length: 1 + draws.below(MOST_LISTED) }, draw));
    case 'between':
      return JSON.stringify([draw(), draw()].sort(compareValues));
    case 'startswith':
      return drawPart(0, 1 + draws.below(3));
    case 'contains':
      return drawPart(0, 2 + draws.below(3));
    default:
      return String(draw());
  }
}

function drawKey(draws: Draws, field: FieldName, contacts: Row[]): Value {
  const present = contacts.filter((contact) => contact[field] !== null);
  return drawOne(draws, present)[field]!;
}

export function drawOne<T>(draws: Draws, list: readonly T[]): T {
  return list[draws.below(list.length)]!;
}

export function drawSome<T>(draws: Draws, list: readonly T[], count: number): T[] {
  const rest = [...list];
  return Array.from({ length: count }, () => rest.splice(draws.below(rest.length), 1)[0]!);
}
