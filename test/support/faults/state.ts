// All rows of a database that a restore would bring back: to keep them, and to put them into it or another one.
import { env } from 'cloudflare:workers';

const TABLES = [
  ...['address', 'app_user', 'customer_relationship'],
  ...['idempotency', 'exact_count', 'write_receipt', 'audit', 'erasure'],
];
const STATE = 'data_state';

type Rows = Record<string, unknown>[];

export interface State {
  rows: Map<string, Rows>;
  /** The highest ids that were given. */
  ids: Rows;
}

export async function readState(database: D1Database = env.DB): Promise<State> {
  const tables = [...TABLES, STATE];
  const select = [...tables, 'sqlite_sequence'].map((table) => database.prepare(`select * from ${table}`));
  const results = (await database.batch(select)).map(({ results }) => results as Rows);
  return { rows: new Map(tables.map((table, at) => [table, results[at]!])), ids: results.at(-1)! };
}

/** Makes the database what it was, in one transaction. Triggers keep what is counted and indexed of the contacts true. */
export async function putState({ rows, ids }: State, database: D1Database = env.DB): Promise<void> {
  const insert = (table: string) => {
    const columns = Object.keys(rows.get(table)![0] ?? {});
    if (columns.length === 0) return [];
    const values = columns.map((_, at) => `value->>${at}`);
    const all = JSON.stringify(rows.get(table)!.map((row) => Object.values(row)));
    return [database.prepare(`insert into ${table} (${columns}) select ${values} from json_each(?)`).bind(all)];
  };
  const empty = (table: string) => database.prepare(`delete from ${table}`);
  const number = ({ name, seq }: Rows[number]) =>
    database.prepare('update sqlite_sequence set seq = ? where name = ?').bind(seq, name);
  await database.batch([
    ...TABLES.toReversed().map(empty),
    ...TABLES.flatMap(insert),
    ...[empty(STATE), ...insert(STATE)], // the triggers of the others have changed it
    ...ids.map(number),
  ]);
}
