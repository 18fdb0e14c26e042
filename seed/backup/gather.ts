// What is read of contacts → pieces of a backup, by ranges of ids. A piece that is read again is another file: the manifest
// names either the old one or the new one, whenever this is killed.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, toPrint } from './contact.ts';
import { type ContactPiece, type Manifest, type Range, writeManifest } from './manifest.ts';
import { hashLines, readPiece, writePiece } from './piece.ts';
import type { Reread } from './settle.ts';

/** Contacts of a range: what is read again where one of them has changed. */
const CONTACTS_OF_RANGE = 500;
const HASH_DIGITS = 8;

export type Gathering = { folder: string; manifest: Manifest };

/** The highest id that was read. */
export function highestId({ contacts }: Manifest): number {
  return contacts.at(-1)?.ranges.at(-1)?.high ?? 0;
}

/** Adds a piece of contacts behind all others. */
export function append({ folder, manifest }: Gathering, lines: Line[]): void {
  const ranges: Range[] = [];
  let low = highestId(manifest);
  for (let at = 0; at < lines.length; at += CONTACTS_OF_RANGE) {
    const some = lines.slice(at, at + CONTACTS_OF_RANGE);
    const high = some.at(-1)!.id;
    ranges.push({ low, high, print: toPrint(some) });
    low = high;
  }
  const texts = lines.map(({ text }) => text);
  manifest.contacts.push(store(folder, texts, ranges));
  writeManifest(folder, manifest);
}

/** Puts what was read again in the place of what was read before; what is behind that becomes a piece of its own. */
export function replace(gathering: Gathering, reread: Reread[]): void {
  const { folder, manifest } = gathering;
  const highest = highestId(manifest);
  const old: string[] = [];
  for (const [at, piece] of manifest.contacts.entries()) {
    const first = piece.ranges[0]!.low;
    const inside = reread.filter(({ low }) => low >= first && low < piece.ranges.at(-1)!.high);
    if (inside.length === 0) continue;
    const { lines, ranges } = renew(readPiece(folder, piece), piece.ranges, inside);
    const renewed = store(folder, lines, ranges);
    if (renewed.file !== piece.file) old.push(piece.file);
    manifest.contacts[at] = renewed;
  }
  writeManifest(folder, manifest);
  for (const file of old) rmSync(join(folder, file), { force: true });
  for (const { low, lines } of reread) if (low === highest && lines.length > 0) append(gathering, lines);
}

/** The lines of a piece, and its ranges, with those that were read again. */
function renew(lines: string[], ranges: Range[], reread: Reread[]): { lines: string[]; ranges: Range[] } {
  const byLow = new Map(reread.map((one) => [one.low, one.lines]));
  const result: { lines: string[]; ranges: Range[] } = { lines: [], ranges: [] };
  let at = 0;
  for (const range of ranges) {
    const count = Number.parseInt(range.print, 10);
    const now = byLow.get(range.low);
    result.lines.push(...(now ? now.map(({ text }) => text) : lines.slice(at, at + count)));
    result.ranges.push(now ? { ...range, print: toPrint(now) } : range);
    at += count;
  }
  return result;
}

function store(folder: string, lines: string[], ranges: Range[]): ContactPiece {
  const first = String(ranges[0]!.low + 1).padStart(10, '0');
  const file = `contacts-${first}-${hashLines(lines).slice(0, HASH_DIGITS)}.ndjson.gz`;
  return { ...writePiece(folder, file, lines), ranges };
}
