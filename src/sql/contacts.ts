// Contacts read by their ids, all of their fields. Pure.
import { type FoundContact, toFoundContact } from '../contact/contact.ts';
import { FIELD_NAMES, FIELDS } from '../contact/fields.ts';
import { type Query, query } from '../db/query.ts';
import { address, appUser } from '../db/schema.ts';
import { type SQL, sql } from '../db/sql.ts';
import { joinFor, tableScope } from './scope.ts';

/** Reads the contact with this id; null where there is none. */
export function selectContact(id: number): Query<FoundContact | null> {
  return query(selectContacts(sql`${id}`), ({ rows: [row] }) => (row ? toFoundContact(row) : null));
}

/** The highest id that a contact has; 0 where there is none. */
export const selectLastId = query(sql`select max(id) as "id" from ${appUser}`, ({ rows: [row] }) =>
  Number(row?.id ?? 0),
);

/** Reads the contacts with these ids, ordered by id: each as the JSON array `contact` of its fields, and its `revision`. */
export function selectContacts(ids: SQL): SQL {
  const columns = FIELD_NAMES.map((name) => sql`${FIELDS[name].column}`);
  return sql`select json_array(${sql.join(columns, sql`, `)}) as "contact", ${appUser.revision} as "revision"
    from ${joinFor(tableScope('app_user'), FIELD_NAMES).source}
    where ${FIELDS.id.column} in (${ids}) order by ${FIELDS.id.column}`;
}

/** Reads the words by which search finds the contact; none where there is none. */
export function selectWords(id: number): Query<string[]> {
  return query(
    sql`select ${appUser.words} || ${address.words} as "words" from ${appUser} join ${address} on ${address.id} = ${appUser.addressId}
      where ${appUser.id} = ${id}`,
    ({ rows: [row] }) => [...new Set(String(row?.words ?? '').split(' '))].filter((word) => word !== ''),
  );
}
