// Lines in, a gzipped file of them in the folder of a backup out, and back: what is read is what was written, or nothing.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Refusal } from '../refusal.ts';
import { type Piece, writeWhole } from './manifest.ts';

/** Twice as fast as the default, and a tenth larger. */
const LEVEL = 3;

export function writePiece(folder: string, file: string, lines: string[]): Piece {
  const text = toText(lines);
  writeWhole(join(folder, file), gzipSync(text, { level: LEVEL }));
  return { file, lines: lines.length, sha256: hash(text) };
}

/** The lines of a piece. Throws a Refusal where the file is missing or not what the manifest says. */
export function readPiece(folder: string, piece: Piece): string[] {
  const lines = tryPiece(folder, piece);
  if (lines) return lines;
  throw new Refusal(`${join(folder, piece.file)} is missing, or is not what the backup's manifest says.`);
}

/** The same; null where it is not so. */
export function tryPiece(folder: string, { file, lines, sha256 }: Piece): string[] | null {
  try {
    const text = gunzipSync(readFileSync(join(folder, file))).toString();
    const found = text === '' ? [] : text.slice(0, -1).split('\n');
    return hash(text) === sha256 && found.length === lines ? found : null;
  } catch {
    return null;
  }
}

/** The hash of lines, as a piece has it. */
export function hashLines(lines: string[]): string {
  return hash(toText(lines));
}

const toText = (lines: string[]) => (lines.length === 0 ? '' : `${lines.join('\n')}\n`);
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
