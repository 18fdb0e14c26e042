// The same rows as CSV by SQLite alone: its command line tool where it is installed, else the SQLite that is in Node. Both
// read a copy of the database without its triggers and views, whose SQL an older tool cannot parse.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import type { Row } from '../../src/db/result.ts';
import { toCsvWriter } from '../../src/list/export/csv.ts';

const PROGRAM = 'sqlite3';
/** How these subjects are called. */
export const SHELL = 'sqlite3 -csv';
export const BUILT_IN = 'node:sqlite';

/** Of a copy. */
const PAGES_AT_ONCE = 10_000;
const WRITTEN_AT_ONCE = 1 << 16;

/** As one would write it by hand; SQLite reads it in the order of ids without a sort. */
export const SELECT = [
  `select ${FIELD_NAMES.map((name) => `${FIELDS[name].table}.${FIELDS[name].column.name} as ${name}`).join(', ')}`,
  'from app_user',
  'join address on address.id = app_user.address_id',
  'join customer_relationship on customer_relationship.appuser_id = app_user.id',
  'order by app_user.id',
].join(' ');

export interface Plain {
  subject: typeof SHELL | typeof BUILT_IN;
  version: string;
  /** Writes all rows into a file. */
  write: (path: string) => Promise<void>;
}

/** What there is to write the rows of this database with. */
export async function findPlain(database: string): Promise<Plain> {
  const version = await promisify(execFile)(PROGRAM, ['--version']).then(
    ({ stdout }) => stdout.split(' ', 1)[0]!,
    () => null,
  );
  if (version !== null) return { subject: SHELL, version, write: (path) => writeByShell(database, path) };
  const write = async (path: string) => writeByNode(database, path);
  return { subject: BUILT_IN, version: process.versions.sqlite ?? 'unknown', write };
}

/** Copies a database as it stands; returns how many contacts it has. */
export async function copyPlain(from: string, to: string): Promise<number> {
  const source = new DatabaseSync(from, { readOnly: true });
  await backup(source, to, { rate: PAGES_AT_ONCE });
  source.close();
  const copy = new DatabaseSync(to);
  const written = copy.prepare("select type, name from sqlite_schema where type in ('trigger', 'view')").all();
  for (const { type, name } of written) copy.exec(`drop ${type} if exists "${name}"`); // a view takes its triggers along
  copy.exec('pragma journal_mode = delete');
  const { contacts } = copy.prepare('select contacts from data_state').get()!;
  copy.close();
  return Number(contacts);
}

async function writeByShell(database: string, path: string): Promise<void> {
  const file = openSync(path, 'w');
  try {
    const shell = spawn(PROGRAM, ['-readonly', '-csv', database, SELECT], { stdio: ['ignore', file, 'inherit'] });
    const [code] = await once(shell, 'exit');
    if (code !== 0) throw new Error(`${PROGRAM} ends with ${code}.`);
  } finally {
    closeSync(file);
  }
}

export function writeByNode(database: string, path: string): void {
  const { toLine } = toCsvWriter(FIELD_NAMES, { isRaw: false });
  const source = new DatabaseSync(database, { readOnly: true });
  const file = openSync(path, 'w');
  try {
    let lines = '';
    for (const row of source.prepare(SELECT).iterate()) {
      lines += toLine(Object.values(row as Row));
      if (lines.length < WRITTEN_AT_ONCE) continue;
      writeSync(file, lines);
      lines = '';
    }
    writeSync(file, lines);
  } finally {
    closeSync(file);
    source.close();
  }
}
