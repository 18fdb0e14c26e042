// The ledger's one table, in a database of its own: the ids of contacts that were deleted, and when. It makes itself. Pure.
import { commands, type Query, query } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';
import { type Erasure, toErasureRows, toErasures } from './erasure.ts';

const TABLE = sql`create table if not exists erased (
  contact_id integer not null, erased_at text not null, primary key (contact_id, erased_at)) without rowid`;

/** Safe to run twice. */
export function enterErasures(erasures: Erasure[]): Query<null> {
  return commands(
    TABLE,
    sql`insert or ignore into erased (contact_id, erased_at) select value->>0, value->>1
      from json_each(${toErasureRows(erasures)})`,
  );
}

/** Those of ids behind `after`, with the last time that each was erased, ordered by id; at most so many. */
export function selectErased(after: number, most: number): Query<Erasure[]> {
  const select = query(
    sql`select contact_id as "contact_id", max(erased_at) as "erased_at" from erased where contact_id > ${after}
      group by contact_id order by contact_id limit ${most}`,
    toErasures,
  );
  return { statements: [TABLE, ...select.statements], parse: ([, rows]) => select.parse([rows!]) };
}

/** How many contacts the ledger names. */
export const countErased: Query<number> = {
  statements: [TABLE, sql`select count(distinct contact_id) as "erased" from erased`],
  parse: ([, counted]) => Number(counted!.rows[0]?.erased),
};

/** The contacts that are there although they were erased. One that was created later has only the id in common. */
export function selectReturned(erasures: Erasure[]): Query<number[]> {
  return query(
    sql`select app_user.id as "id" from json_each(${toErasureRows(erasures)}) as row join app_user on app_user.id = row.value->>0
      where app_user.created <= row.value->>1`,
    ({ rows }) => rows.map(({ id }) => Number(id)),
  );
}
