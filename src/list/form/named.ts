// Rows as an answer has them, each value under its name. Pure.
import { FIELD_NAMES, type FieldName } from '../../contact/fields.ts';
import type { Row } from '../../db/result.ts';
import { keysOf, type RowForm, type Unpacked } from './form.ts';

/** In whatever order the fields are asked for, the statement's text is the same: what SQLite has prepared serves all. */
const toRead = (fields: FieldName[]) => FIELD_NAMES.filter((name) => fields.includes(name));

export const NAMED: RowForm<Row> = {
  toRead,
  toFound: (packed, prefix, fields) => {
    const read = toRead(fields);
    const places = fields.map((field) => read.indexOf(field));
    const rows = JSON.parse(`[${packed.join()}]`) as Unpacked[];
    return rows.map((row) => {
      const contact: Row = {};
      for (const [at, field] of fields.entries()) contact[field] = row[0][places[at]!]!;
      return { contact, keys: [...prefix, ...keysOf(row)] };
    });
  },
};
