// The resource: one contact, all of its fields. Pure.

import type { Row } from '../db/result.ts';
import { digest } from '../digest.ts';
import { FIELD_NAMES, FIELDS, type FieldName, type Value } from './fields.ts';

export type Contact = Record<FieldName, Value | null>;

/** A contact as it was read: its fields in the order of the field table, and its revision. */
export interface FoundContact {
  fields: (Value | null)[];
  revision: number;
}

/** From a row with the JSON array of its fields as `contact`, and its `revision`. */
export function toFoundContact({ contact, revision }: Row): FoundContact {
  return { fields: JSON.parse(String(contact)) as FoundContact['fields'], revision: Number(revision) };
}

/** The contact from the JSON array of its fields. */
export function toContact(fields: (Value | null)[]): Contact {
  return Object.fromEntries(FIELD_NAMES.map((name, at) => [name, fields[at]])) as Contact;
}

/** The entity tag of a contact: its revision, by which writes tell that it is unchanged, and what it looks like. */
export function toTag(fields: (Value | null)[], revision: number): string {
  return `"${revision}.${digest(JSON.stringify(fields))}"`;
}

/** The field table as `GET /v1/contacts/fields` shows it. */
export function describeFields() {
  return FIELD_NAMES.map((name) => {
    const { type, nullable, operators, values, counted } = FIELDS[name];
    return {
      name,
      type,
      nullable,
      ...(values && { values }),
      operators: operators.map((operator) => ({
        name: operator,
        indexed: operator !== 'contains' || counted,
      })),
    };
  });
}
