// The resource: one contact, all of its fields, read by its id.

import { appUser } from './db/schema.ts';
import { type SQL, sql } from './db/sql.ts';
import { digest } from './etag.ts';
import { FIELD_NAMES, FIELDS, type FieldName } from './read/fields.ts';
import type { Value } from './read/restriction.ts';
import { joinFor, tableScope } from './read/scope.ts';

export type Contact = Record<FieldName, Value | null>;

/** Reads the contacts with these ids, ordered by id: each as the JSON array `contact` of its fields, and its `revision`. */
export function selectContacts(ids: SQL): SQL {
  const columns = FIELD_NAMES.map((name) => sql`${FIELDS[name].column}`);
  return sql`select json_array(${sql.join(columns, sql`, `)}) as "contact", ${appUser.revision} as "revision"
    from ${joinFor(tableScope('app_user'), FIELD_NAMES).source}
    where ${FIELDS.id.column} in (${ids}) order by ${FIELDS.id.column}`;
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
    const { type, nullable, operators, values } = FIELDS[name];
    return {
      name,
      type,
      nullable,
      ...(values && { values }),
      operators: operators.map((operator) => ({
        name: operator,
        indexed: operator !== 'contains',
      })),
    };
  });
}
