// The look-up of a dear search → its query. Pure.
import { type Query, query } from '../db/query.ts';
import { sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Lookup } from '../plan/lookup.ts';
import { searchScope } from './scope.ts';
import { toMatching } from './select.ts';

/** Reads the ids of what is found, as many as there may be, and whether they are all. */
export function selectLookedUp({ match, most }: Lookup): Query<{ ids: number[]; isAll: boolean }> {
  return query(
    sql`select ${searchScope.key('id')} as "id" from ${searchScope.source} where ${toMatching(match)} limit ${literal(most + 1)}`,
    ({ rows }) => ({ ids: rows.slice(0, most).map(({ id }) => Number(id)), isAll: rows.length <= most }),
  );
}
