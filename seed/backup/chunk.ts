// Lines of a backup → chunks of rows for the database, each with the statements that insert it.
import { PARAMETER_BYTES } from '../load/insert.ts';
import type { Rows } from './contact.ts';
import type { Manifest, RowPiece, Shape } from './manifest.ts';
import { readPiece } from './piece.ts';

/** Lines from the one at `from` on, up to the one before `to`, counted through all pieces. */
export type LineChunk = { from: number; to: number; lines: string[] };

/** All lines of a chunk together stay below this, so that each of its parameters does. */
const MOST_BYTES = PARAMETER_BYTES * 0.9;
const MOST_LINES = 4_000;

/** The lines of the contacts, without the first `skipped`. */
export function* toChunks(folder: string, { contacts }: Manifest, skipped: number): Generator<LineChunk> {
  let at = 0;
  for (const piece of contacts) {
    const begin = Math.max(0, skipped - at);
    if (begin < piece.lines) yield* divide(readPiece(folder, piece).slice(begin), at + begin);
    at += piece.lines;
  }
}

function* divide(all: string[], first: number): Generator<LineChunk> {
  let lines: string[] = [];
  let bytes = 0;
  let from = first;
  for (const line of all) {
    const size = Buffer.byteLength(line) + 1;
    if (lines.length === MOST_LINES || (lines.length > 0 && bytes + size > MOST_BYTES)) {
      yield { from, to: from + lines.length, lines };
      from += lines.length;
      lines = [];
      bytes = 0;
    }
    lines.push(line);
    bytes += size;
  }
  if (lines.length > 0) yield { from, to: from + lines.length, lines };
}

/** The statements that insert the contacts of a chunk. Contacts who share an address each have it in their line. */
export function toInserts(d1: D1Database, shape: Shape, lines: string[]): D1PreparedStatement[] {
  const contacts = lines.map((line) => JSON.parse(line) as Rows);
  const [users, addresses, relationships] = [0, 1, 2].map((table) => contacts.flatMap((rows) => (rows[table] ? [rows[table]] : []))); // biome-ignore format: short
  const [user, address, relationship] = shape as [Shape[0], Shape[0], Shape[0]];
  return [
    insertRows(d1, address, JSON.stringify(addresses), 'where true on conflict (id) do nothing'),
    insertRows(d1, user, JSON.stringify(users)),
    insertRows(d1, relationship, JSON.stringify(relationships)),
  ];
}

/** The statement that inserts rows; those of another table may be there already, where this was stopped and begun again. */
export function insertRows(d1: D1Database, { table, columns }: Shape[0], rows: string, end = ''): D1PreparedStatement {
  const names = columns.map((column) => `"${column}"`);
  const values = columns.map((_, at) => `value->>${at}`);
  return d1.prepare(`insert into "${table}" (${names}) select ${values} from json_each(?1) ${end}`).bind(rows);
}

/** The rows of another table's piece, some at a time, as JSON arrays of rows. */
export function* toRowChunks(folder: string, piece: RowPiece): Generator<{ rows: string; count: number }> {
  for (const { lines } of divide(readPiece(folder, piece), 0)) yield { rows: `[${lines.join()}]`, count: lines.length };
}
