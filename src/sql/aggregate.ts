// An aggregate → the statement that counts its contacts, or the values that they have. Pure.
import { FIELDS, type FieldName, type Value } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal } from '../db/union.ts';
import { type Aggregate, isOfEntries } from '../plan/aggregate.ts';
import type { SortKey } from '../query/order.ts';
import type { Keys } from '../query/start.ts';
import { isUntested, testedFields } from '../query/tests.ts';
import { all, joinTests, toTests } from './predicate.ts';
import { joinFor, type Scope } from './scope.ts';
import { LINKS } from './select.ts';
import { type Spine, toFoundSpine, toSearchSpine, toSpine } from './spine.ts';

/**
 * Counts the walk's contacts that pass, no further than `limit`: a row with `count`; and if the walk was cut before, a row
 * whose `count` is null with the keys of the last contact, or address, that was looked at (where nothing is tested and
 * counting does not go on, the count alone tells). Where entries are counted and counting may go on, the one row has the
 * `place` of the last of them.
 */
export function toCountStatement(aggregate: Aggregate, limit: number | null): SQL {
  const { spine, passed } = toPassed(aggregate, []);
  const end = limit === null ? sql`` : sql` limit ${literal(limit)}`;
  if (limit !== null && aggregate.addresses === null && isUntested(aggregate.tests))
    return sql`select count(*) as "count" from (select 1 from ${passed}${end})`;
  if (limit === null && isOfEntries(aggregate))
    return sql`select count(*) as "count", max(${toPlace(aggregate.order, spine.scope.key)}) as "place" from ${passed}`;
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

/** Ends the text of a key: it comes before whatever a longer text goes on with, and no key has it. */
const END_OF_KEY = sql`char(1)`;
/** Added to integers, none of which is below zero, so that all have as many digits and are in order as texts. */
const DIGITS = 10n ** 16n;

/** The keys as one text, in the order of the keys: the last of many is found by reading them once. A missing value is no text. */
function toPlace(order: SortKey[], key: Scope['key']): SQL {
  const texts = order.map(({ field }) =>
    FIELDS[field].type === 'integer' ? sql`(${key(field)} + ${sql.raw(String(DIGITS))}) || ''` : key(field),
  );
  return sql.join(
    texts.map((text) => sql`coalesce(${text}, '')`),
    sql` || ${END_OF_KEY} || `,
  );
}

/** The keys of a place. */
export function readPlace(order: SortKey[], place: string): Keys {
  const texts = place.split('\u0001');
  return order.map(({ field }, at): Value | null => {
    const text = texts[at]!;
    if (text === '') return null;
    return FIELDS[field].type === 'integer' ? Number(BigInt(text) - DIGITS) : text;
  });
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
