// A list query as Kartei parses it in, what PostgreSQL is asked for its page and its total out. What someone would write
// who knows the tables: one join, every condition once, a total that stops where Kartei's does, and joins only the tables
// that are filtered by. Pure.
import { FIELD_NAMES, FIELDS, type FieldName, type Value } from '../../src/contact/fields.ts';
import { toPosition } from '../../src/query/cursor.ts';
import type { ListQuery } from '../../src/query/query.ts';
import { complement, type Interval, isPoint, type Restriction } from '../../src/query/restriction.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';

export interface Statement {
  text: string;
  parameters: Value[];
}

/** A total is counted to here where it need not be exact, as Kartei's is. */
export const MOST_COUNTED = 10_001;

const ADDRESS = 'join address on address.id = app_user.address_id';
const RELATIONSHIP = 'join customer_relationship on customer_relationship.appuser_id = app_user.id';
const COLUMNS = FIELD_NAMES.map((name) => `${toColumn(name)} as ${name}`).join(', ');

/** The page and the row behind it, which tells that there is a next page; `match` is what its words must match. */
export function writePage(query: ListQuery, match: string | null): Statement {
  const { conditions, parameters, bind } = writeConditions(query, match);
  const { direction, start } = toPosition(query, LOCAL_SEAL);
  if (direction !== 'forward' || start === 'nowhere') throw new Error('Pages are only read forward here.');
  const order = match !== null && query.ranked ? [{ field: 'id' as const, descending: false }] : query.order;
  if (typeof start === 'object') {
    const { keys, inclusive } = start;
    const walked = order.slice(0, keys.length);
    if (walked.some(({ field, descending }) => FIELDS[field].nullable || descending !== order[0]!.descending))
      throw new Error('A page behind keys that may be missing, or of both directions, is not read here.');
    const sign = `${order[0]!.descending ? '<' : '>'}${inclusive ? '=' : ''}`;
    conditions.push(`(${walked.map(({ field }) => toKey(field))}) ${sign} (${keys.map((key) => bind(key!))})`);
  }
  const by = order.map(({ field, descending }) => {
    const nulls = descending ? ' nulls last' : ' nulls first';
    return `${toKey(field)}${descending ? ' desc' : ''}${FIELDS[field].nullable ? nulls : ''}`;
  });
  const from = `app_user ${ADDRESS} ${RELATIONSHIP}`;
  const text = `select ${COLUMNS} from ${from}${toWhere(conditions)} order by ${by.join(', ')} limit ${query.limit + 1}`;
  return { text, parameters };
}

/** Null where no total is wanted. */
export function writeTotal(query: ListQuery, match: string | null): Statement | null {
  if (query.count === 'none') return null;
  const { conditions, parameters, fields } = writeConditions(query, match);
  const from = `${toFrom(fields, match !== null)}${toWhere(conditions)}`;
  const text =
    query.count === 'exact'
      ? `select count(*)::int as total from ${from}`
      : `select count(*)::int as total from (select 1 from ${from} limit ${MOST_COUNTED}) counted`;
  return { text, parameters };
}

/** Everyone has an address and a relationship, so a count needs only what it filters by. */
function toFrom(fields: FieldName[], isSearch: boolean): string {
  const tables = new Set(fields.map((field) => FIELDS[field].table));
  if (isSearch || tables.size !== 1 || tables.has('address')) tables.add('app_user'); // people share addresses
  if (tables.size === 1) return [...tables][0]!;
  const joins = [tables.has('address') && ADDRESS, tables.has('customer_relationship') && RELATIONSHIP];
  return ['app_user', ...joins.filter(Boolean)].join(' ');
}

function writeConditions({ restrictions, substrings, any }: ListQuery, match: string | null) {
  if (any.length > 0) throw new Error('Alternatives are not asked here.');
  const parameters: Value[] = [];
  const bind = (value: Value) => `$${parameters.push(value)}`;
  const own = Object.entries(restrictions) as [FieldName, Restriction][];
  const conditions = own.map(([field, restriction]) => toCondition(field, restriction, bind));
  for (const { field, text } of substrings) conditions.push(`${toKey(field)} like ${bind(`%${escapeLike(text)}%`)}`);
  if (match !== null) conditions.push(`app_user.document @@ ${bind(match)}::tsquery`);
  const fields = [...own.map(([field]) => field), ...substrings.map(({ field }) => field)];
  return { conditions, parameters, bind, fields };
}

function toCondition(field: FieldName, { intervals, nulls }: Restriction, bind: (value: Value) => string): string {
  const key = toKey(field);
  const orMissing = nulls && FIELDS[field].nullable ? ` or ${key} is null` : '';
  if (intervals.length === 0) return nulls ? `${key} is null` : 'false';
  const gaps = complement(intervals);
  if (gaps.length === 0) return orMissing ? 'true' : `${key} is not null`;
  if (intervals.every(isPoint)) return `(${key} in (${intervals.map(({ lo }) => bind(lo!))})${orMissing})`;
  if (gaps.every(isPoint)) return `(${key} not in (${gaps.map(({ lo }) => bind(lo!))})${orMissing})`;
  return `(${intervals.map((interval) => toWithin(key, interval, bind)).join(' or ')}${orMissing})`;
}

function toWithin(key: string, { lo, loOpen, hi, hiOpen }: Interval, bind: (value: Value) => string): string {
  const ends = [
    ...(lo === null ? [] : [`${key} ${loOpen ? '>' : '>='} ${bind(lo)}`]),
    ...(hi === null ? [] : [`${key} ${hiOpen ? '<' : '<='} ${bind(hi)}`]),
  ];
  return `(${ends.join(' and ')})`;
}

function toWhere(conditions: string[]): string {
  return conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '';
}

function toColumn(field: FieldName): string {
  return `${FIELDS[field].table}.${FIELDS[field].column.name}`;
}

function toKey(field: FieldName): string {
  return `${FIELDS[field].table}.${FIELDS[field].key.name}`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
