// Contacts as a backup has them: one line each, a JSON array of its rows in app_user, address and customer_relationship
// (null where it has none), every column as it is stored. The database itself writes the lines.
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { address, appUser, customerRelationship } from '../../src/db/schema.ts';
import { retry } from '../retry.ts';
import type { Range, Shape } from './manifest.ts';

/** A line with what tells whether its contact has changed since: every write raises the revision. */
export type Line = { id: number; revision: number; text: string };

type Value = string | number | null;
/** A line's rows, in the order of the tables below. */
export type Rows = [user: Value[], address: Value[], relationship: Value[] | null];

/** In the order of a line. */
const LINE_TABLES = [appUser, address, customerRelationship];

/** The columns of each table, in the order of a line's values. */
export const SHAPE: Shape = LINE_TABLES.map((table) => {
  const { name, columns } = getTableConfig(table);
  return { table: name, columns: columns.map((column) => column.name) };
});

/** One JSON array of a table's columns. D1 allows 32 arguments of a function, so each table is an array of its own. */
const toArray = ({ table, columns }: Shape[number]) => `json_array(${columns.map((name) => `${table}."${name}"`)})`;

/** What is selected of a contact: its line has these columns. */
function toColumns(shape: Shape): string {
  const [user, address, relationship] = shape.map(toArray);
  const last = `json(case when customer_relationship.id is not null then ${relationship} end)`;
  return `app_user.id as id, app_user.revision as revision, json_array(${user}, ${address}, ${last}) as text`;
}

const REST = `left join address on address.id = app_user.address_id
  left join customer_relationship on customer_relationship.appuser_id = app_user.id`;

/** Contacts of one statement: some 3 MB of lines. */
export const LINES_AT_ONCE = 5_000;

type Reading = { to?: number; shape?: Shape };

/** Reads the contacts with the lowest ids behind `after`, up to `to` where it is given. */
export async function readLines(
  d1: D1Database,
  after: number,
  { to = Number.MAX_SAFE_INTEGER, shape = SHAPE }: Reading = {},
): Promise<Line[]> {
  const select = d1
    .prepare(
      `select ${toColumns(shape)} from app_user ${REST} where app_user.id > ?1 and app_user.id <= ?2
       order by app_user.id limit ${LINES_AT_ONCE}`,
    )
    .bind(after, to);
  return (await retry(() => select.all<Line>())).results;
}

/** A range that has changed, with one of its contacts; with none where it has no more. */
export type Changed = { low: number; high: number } & (Line | { id: null; revision: null; text: null });

/** Selects, of these ranges, the first `most` that are not as they were, each with all of its contacts. */
export function selectChanged(d1: D1Database, ranges: Range[], most: number): D1PreparedStatement {
  return d1
    .prepare(
      `with known as (select value->>0 as low, value->>1 as high, value->>2 as print from json_each(?1)),
       changed as materialized (select low, high from known where print <> (
         select count(*) || ' ' || coalesce(sum(id), 0) || ' ' || coalesce(sum(revision), 0)
         from app_user where id > low and id <= high) limit ?2)
       select low, high, ${toColumns(SHAPE)} from changed left join app_user on app_user.id > low and app_user.id <= high ${REST}
       order by low, app_user.id`,
    )
    .bind(JSON.stringify(ranges.map(({ low, high, print }) => [low, high, print])), most);
}

/**
 * What tells whether the contacts of a range have changed. Ids are never given twice: where neither their number nor
 * their sum has changed, they are the same, and then any write has raised the sum of the revisions.
 */
export function toPrint(lines: Pick<Line, 'id' | 'revision'>[]): string {
  let ids = 0n;
  let revisions = 0n;
  for (const { id, revision } of lines) {
    ids += BigInt(id);
    revisions += BigInt(revision);
  }
  return `${lines.length} ${ids} ${revisions}`;
}
