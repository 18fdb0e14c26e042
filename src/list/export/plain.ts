// Contacts whose text is a line of CSV but for its quotes, which nearly all are: it is taken as it is, in a third of the
// time in which values are read and written. What may be otherwise is not plain. Pure.
import { FIELDS, type FieldName } from '../../contact/fields.ts';
import type { ContactText } from '../reading/taken.ts';

/** Full-width signs are folded to the others by some spreadsheets. */
const FORMULA_SIGNS = '=+\\-@＝＋－＠';
const MARKER_SIGN = '#';
/** What JSON escapes, which is all that ends cells or lines but a comma, is not plain. */
const PLAIN = '[^"\\\\,]*';

/** A line without its end, null where it is not plain. `isGuarded` are the fields that must not look like a formula. */
export function toPlainReader(
  fields: readonly FieldName[],
  isGuarded: boolean[],
): (contact: ContactText) => string | null {
  const cells = fields.map((name, at) => {
    const { type, nullable } = FIELDS[name];
    const text = `"(?![${MARKER_SIGN}${isGuarded[at] ? FORMULA_SIGNS : ''}])${PLAIN}"`;
    const cell = type === 'integer' ? '\\d+' : text;
    return nullable ? `(?:null|${cell})` : cell;
  });
  const pattern = new RegExp(`^\\[${cells.join(',')}\\]$`);
  return (contact) => (pattern.test(contact) ? contact.slice(1, -1).replace(/"|null(?=,|$)/g, '') : null);
}
