// Rows → lines of CSV (RFC 4180) or of NDJSON. In CSV, text that a spreadsheet would take for a formula begins with an
// apostrophe (CWE-1236), and what looks like a marker is in quotes: no row is ever taken for one. Pure.
import { FIELDS, type FieldName } from '../../contact/fields.ts';
import type { Row } from '../../db/result.ts';

/** Writes rows of these fields, and the line before the first of them. */
export interface Writer {
  head: string;
  toLine(row: Row): string;
}

const END = '\r\n';
/** Full-width signs are folded to these by some spreadsheets. */
const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]|^#/;

export const NDJSON: Writer = { head: '', toLine: (row) => `${JSON.stringify(row)}\n` };

/** A page of rows, with its head. */
export function toText(format: 'csv' | 'ndjson', fields: readonly FieldName[], rows: Row[]): string {
  const { head, toLine } = format === 'csv' ? toCsvWriter(fields, { isRaw: false }) : NDJSON;
  return head + rows.map(toLine).join('');
}

/** `isRaw` leaves out the apostrophes. */
export function toCsvWriter(fields: readonly FieldName[], { isRaw }: { isRaw: boolean }): Writer {
  const isGuarded = fields.map((name) => !isRaw && mayBeFormula(name));
  return {
    head: fields.join(',') + END,
    toLine(row) {
      let line = '';
      for (const [at, name] of fields.entries()) {
        const value = row[name]!;
        if (at > 0) line += ',';
        if (value === null) continue;
        line += typeof value === 'number' ? value : toCell(value, isGuarded[at]!);
      }
      return line + END;
    },
  };
}

/** Text that clients write freely: numbers, dates and enums are typed, and a phone number begins with its plus. */
function mayBeFormula(name: FieldName): boolean {
  const { type, write } = FIELDS[name];
  return type === 'text' && write !== 'phone';
}

function toCell(text: string, isGuarded: boolean): string {
  const cell = isGuarded && FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
