// A contact → its rows in the three tables, as columns by name: what the client wrote, its folded forms, and the words by
// which search finds it. Pure.
import { fold } from '../../text/fold.ts';
import { toPersonWords, toPlaceWords } from '../../text/words.ts';
import { ADDRESS_FIELDS, type WrittenContact } from '../input.ts';

/** What a row's words are found out from. */
const WORDED_FIELDS = ['first_name', 'last_name', 'phone_number', 'customer_id', 'street', 'city'];

type ColumnValues = Record<string, string | number | null>;

/** Without its id, dates and address. */
export function toUserRow({ first_name, last_name, gender, customer_id, phone_number, birthday }: WrittenContact) {
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
    words: toPersonWords({
      firstName: first_name,
      lastName: last_name,
      phoneNumber: phone_number,
      customerId: customer_id,
    }),
  };
}

/** Without its id. */
export function toAddressRow(contact: WrittenContact): ColumnValues {
  const { street = '', city = '' } = contact;
  const texts = ADDRESS_FIELDS.flatMap((field) => [
    [field, contact[field] ?? null],
    [`${field}_folded`, fold(contact[field] ?? '')],
  ]);
  return { ...Object.fromEntries(texts), words: toPlaceWords({ street, city }) };
}

/** Without its ids and date. */
export function toRelationshipRow({ points, last_activity }: WrittenContact): ColumnValues {
  return { points, last_activity };
}

/** A contact's rows beside each other: columns of two tables may have one name. */
export interface Parts {
  user: ReturnType<typeof toUserRow> & ColumnValues;
  address: ColumnValues;
  relationship: ColumnValues;
}

/** With the dates that a write sets; `created` where the contact is new. */
export function toParts(contact: WrittenContact, dates: { created?: string; last_updated: string }): Parts {
  const { created } = dates;
  return {
    user: { ...toUserRow(contact), ...dates },
    address: toAddressRow(contact),
    relationship: { ...toRelationshipRow(contact), ...(created !== undefined && { created }) },
  };
}

/** The columns of a row that changes of these fields touch. */
export function touched(row: ColumnValues, fields: string[]): string[] {
  const isReworded = WORDED_FIELDS.some((field) => field in row && fields.includes(field));
  return Object.keys(row).filter((column) =>
    column === 'words' ? isReworded : fields.includes(column.replace(/_folded$/, '')),
  );
}
