// All rows of a database as CSV, by PostgreSQL's own COPY, into a file.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';

export async function copyOut(url: string, select: string, path: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    const rows = await sql.unsafe(`copy (${select}) to stdout with (format csv)`).readable();
    await pipeline(rows, createWriteStream(path));
  } finally {
    await sql.end();
  }
}
