// Several selects as one, whatever their number. Pure.
import { type SQL, sql } from './sql.ts';

/** SQLite on D1 takes at most this many terms in one compound SELECT; a nested one counts anew. */
const MOST_TERMS = 5;

/** The arms one after the other, nested where they are more than one compound takes. */
export function unionAll(arms: SQL[]): SQL {
  if (arms.length <= MOST_TERMS) return sql.join(arms, sql` union all `);
  const groups: SQL[] = [];
  const size = Math.ceil(arms.length / MOST_TERMS);
  for (let at = 0; at < arms.length; at += size)
    groups.push(sql`select * from (${unionAll(arms.slice(at, at + size))})`);
  return unionAll(groups);
}

/** An integer written into the statement, where a parameter would arrive as a floating-point number. */
export function literal(integer: number): SQL {
  return sql.raw(String(integer));
}
