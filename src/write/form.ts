// A field → the check of what a client may write into it. Pure.
import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import type { Field, Form } from '../contact/fields.ts';
import { fold } from '../text/fold.ts';
import { isCountry } from './country.ts';

/** Characters of a text, and of a postal code, house or customer number. */
const LONGEST_TEXT = 200;
const LONGEST_CODE = 50;

/**
 * Bytes of a text as it compares and sorts: cursors hold those of up to three fields, and are parts of addresses. 200 Hangul
 * syllables have 1,800; one character may stand for 18 others (Unicode's NFKD).
 */
const LONGEST_FOLDED = 1800;

/** A text that is too long is told as such, not as of the wrong type. */
const TOO_LONG = { params: { code: 'out-of-range' } } as const;

const isShort = (text: string) => Buffer.byteLength(fold(text)) <= LONGEST_FOLDED;
const isPlain = (text: string) => text.isWellFormed() && !/\p{Cc}/u.test(text);
const hasCharacters = (text: string) => fold(text).trim() !== '';

type Allowed = Pick<Field, 'nullable' | 'values'>;

const orNull = ({ nullable }: Allowed) => (nullable ? ' or null' : '');
const commaOrNull = ({ nullable }: Allowed) => (nullable ? ', or null' : '');
const string = (allowed: Allowed) => z.string(`Expected a text${orNull(allowed)}.`);
const text = (most: number) => (allowed: Allowed) =>
  string(allowed).check(
    z.refine((value) => [...value].length <= most, { ...TOO_LONG, error: `Expected at most ${most} characters.` }),
    z.refine(isShort, { ...TOO_LONG, error: 'Expected fewer of the characters that stand for several.' }),
    z.refine(isPlain, 'Control characters and halves of characters cannot be stored.'),
    z.refine(hasCharacters, 'Expected at least one letter, digit or sign.'),
  );

const FORMS: Record<Form, (allowed: Allowed) => z.ZodMiniType> = {
  text: text(LONGEST_TEXT),
  code: text(LONGEST_CODE),
  phone: (allowed) =>
    string(allowed).check(z.regex(/^\+[1-9]\d{4,14}$/, 'Expected a number like +4791234567 (E.164).')),
  country: (allowed) => string(allowed).check(z.refine(isCountry, 'Expected a country like NO (ISO 3166-1 alpha-2).')),
  enum: (allowed) => z.enum([...allowed.values!], `Expected ${toList(allowed.values!)}${commaOrNull(allowed)}.`),
  integer: () =>
    z
      .int({ error: ({ code }) => (code === 'too_big' ? 'Expected 2^53-1 or less.' : 'Expected an integer.') })
      .check(z.gte(0, 'Expected 0 or more.')),
  date: (allowed) => z.iso.date(`Expected a date like 1980-01-31${commaOrNull(allowed)}.`),
  datetime: () => z.iso.datetime({ precision: 0, error: 'Expected a UTC datetime like 2025-01-31T08:30:00Z.' }),
};

/** Null is taken where the field may be null. */
export function toCheck(form: Form, field: Field): z.ZodMiniType {
  const check = FORMS[form](field);
  return field.nullable ? z.nullable(check) : check;
}

function toList(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
