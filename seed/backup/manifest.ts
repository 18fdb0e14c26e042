// The manifest of a backup: what is in its folder, and whether that is all. Written anew, in one step, as each piece is
// there, so that a backup that was killed goes on; what it does not name is not of the backup.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../refusal.ts';

/** The columns of tables, in the order of the values in a line. */
export type Shape = { table: string; columns: string[] }[];

/** The contacts with ids from behind `low` up to `high`, and what tells whether they have changed since they were read. */
export type Range = { low: number; high: number; print: string };

/** A file of lines, gzipped. The hash is that of the lines, each with its line feed. */
export type Piece = { file: string; lines: number; sha256: string };
export type ContactPiece = Piece & { ranges: Range[] };
/** Rows of another table, each line a JSON array in the order of the columns. */
export type RowPiece = Piece & { table: string; columns: string[] };

/** What the database says of itself, in one transaction with the last look at its contacts. */
export type State = {
  epoch: string;
  version: number;
  contacts: number;
  /** The last load, and the highest id that each table gave: null where there is none. */
  seedRun: { seed: number; contacts: number } | null;
  sequence: Record<string, number>;
  /** The last row of each table that is only ever added to. */
  last: Record<string, number>;
};

export type Manifest = {
  format: 1;
  /** The epoch that the backup was begun in. */
  epoch: string;
  shape: Shape;
  contacts: ContactPiece[];
  rows: RowPiece[];
  /** Null until the backup is whole; it is then one of exactly this state. */
  state: State | null;
  /** When it was whole, RFC 3339; null until then. */
  finished: string | null;
};

const FILE = 'manifest.json';

/** Reads the manifest of a folder; null where there is none. */
export function readManifest(folder: string): Manifest | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  const manifest = parse(readFileSync(file, 'utf8'));
  if (manifest?.format !== 1) throw new Refusal(`${file} is not the manifest of a backup.`);
  return manifest;
}

function parse(text: string): Manifest | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeWhole(join(folder, FILE), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** Writes a file so that it is there whole or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.part`;
  writeFileSync(temporary, content, { flush: true });
  renameSync(temporary, file);
}

export function countContacts({ contacts }: Pick<Manifest, 'contacts'>): number {
  return contacts.reduce((sum, { lines }) => sum + lines, 0);
}

/** The version that a whole backup is of, as answers tell it. */
export function versionOf({ epoch, version }: State): string {
  return `${epoch}.${String(version).padStart(15, '0')}`;
}

/** Tells one backup from another: a number that no seed of a load is. */
export function toMark(manifest: Manifest): number {
  const hashes = [...manifest.contacts, ...manifest.rows].map(({ sha256 }) => sha256);
  const hash = createHash('sha256')
    .update(JSON.stringify([manifest.state, hashes]))
    .digest();
  return -1 - (hash.readUInt32BE() % 2 ** 31);
}
