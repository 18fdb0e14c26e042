// Several selects as one, whatever their number. Pure.
import { type SQL, sql } from '../db/sql.ts';

/** SQLite on D1 takes at most this many terms in one compound SELECT; a nested one counts anew. */
const MOST_TERMS = 5;

/**
 * The arms one after the other, nested where they are more than one compound takes. With an order, which then also ends
 * the statement that they are put into, nested ones are merged by it.
 */
export function unionAll(arms: SQL[], orderBy: SQL | null = null, limit: number | null = null): SQL {
  if (arms.length <= MOST_TERMS) return sql.join(arms, sql` union all `);
  const groups: SQL[] = [];
  const size = Math.ceil(arms.length / MOST_TERMS);
  const end = sql`${orderBy ?? sql``}${limit === null ? sql`` : sql` limit ${literal(limit)}`}`;
  for (let at = 0; at < arms.length; at += size)
    groups.push(sql`select * from (${unionAll(arms.slice(at, at + size), orderBy, limit)}${end})`);
  return unionAll(groups, orderBy, limit);
}

/** An integer written into the statement, where a parameter would arrive as a floating-point number. */
export function literal(integer: number): SQL {
  return sql.raw(String(integer));
}
