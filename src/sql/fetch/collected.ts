// A part of a fetch → what its statement has beside that of a whole one: the contacts that were collected before, tested again,
// and where the part ended. Pure.
import type { FieldName } from '../../contact/fields.ts';
import { type SQL, sql } from '../../db/sql.ts';
import { literal } from '../../db/union.ts';
import type { Collecting, Fetch } from '../../plan/step.ts';
import { reverse, type SortKey } from '../../query/order.ts';
import { toEntryOrder } from '../../query/position/collected.ts';
import { all, joinTests, toBehind, toTests } from '../predicate.ts';
import { joinFor, type Scope, subqueryScope, tableScope } from '../scope.ts';
import { toKeys } from '../select.ts';
import { selectFound } from '../spine.ts';
import { toPartEntries } from './found.ts';

/** The keys of the part's last entry as `place`, where it has as many as it may. */
export function toPlace(step: Fetch): SQL {
  const { key } = tableScope(step.table as 'app_user', step.index);
  const columns = toEntryOrder(step.part!).map((field) => sql`${key(field)} as ${sql.identifier(field)}`);
  const names = toEntryOrder(step.part!).map((field) => sql.identifier(field));
  return sql`select json_array(${sql.join(names, sql`, `)}) as place
    from (${toPartEntries(step, sql.join(columns, sql`, `))}) limit 1 offset ${literal(step.most - 1)}`;
}

/** The level with what was collected before and still lies where it was read, with the same keys. */
export function withCollected(
  level: Scope,
  { ids, own, from, ...part }: Collecting,
  fields: FieldName[],
  where: SQL[],
): Scope {
  const keys = new Set(fields);
  const fresh = sql`select ${toKeys(level, keys)} from ${level.source} where ${all(where)}`;
  if (ids.length === 0 || !from) return subqueryScope('collected', fresh, keys);
  const order: SortKey[] = toEntryOrder(part).map((field) => ({ field, descending: false }));
  const before = subqueryScope('before', selectFound(ids), new Set<FieldName>(['id']));
  const scope = joinFor(joinTests(before, own), [...order.map(({ field }) => field), ...fields]);
  const read = toBehind(reverse(order), { keys: from, inclusive: true }, scope)!;
  const again = sql`select ${toKeys(scope, keys)} from ${scope.source} where ${all([...toTests(own, scope.key), read])}`;
  return subqueryScope('collected', sql`${fresh} union all ${again}`, keys);
}

/** What does not lie behind the fence, if there is one. */
export function toWithinFence(order: SortKey[], { fence }: Collecting, rows: Scope): SQL[] {
  const within = fence && toBehind(reverse(order), { keys: fence, inclusive: true }, rows);
  return within ? [within] : [];
}
