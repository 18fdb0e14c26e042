// A contact → its rows in the three tables, as columns by name: what the client wrote, and its folded forms. Pure.
import { fold } from '../fold.ts';
import { ADDRESS_FIELDS, type Contact } from './input.ts';

type Row = Record<string, string | number | null>;

/** Without its id, dates and address. */
export function toUserRow({ first_name, last_name, gender, customer_id, phone_number, birthday }: Contact) {
  return {
    first_name,
    last_name,
    gender,
    customer_id,
    phone_number,
    birthday,
    first_name_folded: fold(first_name),
    last_name_folded: fold(last_name),
    customer_id_folded: fold(customer_id),
  };
}

/** Without its id. */
export function toAddressRow(contact: Contact): Row {
  return Object.fromEntries(
    ADDRESS_FIELDS.flatMap((field) => [
      [field, contact[field] ?? null],
      [`${field}_folded`, fold(contact[field] ?? '')],
    ]),
  );
}

/** Without its ids and date. */
export function toRelationshipRow({ points, last_activity }: Contact): Row {
  return { points, last_activity };
}

/** The columns of a row that changes of these fields touch. */
export function touched(row: Row, fields: string[]): string[] {
  return Object.keys(row).filter((column) => fields.includes(column.replace(/_folded$/, '')));
}
