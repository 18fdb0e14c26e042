// One filter, `field.operator=value` → what it leaves of the field: a restriction, or a substring to contain. Pure.
import type { Field, Operator } from '../contact/fields.ts';
import { prefixed } from './prefix.ts';
import {
  above,
  below,
  between,
  compareValues,
  complement,
  type Interval,
  missing,
  present,
  type Restriction,
  union,
} from './restriction.ts';
import { BadValue, expected, parseValue, quote, splitList } from './value.ts';

/** The most values that `in` and `nin` take. */
export const MOST_LISTED = 50;

export type Filter = { restriction: Restriction } | { substring: string };

type ValueReader = (text: string, field: Field) => Filter;

const READERS: Record<Operator, ValueReader> = {
  eq: (text, field) => only([span(text, field)]),
  ne: (text, field) => allBut([span(text, field)]),
  in: (text, field) => only(spans(text, field)),
  nin: (text, field) => allBut(spans(text, field)),
  lt: (text, field) => only([below(parseValue(text, field).lo, { orEqual: false })]),
  lte: (text, field) => only([below(parseValue(text, field).hi, { orEqual: true })]),
  gt: (text, field) => only([above(parseValue(text, field).hi, { orEqual: false })]),
  gte: (text, field) => only([above(parseValue(text, field).lo, { orEqual: true })]),
  between: (text, field) => {
    const bounds = splitList(text);
    if (bounds.length !== 2) throw expected('two values, lo,hi', text);
    const lo = parseValue(bounds[0]!, field).lo;
    const hi = parseValue(bounds[1]!, field).hi;
    if (compareValues(lo, hi) > 0)
      throw new BadValue(
        'out-of-range',
        `The lower bound ${quote(bounds[0]!)} is above the upper bound ${quote(bounds[1]!)}.`,
      );
    return only([between(lo, hi)]);
  },
  startswith: (text, field) => only([prefixed(String(parseValue(text, field).lo))]),
  contains: (text, field) => ({
    substring: String(parseValue(text, field).lo),
  }),
  null: (text) => {
    if (text !== 'true' && text !== 'false') throw expected('true or false', text);
    return { restriction: text === 'true' ? missing : present };
  },
};

/** What the operator with this value leaves of the field. Throws BadValue. */
export function parseFilter(field: Field, operator: Operator, text: string): Filter {
  if (text === '') throw new BadValue('empty-value', 'A value is missing.');
  return READERS[operator](text, field);
}

function only(intervals: Interval[]): Filter {
  return { restriction: { intervals: union(intervals), nulls: false } };
}

function allBut(intervals: Interval[]): Filter {
  return { restriction: { intervals: complement(intervals), nulls: true } };
}

function span(text: string, field: Field): Interval {
  const { lo, hi } = parseValue(text, field);
  return between(lo, hi);
}

function spans(text: string, field: Field): Interval[] {
  const members = splitList(text);
  if (members.length > MOST_LISTED)
    throw new BadValue('too-many', `At most ${MOST_LISTED} values can be listed, got ${members.length}.`);
  if (members.length === 0) throw new BadValue('empty-value', 'The list holds no value.');
  return members.map((member) => span(member, field));
}
