// The body of a write → what it wants done, every fault named by its field. Pure.
import * as z from 'zod/mini';
import { type Fault, type FaultCode, Problem } from '../problem.ts';
import { fold } from '../text/fold.ts';
import { suggest } from '../text/suggest.ts';
import { isCountry } from './country.ts';
import { cutName, Faults, type Path, toFault } from './fault.ts';

/** What a client may write of a contact. A new one has all but the optional fields, and an address or the id of one. */
export interface WrittenContact {
  first_name: string;
  last_name: string;
  gender: 'female' | 'male' | 'diverse' | null;
  customer_id: string;
  phone_number: string | null;
  birthday: string | null;
  street: string;
  street_number: string;
  city_code: string;
  city: string;
  country: string;
  points: number;
  last_activity: string | null;
}

/** A new contact: without a field that may be left out, and with an address or the id of one. */
export type Creating = Partial<WrittenContact> & { address_id?: number };

export type Operation =
  | { op: 'create'; contact: Creating }
  | { op: 'update'; id: number; changes: Partial<WrittenContact> }
  | { op: 'delete'; id: number };

/** Characters of a text, and of a postal code, house or customer number. */
const LONGEST_TEXT = 200;
const LONGEST_NUMBER = 50;

const isPlain = (text: string) => text.isWellFormed() && !/\p{Cc}/u.test(text);
const hasCharacters = (text: string) => fold(text).trim() !== '';

const text = (most: number) =>
  z.string('Expected a text.').check(
    z.refine((value) => [...value].length <= most, `Expected at most ${most} characters.`),
    z.refine(isPlain, 'Control characters and halves of characters cannot be stored.'),
    z.refine(hasCharacters, 'Expected at least one letter, digit or sign.'),
  );
const Time = 'Expected a UTC datetime like 2025-01-31T08:30:00Z.';

const FIELDS = {
  first_name: text(LONGEST_TEXT),
  last_name: text(LONGEST_TEXT),
  gender: z.nullable(z.enum(['female', 'male', 'diverse'], 'Expected female, male or diverse, or null.')),
  customer_id: text(LONGEST_NUMBER),
  phone_number: z.nullable(
    z
      .string('Expected a text or null.')
      .check(z.regex(/^\+[1-9]\d{4,14}$/, 'Expected a number like +4791234567 (E.164).')),
  ),
  birthday: z.nullable(z.iso.date('Expected a date like 1980-01-31, or null.')),
  street: text(LONGEST_TEXT),
  street_number: text(LONGEST_NUMBER),
  city_code: text(LONGEST_NUMBER),
  city: text(LONGEST_TEXT),
  country: z.string('Expected a text.').check(z.refine(isCountry, 'Expected a country like NO (ISO 3166-1 alpha-2).')),
  points: z.int('Expected an integer.').check(z.gte(0, 'Expected 0 or more.')),
  last_activity: z.nullable(z.iso.datetime({ precision: 0, error: Time })),
};
export type WrittenField = keyof typeof FIELDS;

export const ADDRESS_FIELDS = ['street', 'street_number', 'city_code', 'city', 'country'] as const;
const NEEDED = ['first_name', 'last_name', 'customer_id'] as const;
const SERVER_SET = ['id', 'created', 'last_updated', 'address_id', 'relationship_id', 'relationship_created'];

export const Id = z.int('Expected an integer.').check(z.gte(1, 'Expected 1 or more.'));
export const Changes = z.partial(z.strictObject(FIELDS));
export const Creation = z.extend(Changes, { address_id: z.optional(Id) });
/** The body as JSON. Throws the problem invalid-body where it is none. */
export function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body));
  } catch {
    throw new Problem('invalid-body', { detail: 'The body is not JSON in UTF-8.' });
  }
}

export function parseCreation(body: unknown): Operation[] {
  const faults = new Faults();
  const contact = check(Creation, body, { path: [], faults });
  checkComplete(body, { path: [], faults });
  faults.throwIfAny();
  return [{ op: 'create', contact: contact as Creating }];
}

export function parseChanges(id: number, body: unknown): Operation[] {
  const faults = new Faults();
  const changes = check(Changes, body, { path: [], faults });
  faults.throwIfAny();
  return [{ op: 'update', id, changes: changes as Partial<WrittenContact> }];
}

/** Where in the body something is checked; `index` is that of a batch's operation. */
type Place = { path: Path; faults: Faults; index?: number };

/** What the schema makes of this part of the body; null with its faults noted where it is not as the schema says. */
export function check<T>(schema: z.ZodMiniType<T>, part: unknown, { path, faults, index }: Place): T | null {
  const result = z.safeParse(schema, part);
  if (result.success) return result.data;
  const note = (make: () => Fault) => faults.note(make, index);
  for (const issue of result.error.issues) {
    const place = [...path, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) note(() => toUnknown([...place, key], key));
    else if (issue.path.length === 0) note(() => toFault(place, 'bad-type', 'Expected a JSON object.'));
    else note(() => toFault(place, issue.code === 'too_small' ? 'out-of-range' : 'bad-type', issue.message));
  }
  return null;
}

function toUnknown(place: Path, key: string): Fault {
  if (SERVER_SET.includes(key)) return toFault(place, 'server-set', `The server sets "${key}".`);
  return {
    ...toFault(place, 'unknown-field', `No field "${cutName(key)}" can be written.`),
    ...suggest(key, Object.keys(FIELDS)),
  };
}

/** What a new contact needs: names, a customer number, and an address of its own or the id of one, not both. */
export function checkComplete(contact: unknown, { path, faults, index }: Place): void {
  if (typeof contact !== 'object' || contact === null || Array.isArray(contact)) return;
  const has = (field: string) => Object.hasOwn(contact, field);
  const note = (field: string, code: FaultCode, detail: string) =>
    faults.note(() => toFault([...path, field], code, detail), index);
  const isElsewhere = has('address_id');
  for (const field of isElsewhere ? NEEDED : [...NEEDED, ...ADDRESS_FIELDS])
    if (!has(field)) note(field, 'missing', `A new contact needs "${field}".`);
  for (const field of isElsewhere ? ADDRESS_FIELDS.filter(has) : [])
    note(field, 'conflicting-parameters', 'Either address_id or the fields of an address, not both.');
}
