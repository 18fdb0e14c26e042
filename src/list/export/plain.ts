// Packed rows that are lines of CSV but for their quotes, which nearly all are: their text is taken as it is, in a third of the
// time in which values are read and written. What may be otherwise is not plain. Pure.
import { FIELDS, type FieldName } from '../../contact/fields.ts';
import type { Packed } from '../form/form.ts';

/** Full-width signs are folded to the others by some spreadsheets. */
const FORMULA_SIGNS = '=+\\-@＝＋－＠';
const MARKER_SIGN = '#';
/** What JSON escapes, which is all that ends cells or lines but a comma, is not plain. */
const PLAIN = '[^"\\\\,]*';
const OPENING = '[[';

/** A line without its end, null where the row is not plain. `isGuarded` are the fields that must not look like a formula. */
export function toPlainReader(fields: readonly FieldName[], isGuarded: boolean[]): (packed: Packed) => string | null {
  const cells = fields.map((name, at) => {
    const { type, nullable } = FIELDS[name];
    const text = `"(?![${MARKER_SIGN}${isGuarded[at] ? FORMULA_SIGNS : ''}])${PLAIN}"`;
    const cell = type === 'integer' ? '\\d+' : text;
    return nullable ? `(?:null|${cell})` : cell;
  });
  const pattern = new RegExp(`\\[\\[${cells.join(',')}\\]`, 'y');
  return (packed) => {
    pattern.lastIndex = 0;
    if (!pattern.test(packed)) return null;
    return packed.slice(OPENING.length, pattern.lastIndex - 1).replace(/"|null(?=,|$)/g, '');
  };
}
