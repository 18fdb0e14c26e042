// Suite `bounds`: what a page costs in rows read and queries, for every field as the sort, both directions, at the
// first page, in the middle of the data and at the last page. Expected: the same everywhere, and at most five rows read
// for each returned, six by a field of the address. And what all that a page sets off costs, of sorts by two and three fields, from page to page.

import { FIELD_NAMES, FIELDS, type FieldName, type Value } from '../../src/contact/fields.ts';
import { openDatabase as openSession } from '../../src/db/database.ts';
import { render } from '../../src/db/render.ts';
import { sql as drizzle } from '../../src/db/sql.ts';
import { listContacts } from '../../src/list/list.ts';
import { toCursor } from '../../src/query/cursor.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import { tableScope } from '../../src/sql/scope.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { drawPairs, drawTriples } from '../cases/draw.ts';
import { openWalker } from '../harness/walk.ts';
import { type Walks, walkAll } from '../harness/walks.ts';

const LIMIT = 50;
const MOST_READ_PER_ROW = 5;
/** An address is a row more, and its contacts are listed first where they come in descending order. */
const MOST_READ_PER_ROW_BY_ADDRESS = 6;
const MOST_READ_BESIDE = 20;
const TRIPLES = 120;

export interface Bounds {
  sort: string;
  /** Rows read and queries for the rows of the first, the middle and the last page, in this order. */
  rowsRead: number[];
  queries: number[];
}

/** Measures every sort on the database's contacts. */
export async function measureBounds(d1: D1Database): Promise<Bounds[]> {
  const bounds: Bounds[] = [];
  for (const field of FIELD_NAMES)
    for (const sort of [field, `-${field}`]) {
      const middle = await findMiddle(d1, sort);
      const starts = ['', `&cursor=${middle}`, '&cursor=last'];
      const costs = [];
      for (const start of starts)
        costs.push(
          (
            await listContacts(parseListQuery(`sort=${sort}&limit=${LIMIT}&count=none${start}`), openSession(d1), {
              estimator: toEstimator(null, 5000),
            })
          ).cost,
        );
      bounds.push({
        sort,
        rowsRead: costs.map(({ rowsRead }) => rowsRead),
        queries: costs.map(({ queries }) => queries),
      });
    }
  return bounds;
}

/** Walks lists without a filter, sorted by every two fields and by some three. */
export function walkSorts(d1: D1Database, seed: number): Promise<Walks> {
  return walkAll(openWalker(d1), {
    'sorts by two fields': drawPairs(seed),
    'sorts by three fields': drawTriples(TRIPLES, seed),
  });
}

/** A cursor behind the row in the middle of the order: found by skipping half of the index, as the list never does. */
export async function findMiddle(d1: D1Database, sort: string): Promise<string> {
  const query = parseListQuery(`sort=${sort}`);
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const { contacts } = (await d1.prepare('select contacts from data_state').first<{ contacts: number }>())!;
  const { table } = FIELDS[query.order[0]!.field];
  const others = {
    app_user: '',
    address: 'cross join app_user on app_user.address_id = address.id',
    customer_relationship: '',
  };
  const scope = tableScope(table);
  const toColumn = (field: FieldName) => (scope.has(field) ? scope.key(field) : FIELDS[field].key);
  const columns = query.order.map(({ field }) => render(drizzle`${toColumn(field)}`).sql);
  const sql = `select ${columns.join(', ')} from ${table} ${others[table]} order by ${columns.map((key) => `${key} ${direction}`)}
    limit 1 offset ${Math.floor(contacts / 2)}`;
  const [row] = await d1.prepare(sql).raw<Value[]>();
  const position = { direction: 'forward', start: { keys: row!, inclusive: false } } as const;
  return toCursor(query, { ...position, rank: Math.floor(contacts / 2) + 1 }, LOCAL_SEAL);
}

/** What a page may read. */
function mostRead(sort: string): number {
  const { table } = FIELDS[sort.replace('-', '') as FieldName];
  return (table === 'address' ? MOST_READ_PER_ROW_BY_ADDRESS : MOST_READ_PER_ROW) * LIMIT + MOST_READ_BESIDE;
}

/** A line a sort, and whether all stay within the bound. */
export function reportBounds(bounds: Bounds[]): { lines: string[]; kept: boolean } {
  const beyond = bounds.filter(
    ({ sort, rowsRead, queries }) => Math.max(...rowsRead) > mostRead(sort) || Math.max(...queries) > 1,
  );
  const lines = [
    `Rows read for a page of ${LIMIT} rows (at most ${mostRead('id')}, by address ${mostRead('city')}), queries in brackets`,
    `${'sort'.padEnd(24)}${'first'.padStart(12)}${'middle'.padStart(12)}${'last'.padStart(12)}`,
    ...bounds.map(
      ({ sort, rowsRead, queries }) =>
        sort.padEnd(24) + rowsRead.map((rows, at) => `${rows} (${queries[at]})`.padStart(12)).join(''),
    ),
    beyond.length === 0 ? 'All within the bound.' : `Beyond it: ${beyond.map(({ sort }) => sort).join(', ')}`,
  ];
  return { lines, kept: beyond.length === 0 };
}
