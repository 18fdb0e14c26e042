// The resource: one contact, all of its fields, read by its id.
import { type SQL, sql } from 'drizzle-orm';
import { FIELD_NAMES, FIELDS } from './read/fields.ts';
import { joinFor, tableScope } from './read/scope.ts';

/** Reads one contact, each field under its name; no row where there is none with this id. */
export function selectContact(id: number): SQL {
  const columns = FIELD_NAMES.map((name) => sql`${FIELDS[name].column} as ${sql.identifier(name)}`);
  return sql`select ${sql.join(columns, sql`, `)} from ${joinFor(tableScope('app_user'), FIELD_NAMES).source}
    where ${FIELDS.id.column} = ${id}`;
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
