// The pieces that statements are made of: columns, orders, and the rows of several segments as one subquery. Pure.

import { FIELDS, type FieldName } from '../contact/fields.ts';
import { type SQL, sql } from '../db/sql.ts';
import { literal, unionAll } from '../db/union.ts';
import type { Segment } from '../plan/segment.ts';
import type { Search } from '../plan/step.ts';
import type { SortKey } from '../query/order.ts';
import type { ListQuery } from '../query/query.ts';
import { all, toComparison } from './predicate.ts';
import { joinTable, type Scope, searchScope } from './scope.ts';

/** D1 passes 32 arguments to a function (developers.cloudflare.com/d1/platform/limits): so many names, each with its value. */
const MOST_NAMED = 16;

/**
 * What a statement returns: at most `limit` rows, each as one text, `packed`, for what D1 hands over costs by the value: the
 * contact as JSON, a line feed, and `[key, …, cut]`. The keys are those of the order, behind the rank where they are ranked;
 * `cut` is 1 on a row that is no contact but tells by its keys where the step was cut.
 */
export type Shape = Pick<ListQuery, 'fields' | 'limit'> & {
  /** Whether the contact is an object of its fields; else the array of their values. */
  isNamed: boolean;
  isRanked?: boolean;
  /** What each row tells beside it, as `told`: a number, or a field's key. */
  told?: SQL | FieldName;
  /** What the cut tells there; left out: nothing. */
  place?: SQL | ReturnType<typeof sql.identifier>;
};

/** The fields and the order's keys of `rows`, read in full. */
export function toWide(rows: Scope, order: SortKey[], shape: Shape): SQL {
  const wide = joinWide(rows, shape.fields);
  return sql`select ${toColumns(wide, order, shape)} from ${wide.source}`;
}

/** The one row of `source` as the cut: only the keys in `known` have a value. */
export function toCut(
  source: SQL,
  order: SortKey[],
  known: ReadonlySet<FieldName>,
  { isRanked, told, place = sql`null` }: Omit<Shape, 'fields' | 'isNamed'>,
): SQL {
  const rank = isRanked ? [known.size > 0 ? sql`"rank"` : sql`null`] : [];
  const keys = order.map(({ field }) => (known.has(field) ? sql`${sql.identifier(field)}` : sql`null`));
  const columns = toPacked(sql`''`, [...rank, ...keys], { cut: 1, told: told && sql`${place}` });
  return sql`select ${columns} from (${source})`;
}

/** The scope with the tables from which the returned values of `fields` are read. */
export function joinWide(scope: Scope, fields: FieldName[]): Scope {
  return fields.reduce((wide, field) => (isKey(wide, field) ? wide : joinTable(wide, FIELDS[field].table)), scope);
}

/** The fields of a row and the keys of its place in the order. */
export function toColumns(scope: Scope, order: SortKey[], { fields, isNamed, told }: Shape): SQL {
  const toValue = (field: FieldName) => (isKey(scope, field) ? scope.key(field) : sql`${FIELDS[field].column}`);
  const contact = isNamed ? toObject(fields, toValue) : sql`json_array(${commas(fields.map(toValue))})`;
  const keys = order.map(({ field }) => scope.key(field));
  const beside = typeof told === 'string' ? scope.key(told) : told;
  return toPacked(contact, scope.rank ? [scope.rank, ...keys] : keys, { cut: 0, told: beside });
}

/** The fields as a JSON object. One of more of them than a function takes is put together of several, their braces off. */
function toObject(fields: FieldName[], toValue: (field: FieldName) => SQL): SQL {
  const parts: SQL[] = [];
  for (let at = 0; at < fields.length; at += MOST_NAMED) {
    const part = fields.slice(at, at + MOST_NAMED);
    parts.push(sql`json_object(${commas(part.map((field) => sql`${sql.raw(`'${field}'`)}, ${toValue(field)}`))})`);
  }
  return parts.reduce((whole, part) => sql`rtrim(${whole}, '}') || ',' || ltrim(${part}, '{')`);
}

function toPacked(contact: SQL, keys: SQL[], { cut, told }: { cut: 0 | 1; told: SQL | undefined }): SQL {
  const packed = sql`${contact} || char(10) || json_array(${commas(keys)}, ${literal(cut)}) as "packed"`;
  return told ? sql`${packed}, ${as(told, 'told')}` : packed;
}

/** Whether the scope's key of a field is the very value that is returned. */
function isKey(scope: Scope, field: FieldName): boolean {
  return FIELDS[field].column === FIELDS[field].key && scope.has(field);
}

/** The keys of fields, and the rank where there is one, as columns named like them. */
export function toKeys({ key, rank }: Scope, fields: Iterable<FieldName>): SQL {
  const keys = [...fields].map((field) => as(key(field), field));
  return commas(rank ? [...keys, as(rank, 'rank')] : keys);
}

/** What leads from an inner level's rows to those of the three tables. */
export const LINKS: FieldName[] = ['id', 'address_id', 'relationship_id'];

/** The order's keys and `others`, as far as the scope has them: what an outer level can need of an inner one. */
export function carriedFields({ has }: Scope, order: SortKey[], others: FieldName[] = []): Set<FieldName> {
  const wanted: FieldName[] = [...order.map(({ field }) => field), ...others];
  return new Set(wanted.filter(has));
}

export function toOrder(order: SortKey[], { key, rank }: Scope): SQL {
  const directed = (column: SQL, descending: boolean) => sql`${column}${sql.raw(descending ? ' desc' : '')}`;
  const keys = order.map(({ field, descending }) => directed(key(field), descending));
  return commas(rank ? [directed(rank, order[0]!.descending), ...keys] : keys);
}

/** The conditions of a segment. */
export function within(segment: Segment, { key }: Scope): SQL {
  return all(segment.map((comparison) => toComparison(comparison, key)));
}

/** The segments' rows, one segment after the other, each in order where there is one; at most `limit`. */
export function concatenate(
  segments: Segment[],
  scope: Scope,
  { columns, order, limit }: { columns: SQL; order: SortKey[] | null; limit: number },
): SQL {
  const orderBy = order ? sql` order by ${toOrder(order, scope)}` : sql``;
  const arms = segments.map(
    (segment) =>
      sql`select * from (select ${columns} from ${scope.source} where ${within(segment, scope)}${orderBy} limit ${literal(limit)})`,
  );
  return sql`${unionAll(arms)} limit ${literal(limit)}`;
}

/** What the search index finds, arm after arm, each in the order of the contacts' ids; at most `limit`. */
export function concatenateArms(
  { arms, order, ranked }: Pick<Search, 'arms' | 'order' | 'ranked'>,
  limit: number,
): SQL {
  const { key, source } = searchScope;
  const { descending } = order[0]!;
  const selects = arms.map(({ match, rank, from }) => {
    const columns = ranked ? sql`${key('id')} as "id", ${literal(rank)} as "rank"` : sql`${key('id')} as "id"`;
    const operator = sql.raw(`${descending ? '<' : '>'}${from?.inclusive ? '=' : ''}`);
    const behind = from ? sql` and ${key('id')} ${operator} ${literal(from.id)}` : sql``;
    return sql`select * from (select ${columns} from ${source} where ${toMatching(match)}${behind}
      order by ${toOrder(order, searchScope)} limit ${literal(limit)})`;
  });
  return sql`${unionAll(selects)} limit ${literal(limit)}`;
}

/** Whether a row of the search index matches an FTS5 expression. */
export function toMatching(match: string): SQL {
  return sql`${searchScope.source} match ${match}`;
}

function as(expression: SQL | ReturnType<typeof sql.identifier>, name: string): SQL {
  return sql`${expression} as ${sql.identifier(name)}`;
}

function commas(expressions: SQL[]): SQL {
  return sql.join(expressions, sql`, `);
}
