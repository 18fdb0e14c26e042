// Whether a database holds what a backup has: its lines are read back and hashed, its other rows looked up.
import { Refusal } from '../refusal.ts';
import { retry } from '../retry.ts';
import { toRowChunks } from './chunk.ts';
import { LINES_AT_ONCE, readLines } from './contact.ts';
import type { ContactPiece, Manifest, RowPiece, Shape } from './manifest.ts';
import { hashLines } from './piece.ts';

/** Throws a Refusal where something is not as in the backup. Tells of each piece of contacts how many lines were compared. */
export async function verify(
  d1: D1Database,
  { folder, manifest, onVerified }: { folder: string; manifest: Manifest; onVerified: (lines: number) => void },
): Promise<void> {
  let verified = 0;
  for (const piece of manifest.contacts) {
    if (hashLines(await readBack(d1, piece, manifest.shape)) !== piece.sha256) throw unlike(piece.file);
    verified += piece.lines;
    onVerified(verified);
  }
  for (const piece of manifest.rows)
    for (const { rows, count } of toRowChunks(folder, piece))
      if ((await countPresent(d1, piece, rows)) !== count) throw unlike(piece.file);
}

/** A reset is no way to an empty database: it loads again, and clears the ledger of erasures. */
export const INTO_NEW =
  'Restore into a new one: npx wrangler d1 create NAME, and put its id into wrangler.toml; locally, --persist-to another folder.';

const unlike = (file: string) => new Refusal(`What the database holds is not what ${file} has. ${INTO_NEW}`);

/** The lines of a piece as the database has them now, in the columns of the backup. */
async function readBack(d1: D1Database, { ranges }: ContactPiece, shape: Shape): Promise<string[]> {
  const lines: string[] = [];
  const to = ranges.at(-1)!.high;
  for (let low = ranges[0]!.low, isLast = false; !isLast; ) {
    const some = await readLines(d1, low, { to, shape });
    for (const { text } of some) lines.push(text);
    isLast = some.length < LINES_AT_ONCE;
    low = some.at(-1)?.id ?? to;
  }
  return lines;
}

async function countPresent(d1: D1Database, { table, columns }: RowPiece, rows: string): Promise<number> {
  const same = columns.map((column, at) => `"${column}" is value->>${at}`).join(' and ');
  const count = d1
    .prepare(`select count(*) as n from json_each(?1) where exists (select 1 from "${table}" where ${same})`)
    .bind(rows);
  return (await retry(() => count.first<number>('n'))) ?? 0;
}
