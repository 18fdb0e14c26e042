// A contact → its rows in the three tables, as columns by name: what the client wrote, its folded forms, and the words by
// which search finds it. Pure.
import { FIELDS, type FieldName, type TableName, WRITTEN_FIELDS } from '../../contact/fields.ts';
import { SEARCHED_FIELDS, toStoredWords } from '../../contact/words.ts';
import { fold } from '../../text/fold.ts';
import type { Contact } from '../input.ts';

export type Row = Record<string, string | number | null>;

/** What clients write of the row in a table: without its ids, dates and address. */
export function toRow(table: TableName, contact: Partial<Contact>): Row {
  const columns = writtenIn(table).flatMap((field) => {
    const value = contact[field] ?? null;
    return toColumns(field).map((column, at) => [column, at === 0 || value === null ? value : fold(String(value))]);
  });
  const words = searchedIn(table).length > 0 ? { words: toStoredWords(table, contact) } : {};
  return { ...Object.fromEntries(columns), ...words };
}

/** A contact's rows beside each other: columns of two tables may have one name. */
export interface Parts {
  user: Row;
  address: Row;
  relationship: Row;
}

/** With the dates that a write sets; `created` where the contact is new. */
export function toParts(contact: Contact, dates: { created?: string; last_updated: string }): Parts {
  const { created } = dates;
  return {
    user: { ...toRow('app_user', contact), ...dates },
    address: toRow('address', contact),
    relationship: { ...toRow('customer_relationship', contact), ...(created !== undefined && { created }) },
  };
}

/** The columns of the row in a table that changes of these fields touch. */
export function touched(table: TableName, fields: string[]): string[] {
  const isReworded = searchedIn(table).some((field) => fields.includes(field));
  const columns = writtenIn(table).filter((field) => fields.includes(field));
  return [...columns.flatMap(toColumns), ...(isReworded ? ['words'] : [])];
}

/** The column that is returned and, where there is one, the folded one. */
function toColumns(field: FieldName): string[] {
  const { column, key } = FIELDS[field];
  return key === column ? [column.name] : [column.name, key.name];
}

const writtenIn = (table: TableName) => WRITTEN_FIELDS.filter((field) => FIELDS[field].table === table);
const searchedIn = (table: TableName) => SEARCHED_FIELDS.filter((field) => FIELDS[field].table === table);
