// The look-up of a dear search → its statement, and what its result says. Pure.
import type { Result } from '../db/database.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Lookup } from '../plan/lookup.ts';
import { searchScope } from './scope.ts';
import { toMatching } from './select.ts';

/** Reads the ids of what is found, one more than there may be. */
export function selectLookedUp({ match, most }: Lookup): SQL {
  return sql`select ${searchScope.key('id')} as "id" from ${searchScope.source} where ${toMatching(match)} limit ${literal(most + 1)}`;
}

/** The ids, and whether they are all. */
export function toLookedUp({ rows }: Result, { most }: Lookup): { ids: number[]; isAll: boolean } {
  return { ids: rows.slice(0, most).map(({ id }) => Number(id)), isAll: rows.length <= most };
}
