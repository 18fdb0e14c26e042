// Rows → lines of CSV (RFC 4180) or of NDJSON. In CSV, text that a spreadsheet would take for a formula begins with an
// apostrophe (CWE-1236), and what looks like a marker is in quotes: no row is ever taken for one. Pure.
import { FIELDS, type FieldName, type Value } from '../../contact/fields.ts';
import { type ContactText, toContacts, toValues } from '../reading/taken.ts';
import { toPlainReader } from './plain.ts';

/** Writes contacts, and the line before the first of them. */
export interface Writer {
  head: string;
  /** Whether each is an object of its fields; else the array of their values. */
  isNamed: boolean;
  toContactLine(contact: ContactText): string;
}

const END = '\r\n';
/** Full-width signs are folded to these by some spreadsheets. */
const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]|^#/;

/** `isRaw` leaves out the apostrophes of CSV. */
export function toWriter(format: 'csv' | 'ndjson', fields: readonly FieldName[], { isRaw = false } = {}): Writer {
  return format === 'csv' ? toCsvWriter(fields, { isRaw }) : JSON_WRITER;
}

/** A page of contacts, each an object of these fields, with its head. */
export function toText(format: 'csv' | 'ndjson', fields: readonly FieldName[], contacts: ContactText[]): string {
  if (format === 'ndjson') return contacts.map(JSON_WRITER.toContactLine).join('');
  const { head, toLine } = toCsvWriter(fields, { isRaw: false });
  return (
    head +
    toContacts(contacts)
      .map((row) => toLine(fields.map((name) => row[name]!)))
      .join('')
  );
}

export function toJsonLine(object: object): string {
  return `${JSON.stringify(object)}\n`;
}

const JSON_WRITER: Writer = { head: '', isNamed: true, toContactLine: (contact) => `${contact}\n` };

export function toCsvWriter(
  fields: readonly FieldName[],
  { isRaw }: { isRaw: boolean },
): Writer & { toLine: (values: (Value | null)[]) => string } {
  const isGuarded = fields.map((name) => !isRaw && mayBeFormula(name));
  const readPlain = toPlainReader(fields, isGuarded);
  const toLine = (values: (Value | null)[]) => {
    const cells = values.map((value, at) => (typeof value === 'string' ? toCell(value, isGuarded[at]!) : value));
    return cells.join(',') + END; // null is joined as nothing
  };
  return {
    head: fields.join(',') + END,
    isNamed: false,
    toLine,
    toContactLine(contact) {
      const line = readPlain(contact);
      return line === null ? toLine(toValues(contact)) : line + END;
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
