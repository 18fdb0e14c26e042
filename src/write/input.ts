// The body of a write → what it wants done, every fault named by its field. Pure.
import * as z from 'zod/mini';
import { FIELDS, type FieldName, isFieldName, WRITTEN_FIELDS, type Written } from '../contact/fields.ts';
import { cutName, type Path } from '../pointer.ts';
import { type Fault, type FaultCode, Problem } from '../problem.ts';
import { suggest } from '../text/suggest.ts';
import { Faults, toFault } from './fault.ts';
import { toCheck } from './form.ts';
import { findRepeatedNames } from './repeated.ts';

/** A new contact: without a field that may be left out, and with an address or the id of one. */
export type Creating = Partial<Written> & { address_id?: number };

export type Operation =
  | { op: 'create'; contact: Creating }
  | { op: 'update'; id: number; changes: Partial<Written> }
  | { op: 'delete'; id: number };

const CHECKS = Object.fromEntries(WRITTEN_FIELDS.map((name) => [name, toCheck(FIELDS[name].write!, FIELDS[name])]));

export const ADDRESS_FIELDS = WRITTEN_FIELDS.filter((name) => FIELDS[name].table === 'address');
const isOptional = (name: FieldName) => FIELDS[name].nullable || FIELDS[name].column.hasDefault;
const NEEDED = WRITTEN_FIELDS.filter((name) => !isOptional(name));
/** What a new contact has in the fields that may be left out. */
export const DEFAULTS = Object.fromEntries(
  WRITTEN_FIELDS.filter(isOptional).map((name) => [name, FIELDS[name].column.default ?? null]),
) as Partial<Written>;

export const Id = z.int('Expected an integer.').check(z.gte(1, 'Expected 1 or more.'));
const { customer_id: _, ...SHARED } = CHECKS;
export const Changes = z.partial(z.strictObject(CHECKS));
/** What may be given to all contacts that match: no two have one number. */
export const SweptChanges = z.partial(z.strictObject(SHARED));
export const Creation = z.extend(Changes, { address_id: z.optional(Id) });

/** The body as JSON. Throws the problem invalid-body where it is none, or names something twice. */
export function parseBody(body: Uint8Array): unknown {
  const { json, value } = readJson(body);
  const faults = new Faults();
  for (const path of findRepeatedNames(json)) faults.note(() => toRepeated(path));
  faults.throwIfAny();
  return value;
}

function readJson(body: Uint8Array): { json: string; value: unknown } {
  try {
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body);
    return { json, value: JSON.parse(json) };
  } catch {
    throw new Problem('invalid-body', { detail: 'The body is not JSON in UTF-8.' });
  }
}

function toRepeated(path: Path): Fault {
  return toFault(path, 'repeated-parameter', `"${cutName(String(path.at(-1)))}" is given more than once.`);
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
  return [{ op: 'update', id, changes: changes as Partial<Written> }];
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
    else note(() => toFault(place, isOutOfRange(issue) ? 'out-of-range' : 'bad-type', issue.message));
  }
  return null;
}

/** Too small or too large, or a check says so of itself. */
function isOutOfRange(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'custom') return issue.params?.code === 'out-of-range';
  return issue.code === 'too_small' || issue.code === 'too_big';
}

function toUnknown(place: Path, key: string): Fault {
  if (isFieldName(key)) return toFault(place, 'server-set', `The server sets "${key}".`);
  return {
    ...toFault(place, 'unknown-field', `No field "${cutName(key)}" can be written.`),
    ...suggest(key, WRITTEN_FIELDS),
  };
}

/** What a new contact needs: names, a customer number, and an address of its own or the id of one, not both. */
export function checkComplete(contact: unknown, { path, faults, index }: Place): void {
  if (typeof contact !== 'object' || contact === null || Array.isArray(contact)) return;
  const has = (field: string) => Object.hasOwn(contact, field);
  const note = (field: string, code: FaultCode, detail: string) =>
    faults.note(() => toFault([...path, field], code, detail), index);
  const isElsewhere = has('address_id');
  for (const field of NEEDED)
    if (!has(field) && !(isElsewhere && ADDRESS_FIELDS.includes(field)))
      note(field, 'missing', `A new contact needs "${field}".`);
  for (const field of isElsewhere ? ADDRESS_FIELDS.filter(has) : [])
    note(field, 'conflicting-parameters', 'Either address_id or the fields of an address, not both.');
}
