// What someone who knows the data would write by hand for a page: a few statements, of which the fastest is what the
// planner is measured against. The order of the loops is fixed in each; ids and keys are read first, columns last.
// For filters of one interval each. Pure.

import { FIELD_NAMES, FIELDS, type FieldName, type TableName, type Value } from '../../src/contact/fields.ts';
import { toPosition } from '../../src/query/cursor.ts';
import { reverse, type SortKey } from '../../src/query/order.ts';
import type { ListQuery } from '../../src/query/query.ts';
import type { Restriction } from '../../src/query/restriction.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import type { Start } from '../../src/query/start.ts';

export interface Candidate {
  name: string;
  statement: string;
}

/** The first key of the page's first and last row, where more keys follow that its index is not in the order of. */
export type Span = [Value | null, Value | null] | null;

const JOINS: Record<TableName, Partial<Record<TableName, string>>> = {
  app_user: {
    address: 'app_user indexed by app_user_address_id on app_user.address_id = address.id',
    customer_relationship: 'app_user on app_user.id = customer_relationship.appuser_id',
  },
  address: { app_user: 'address on address.id = app_user.address_id' },
  customer_relationship: { app_user: 'customer_relationship on customer_relationship.appuser_id = app_user.id' },
};

const WIDE = FIELD_NAMES.map((name) => `${FIELDS[name].table}.${FIELDS[name].column.name} as ${name}`).join(', ');

/** The statements worth trying. `passes` is how many contacts a filter leaves, and `mostWorth` how many are too many. */
export function writeCandidates(
  query: ListQuery,
  span: Span,
  { passes, mostWorth }: { passes: (field: FieldName) => number; mostWorth: number },
): Candidate[] {
  const { direction, start } = toPosition(query, LOCAL_SEAL);
  const order = direction === 'forward' ? query.order : reverse(query.order);
  const filters = Object.entries(query.restrictions) as [FieldName, Restriction][];
  const limit = query.limit + 1;
  const write = (name: string, driver: FieldName, more: Partial<Reading> = {}) => ({
    name,
    statement: writeStatement({ driver, filters, fullText: null, order, start, span, limit, ...more }),
  });
  const fetched = filters.map(([field]) => field).filter((field) => passes(field) < mostWorth);
  if (span) {
    const runs = [write(`run ${order[0]!.field}`, order[0]!.field)];
    return span[0] === span[1] ? [...runs, write(`walk ${order[1]!.field}`, order[1]!.field)] : runs;
  }
  return [
    write(`walk ${order[0]!.field}`, order[0]!.field),
    ...fetched.map((field) => write(`late ${field}`, field)),
    ...fetched.map((filter) => write(`walk, full text ${filter}`, order[0]!.field, { fullText: filter })),
    ...fetched.flatMap((field) =>
      fetched
        .filter((other) => other !== field)
        .map((filter) => write(`late ${field}, full text ${filter}`, field, { fullText: filter })),
    ),
  ];
}

interface Reading {
  /** By whose index the first table is read. */
  driver: FieldName;
  filters: [FieldName, Restriction][];
  /** A filter that is not tested row by row, but as a list of ids. */
  fullText: FieldName | null;
  order: SortKey[];
  start: Start;
  span: Span;
  limit: number;
}

function writeStatement({ driver, filters, fullText, order, start, span, limit }: Reading): string {
  const { table, index } = FIELDS[driver];
  const joined: TableName[] = [table];
  let source = `${table} ${index === null ? 'not indexed' : `indexed by ${index}`}`;
  const join = (target: TableName) => {
    if (joined.includes(target)) return;
    const from = joined.find((other) => JOINS[target][other]);
    if (!from) join('app_user');
    source += ` cross join ${JOINS[target][from ?? 'app_user']}`;
    joined.push(target);
  };
  const column = (field: FieldName): string => {
    if (field === 'id' && !joined.includes('app_user') && joined.includes('customer_relationship'))
      return 'customer_relationship.appuser_id';
    if (field === 'address_id' && table === 'address') return 'address.id';
    join(FIELDS[field].table);
    return `${FIELDS[field].table}.${FIELDS[field].key.name}`;
  };
  const conditions = filters.map(([field, restriction]) =>
    field === fullText ? writeFullText(field, restriction, column) : writeRange(column(field), restriction),
  );
  if (span) conditions.push(writeSpan(column(order[0]!.field), span, order[0]!.descending));
  const isInGroup = span !== null && driver !== order[0]!.field;
  const keys = typeof start === 'object' ? start.keys : [];
  const walked = isInGroup ? order.slice(1) : order;
  const inGroup = span !== null && keys[0] === span[0] ? keys.slice(1) : [];
  const behind = isInGroup ? inGroup : keys;
  if (behind.length > 0)
    conditions.push(writeBehind(walked, behind, column), writeSeek(walked[0]!, behind[0]!, column));
  const by = walked.map(({ field, descending }) => column(field) + (descending ? ' desc' : ''));
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  return `select ${WIDE} from (select ${column('id')} as found from ${source} ${where} order by ${by.join(', ')} limit ${limit})
    cross join app_user on app_user.id = found cross join address on address.id = app_user.address_id
    cross join customer_relationship on customer_relationship.appuser_id = app_user.id`;
}

/** The plus keeps SQLite from looking the ids up one by one instead of testing them. */
function writeFullText(field: FieldName, restriction: Restriction, column: (field: FieldName) => string): string {
  const { table, index, key } = FIELDS[field];
  const id = { app_user: 'id', address: 'id', customer_relationship: 'appuser_id' }[table];
  return `+${column(table === 'address' ? 'address_id' : 'id')} in (select ${id} from ${table} indexed by ${index} where ${writeRange(key.name, restriction)})`;
}

function writeRange(column: string, { intervals: [interval] }: Restriction): string {
  const { lo, hi } = interval!;
  return lo === hi ? `${column} = ${quote(lo)}` : `${column} between ${quote(lo)} and ${quote(hi)}`;
}

function writeSpan(column: string, [first, last]: NonNullable<Span>, descending: boolean): string {
  if (first === last) return `${column} is ${quote(first)}`;
  const [lo, hi] = descending ? [last, first] : [first, last];
  return lo === null
    ? `(${column} is null or ${column} <= ${quote(hi)})`
    : `${column} between ${quote(lo)} and ${quote(hi)}`;
}

function writeBehind(order: SortKey[], keys: (Value | null)[], column: (field: FieldName) => string): string {
  return keys.reduceRight<string>((rest, value, at) => {
    const { field, descending } = order[at]!;
    const name = column(field);
    const ties = rest === '' ? '' : ` or (${name} is ${quote(value)} and ${rest})`;
    return `(${writeBeyond(name, value, descending)}${ties})`;
  }, '');
}

/** What the walk begins with, said so that an index can be searched by it. */
function writeSeek({ field, descending }: SortKey, value: Value | null, column: (field: FieldName) => string): string {
  return value === null || (descending && FIELDS[field].nullable)
    ? '1'
    : `${column(field)} ${descending ? '<=' : '>='} ${quote(value)}`;
}

function writeBeyond(name: string, value: Value | null, descending: boolean): string {
  if (value === null) return descending ? '0' : `${name} is not null`;
  return descending ? `(${name} < ${quote(value)} or ${name} is null)` : `${name} > ${quote(value)}`;
}

function quote(value: Value | null): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
