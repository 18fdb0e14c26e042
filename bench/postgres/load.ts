// The contacts of Kartei's local database in, a PostgreSQL database with the same rows out: copied as they stand, indexed
// afterwards, its statistics gathered; and a second one, made of it, whose indexes are tuned.
import { globSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import postgres, { type Sql } from 'postgres';
import { TABLES, type TableName } from '../../src/contact/fields.ts';
import type { Cluster } from './cluster.ts';
import { dropIndexes, type Kind, toColumns, writeIndexes, writeSharedIndexes, writeTables } from './schema.ts';

type Cell = string | number | null;

const CHUNK = 1 << 20;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Loads both kinds; returns the database of each. */
export async function loadDatabases(
  cluster: Cluster,
  persistTo: string,
  note: (line: string) => void,
): Promise<Record<Kind, string>> {
  const lite = new DatabaseSync(findFile(persistTo), { readOnly: true });
  try {
    await withDatabase(cluster, 'postgres', (sql) => sql.unsafe('create database plain'));
    await withDatabase(cluster, 'plain', async (sql) => {
      for (const statement of writeTables()) await sql.unsafe(statement);
      for (const table of Object.keys(TABLES) as TableName[]) {
        note(`PostgreSQL: copies ${table}`);
        await copyTable(lite, sql, table);
      }
      note('PostgreSQL: makes its indexes');
      for (const statement of [...writeSharedIndexes(), ...writeIndexes('plain')]) await sql.unsafe(statement);
      await sql.unsafe('vacuum analyze');
    });
  } finally {
    lite.close();
  }
  note('PostgreSQL: copies itself, with tuned indexes');
  await withDatabase(cluster, 'postgres', (sql) =>
    sql.unsafe('create database tuned template plain strategy file_copy'),
  );
  await withDatabase(cluster, 'tuned', async (sql) => {
    for (const statement of [...dropIndexes(), ...writeIndexes('tuned')]) await sql.unsafe(statement);
    await sql.unsafe('vacuum analyze');
  });
  return { plain: cluster.toUrl('plain'), tuned: cluster.toUrl('tuned') };
}

/** The SQLite file of the local D1: the larger one, for the ledger of erasures may be beside it. */
export function findFile(persistTo: string): string {
  const files = globSync(resolve(persistTo, 'v3/d1/miniflare-D1DatabaseObject/*.sqlite'));
  const found = files.filter((name) => !name.endsWith('metadata.sqlite'));
  const [file] = found.sort((a, b) => statSync(b).size - statSync(a).size);
  if (!file) throw new Error(`${persistTo} has no database.`);
  return file;
}

async function withDatabase<T>(cluster: Cluster, name: string, use: (sql: Sql) => PromiseLike<T>): Promise<T> {
  const settings = { maintenance_work_mem: '2GB', max_parallel_maintenance_workers: 2 };
  const sql = postgres(cluster.toUrl(name), { max: 1, onnotice: () => {}, connection: settings });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}

async function copyTable(lite: DatabaseSync, sql: Sql, table: TableName): Promise<void> {
  const columns = toColumns(table);
  const isContact = table === 'app_user';
  const source = isContact
    ? `select ${columns.map((name) => `u.${name}`)}, u.words || a.words from app_user u cross join address a on a.id = u.address_id order by u.id`
    : `select ${columns} from ${table} order by id`;
  const statement = lite.prepare(source);
  statement.setReturnArrays(true);
  const rows = statement.iterate() as unknown as Iterable<Cell[]>;
  const toRow = (row: Cell[]) => (isContact ? [...row.slice(0, -1), toDocument(String(row.at(-1)))] : row);
  const copied = isContact ? [...columns, 'document'] : columns;
  await pipeline(
    Readable.from(writeLines(rows, toRow)),
    await sql.unsafe(`copy ${table} (${copied}) from stdin`).writable(),
  );
}

/** Lines of PostgreSQL's text format, some of them together. */
function* writeLines(rows: Iterable<Cell[]>, toRow: (row: Cell[]) => Cell[]): Generator<string> {
  let lines = '';
  for (const row of rows) {
    lines += `${toRow(row).map(toCell).join('\t')}\n`;
    if (lines.length > CHUNK) {
      yield lines;
      lines = '';
    }
  }
  if (lines !== '') yield lines;
}

function toCell(value: Cell): string {
  return value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign]!);
}

/** Stored words, which have a space before and after each, as the lexemes of a text-search vector. */
function toDocument(words: string): string {
  const distinct = new Set(words.split(' ').filter(Boolean));
  return [...distinct].map((word) => `'${word.replace(/['\\]/g, (sign) => sign + sign)}'`).join(' ');
}
