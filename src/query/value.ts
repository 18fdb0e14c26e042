// The text of a filter's value → the values it stands for, as its field stores and compares them. Pure.
import * as z from 'zod/mini';
import type { Field, FieldType, Value } from '../contact/fields.ts';
import type { Fault, FaultCode } from '../problem.ts';
import { fold } from '../text/fold.ts';
import { suggest } from '../text/suggest.ts';
import { parseJson } from './parameters.ts';
import { between, type Interval } from './restriction.ts';

/** Why a text is no value of its field. */
export class BadValue extends Error {
  readonly code: FaultCode;
  readonly suggestion: { suggestion?: string };

  constructor(code: FaultCode, message: string, suggestion: { suggestion?: string } = {}) {
    super(message);
    this.code = code;
    this.suggestion = suggestion;
  }
}

const Day = z.iso.date();
const Second = z.iso.datetime({ precision: 0 });
const MOST_QUOTED = 60;

type Parser = (text: string, field: Field) => Interval;

const PARSERS: Record<FieldType, Parser> = {
  integer: (text) => {
    if (!/^-?\d+$/.test(text)) throw expected('an integer', text);
    const number = Number(text);
    if (!Number.isSafeInteger(number))
      throw new BadValue('out-of-range', `Expected an integer between -(2^53-1) and 2^53-1, got ${quote(text)}.`);
    return between(number, number);
  },
  text: (text, { name }) => {
    const folded = fold(name === 'phone_number' ? text.replace(/^ /, '+') : text); // a + typed into an address is a space
    if (folded === '')
      throw new BadValue('empty-value', `${quote(text)} holds no character that counts in comparison.`);
    return between(folded, folded);
  },
  enum: (text, { values }) => {
    const value = text.toLowerCase();
    if (!values!.includes(value))
      throw new BadValue(
        'unknown-value',
        `Expected one of ${values!.join(', ')}, got ${quote(text)}.`,
        suggest(text, values!),
      );
    return between(value, value);
  },
  date: (text) => {
    if (!Day.safeParse(text).success) throw expected('a date like 2025-01-31', text);
    return between(text, text);
  },
  datetime: (text) => {
    if (Day.safeParse(text).success) return between(`${text}T00:00:00Z`, `${text}T23:59:59Z`);
    if (!Second.safeParse(text).success)
      throw expected('a UTC datetime like 2025-01-31T08:30:00Z, or a date for its whole day', text);
    return between(text, text);
  },
};

/**
 * The values that `text` stands for: one, or for a date given for a datetime field the seconds of that UTC day. Text
 * is folded. Throws BadValue.
 */
export function parseValue(text: string, field: Field): { lo: Value; hi: Value } {
  if (text === '') throw new BadValue('empty-value', 'A value is missing.');
  if (!text.isWellFormed()) throw new BadValue('bad-character', 'Half of a surrogate pair is no character.');
  if (text.includes('\0')) throw new BadValue('bad-character', 'A null character cannot be part of a value.');
  const { lo, hi } = PARSERS[field.type](text, field);
  return { lo: lo!, hi: hi! };
}

/** The members of `a,b,c`, or of a JSON array of texts and numbers where a value has a comma. Throws BadValue. */
export function splitList(text: string): string[] {
  if (!text.startsWith('[')) return text.split(',');
  const members = z.array(z.union([z.string(), z.number()])).safeParse(parseJson(text));
  if (!members.success) throw expected('values separated by commas, or a JSON array of texts and numbers', text);
  return members.data.map(String);
}

export function expected(what: string, got: string): BadValue {
  return new BadValue('bad-type', `Expected ${what}, got ${quote(got)}.`);
}

export function quote(text: string): string {
  const points = [...text.slice(0, 2 * (MOST_QUOTED + 1))];
  return points.length > MOST_QUOTED ? `"${points.slice(0, MOST_QUOTED).join('')}…"` : `"${text}"`;
}

/** What `make` returns, or null with its faults noted where it finds values bad. */
export function attempt<T>(parameter: string, faults: Fault[], make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    for (const bad of error instanceof AggregateError ? error.errors : [error]) {
      if (!(bad instanceof BadValue)) throw error;
      faults.push({ parameter, code: bad.code, detail: bad.message, ...bad.suggestion });
    }
    return null;
  }
}
