// A contact → its rows in the three tables, as columns by name: what the client wrote, its folded forms, and the words by
// which search finds it. Pure.
import { byTable, FIELDS, type TableName, WRITTEN_FIELDS, type Written } from '../../contact/fields.ts';
import { SEARCHED, toStoredWords } from '../../contact/words.ts';
import type { Row } from '../../db/result.ts';
import { fold } from '../../text/fold.ts';

/** The fields of a table that clients write, each with its column and, where there is one, its folded column. */
const WRITTEN = byTable(WRITTEN_FIELDS, (field) => {
  const { column, key } = FIELDS[field];
  return { field, column: column.name, folded: key === column ? null : key.name };
});

/** What clients write of the row in a table: without its ids, dates and address. */
export function toRow(table: TableName, contact: Partial<Written>): Row {
  const row: Row = {};
  for (const { field, column, folded } of WRITTEN[table]) {
    const value = contact[field] ?? null;
    row[column] = value;
    if (folded) row[folded] = value === null ? null : fold(String(value));
  }
  return SEARCHED[table].length > 0 ? { ...row, words: toStoredWords(table, contact) } : row;
}

/** A contact's rows beside each other: columns of two tables may have one name. */
export interface Parts {
  user: Row;
  address: Row;
  relationship: Row;
}

/** With the dates that a write sets; `created` where the contact is new. */
export function toParts(contact: Written, dates: { created?: string; last_updated: string }): Parts {
  const { created } = dates;
  return {
    user: { ...toRow('app_user', contact), ...dates },
    address: toRow('address', contact),
    relationship: { ...toRow('customer_relationship', contact), ...(created !== undefined && { created }) },
  };
}

/** The columns of the row in a table that changes of these fields touch. */
export function touched(table: TableName, fields: string[]): string[] {
  const isReworded = SEARCHED[table].some((field) => fields.includes(field));
  const columns = WRITTEN[table].filter(({ field }) => fields.includes(field));
  return [
    ...columns.flatMap(({ column, folded }) => (folded ? [column, folded] : [column])),
    ...(isReworded ? ['words'] : []),
  ];
}
