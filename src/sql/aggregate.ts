// An aggregate → the statement that counts its contacts, or the values that they have. Pure.
import type { FieldName } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import type { Aggregate } from '../plan/aggregate.ts';
import { isUntested, testedFields } from '../query/tests.ts';
import { all, joinTests, toTests } from './predicate.ts';
import { joinFor, type Scope } from './scope.ts';
import { LINKS } from './select.ts';
import { type Spine, toFoundSpine, toSearchSpine, toSpine } from './spine.ts';

/**
 * Counts the walk's contacts that pass, no further than `limit`: a row with `count`; and if the walk was cut before, a row
 * whose `count` is null with the keys of the last contact, or address, that was looked at (where nothing is tested and
 * counting does not go on, the count alone tells).
 */
export function toCountStatement(aggregate: Aggregate, limit: number | null): SQL {
  const { spine, passed } = toPassed(aggregate, []);
  const end = limit === null ? sql`` : sql` limit ${literal(limit)}`;
  if (limit !== null && aggregate.addresses === null && isUntested(aggregate.tests))
    return sql`select count(*) as "count" from (select 1 from ${passed}${end})`;
  const isShort = limit === null ? sql`1` : sql`(select "count" < ${literal(limit)} from counted)`;
  if (spine.cuts.length === 0) return sql`select count(*) as "count" from (select 1 from ${passed}${end})`;
  const isPlain = limit !== null && isUntested(aggregate.tests); // of the contacts, the count tells
  const cuts = spine.cuts.slice(isPlain ? 1 : 0).map(({ query, known }) => {
    const keys = aggregate.order.map(({ field }) => (known.has(field) ? sql.identifier(field) : sql`null`));
    return sql`select * from (select null, ${sql.join(keys, sql`, `)} from (${query}) limit ${isShort})`;
  });
  const nothing = aggregate.order.map(({ field }) => sql`null as ${sql.identifier(field)}`);
  return sql`with counted as materialized (select count(*) as "count" from (select 1 from ${passed}${end}))
    select "count", ${sql.join(nothing, sql`, `)} from counted union all ${sql.join(cuts, sql` union all `)}`;
}

/**
 * The commonest values of a field among the walk's contacts that pass, as `key` and `contacts`, with how many values there
 * are as `distinct`; and one row without a key whose `cut` is 1 if the walk was cut.
 */
export function toGroupStatement(aggregate: Aggregate, field: FieldName, most: number): SQL {
  const { spine, passed, key } = toPassed(aggregate, [field]);
  const groups = sql`select ${key(field)} as "key", count(*) as "contacts", 0 as "cut", count(*) over () as "distinct" from ${passed} and ${key(field)} is not null
    group by 1 order by 2 desc, 1 limit ${literal(most)}`;
  if (spine.cuts.length === 0) return groups;
  const cut = sql.join(
    spine.cuts.map(({ query }) => sql`exists (${query})`),
    sql` or `,
  );
  return sql`select * from (${groups}) union all select null, 0, ${aggregate.next === null ? cut : sql`1`}, 0`;
}

function toPassed(aggregate: Aggregate, read: FieldName[]): { spine: Spine; passed: SQL; key: Scope['key'] } {
  const spine = toAggregateSpine(aggregate, [...testedFields(aggregate.tests), ...read]);
  const { tests, scope } = spine;
  const rows = joinFor(joinTests(scope, tests), read);
  return { spine, passed: sql`${rows.source} where ${all(toTests(tests, rows.key))}`, key: rows.key };
}

/** The rows that are looked at, with the keys that lead to `needed` fields. */
function toAggregateSpine(aggregate: Aggregate, needed: FieldName[]): Spine {
  const { tests, most, found } = aggregate;
  if (found) return toFoundSpine(found, tests);
  if (aggregate.access === 'walk')
    return toSpine(aggregate, most, needed.length > 0 || !isUntested(tests) ? [...LINKS, ...needed] : []);
  return toSearchSpine(aggregate, most, { tests, isRanked: false });
}
