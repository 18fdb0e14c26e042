// The rows beside the contacts that a backup keeps: addresses that no contact has, and what the service has noted of its own
// work. What can be found out from the contacts is not kept, nor what lives for a day.
import { retry } from '../retry.ts';
import { SHAPE } from './contact.ts';
import type { RowPiece, State } from './manifest.ts';
import { writePiece } from './piece.ts';

const ROWS_AT_ONCE = 5_000;
/** Ids that one statement looks through for addresses that no contact has. */
const IDS_AT_ONCE = 250_000;

/** Tables whose rows are never changed: those up to the last one of a version are as they were then. */
const APPENDED = ['audit'];

/** Those of them that the database has. */
export async function listAppended(d1: D1Database): Promise<string[]> {
  const list = () => d1.prepare(`select name from sqlite_schema where type = 'table'`).all<{ name: string }>();
  const present = new Set((await retry(list)).results.map(({ name }) => name));
  return APPENDED.filter((name) => present.has(name));
}

/** Copies the rows up to those that the state names as the last ones. */
export async function copyRows(d1: D1Database, folder: string, { last }: State): Promise<RowPiece[]> {
  const pieces = await copyAddresses(d1, folder);
  for (const [table, to] of Object.entries(last)) pieces.push(...(await copyTable(d1, folder, table, to)));
  return pieces;
}

/** Only SQL by hand leaves addresses without contacts: they are read beside writes, a range of ids after the other. */
async function copyAddresses(d1: D1Database, folder: string): Promise<RowPiece[]> {
  const { table, columns } = SHAPE[1]!;
  const select = d1.prepare(
    `select json_array(${columns.map((name) => `"${name}"`)}) as text from address where id > ?1 and id <= ?2
       and not exists (select 1 from app_user where app_user.address_id = address.id) order by id`,
  );
  const end = (await retry(() => d1.prepare('select max(id) as last from address').first<number>('last'))) ?? 0;
  const lines: string[] = [];
  for (let from = 0; from < end; from += IDS_AT_ONCE) {
    const { results } = await retry(() => select.bind(from, from + IDS_AT_ONCE).all<{ text: string }>());
    lines.push(...results.map(({ text }) => text));
  }
  if (lines.length === 0) return [];
  return [{ ...writePiece(folder, 'address.ndjson.gz', lines), table, columns }];
}

async function copyTable(d1: D1Database, folder: string, table: string, to: number): Promise<RowPiece[]> {
  const columns = await readColumns(d1, table);
  const select = d1.prepare(
    `select rowid as id, json_array(${columns.map((name) => `"${name}"`)}) as text from "${table}"
     where rowid > ?1 and rowid <= ?2 order by rowid limit ${ROWS_AT_ONCE}`,
  );
  const pieces: RowPiece[] = [];
  for (let from = 0; from < to; ) {
    const { results } = await retry(() => select.bind(from, to).all<{ id: number; text: string }>());
    if (results.length === 0) break;
    const file = `${table}-${String(pieces.length + 1).padStart(5, '0')}.ndjson.gz`;
    pieces.push({ ...writePiece(folder, file, results.map(({ text }) => text)), table, columns }); // biome-ignore format: short
    from = results.at(-1)!.id;
  }
  return pieces;
}

/** The columns of a table; none where there is no such table. */
export async function readColumns(d1: D1Database, table: string): Promise<string[]> {
  const list = () => d1.prepare('select name from pragma_table_info(?1)').bind(table).all<{ name: string }>();
  return (await retry(list)).results.map(({ name }) => name);
}
