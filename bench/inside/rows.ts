// Runs inside workerd: a page of 50 rows on its way from D1 to JSON, in several ways, again and again; or what of that way
// the Worker itself has to do, D1's answer being decoded from JSON as the binding does.
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import type { Env } from '../../src/env.ts';

type Cells = (string | number | null)[];

interface Way {
  sql: string;
  read: (statement: D1PreparedStatement) => Promise<unknown>;
  /** The JSON of the page. */
  write: (answer: never) => string;
}

const ROWS = 50;
/** Pages begin this far apart, so that no two are the same. */
const STRIDE = 37;
const FROM = `from app_user join address on address.id = app_user.address_id
  join customer_relationship on customer_relationship.appuser_id = app_user.id where app_user.id > ? order by app_user.id limit ${ROWS}`;
const columns = FIELD_NAMES.map((name) => `${FIELDS[name].table}.${FIELDS[name].column.name}`);
const COLUMNS = `select ${columns.map((column, at) => `${column} as ${FIELD_NAMES[at]}`)} ${FROM}`;
const named = columns.map((column, at) => `'${FIELD_NAMES[at]}', ${column}`);
/** In two, for D1 passes 32 arguments to a function. */
const OBJECT = `rtrim(json_object(${named.slice(0, 16)}), '}') || ',' || ltrim(json_object(${named.slice(16)}), '{')`;
const HEADS = FIELD_NAMES.map((name, at) => `${at === 0 ? '{' : ','}"${name}":`);

const readObjects: Way['read'] = (statement) => statement.all();
const readArrays: Way['read'] = (statement) => statement.raw();

/** The first is what Kartei does. */
export const WAYS: Record<string, Way> = {
  'SQLite, a text for each row': {
    sql: `select ${OBJECT} as packed ${FROM}`,
    read: readObjects,
    write: ({ results }: D1Result<{ packed: string }>) => `[${results.map(({ packed }) => packed).join()}]`,
  },
  'SQLite, an array for each row, made objects, JSON.stringify': {
    sql: `select json_array(${columns}) as packed ${FROM}`,
    read: readObjects,
    write: ({ results }: D1Result<{ packed: string }>) =>
      JSON.stringify((JSON.parse(`[${results.map(({ packed }) => packed).join()}]`) as Cells[]).map(toObject)),
  },
  'objects, JSON.stringify': {
    sql: COLUMNS,
    read: readObjects,
    write: ({ results }: D1Result) => JSON.stringify(results),
  },
  'arrays, made objects, JSON.stringify': {
    sql: COLUMNS,
    read: readArrays,
    write: (rows: Cells[]) => JSON.stringify(rows.map(toObject)),
  },
  'arrays, written cell by cell': {
    sql: COLUMNS,
    read: readArrays,
    write: (rows: Cells[]) => `[${rows.map((row) => `${row.map(writeCell).join('')}}`).join()}]`,
  },
  'arrays, sent as arrays': { sql: COLUMNS, read: readArrays, write: (rows: Cells[]) => JSON.stringify(rows) },
  'SQLite, one text': {
    sql: `select json_group_array(json(row)) from (select ${OBJECT} as row ${FROM})`,
    read: readArrays,
    write: ([[text]]: [[string]]) => text,
  },
};

const kept = new Map<string, string>();
let at = 0;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const asked = new URL(request.url).searchParams;
    const { sql, read, write } = WAYS[asked.get('way')!]!;
    const runs = Number(asked.get('runs'));
    const most = Number(asked.get('contacts')) - ROWS;
    const answer = (from: number) => read(env.DB.prepare(sql).bind(from % most));
    const began = performance.now();
    let bytes = 0;
    if (asked.get('stage') === 'worker') {
      if (!kept.has(sql + read.name)) kept.set(sql + read.name, JSON.stringify(await answer(0)));
      const text = kept.get(sql + read.name)!;
      for (let run = 0; run < runs; run++)
        bytes = new TextEncoder().encode(write(JSON.parse(text) as never)).byteLength;
      return Response.json({ milliseconds: performance.now() - began, bytes, received: text.length });
    }
    for (let run = 0; run < runs; run++)
      bytes = new TextEncoder().encode(write((await answer(STRIDE * at++)) as never)).byteLength;
    return Response.json({ milliseconds: performance.now() - began, bytes });
  },
};

function toObject(row: Cells): object {
  return Object.fromEntries(row.map((cell, at) => [FIELD_NAMES[at], cell]));
}

function writeCell(cell: Cells[number], at: number): string {
  return HEADS[at] + (typeof cell === 'string' ? JSON.stringify(cell) : String(cell));
}
