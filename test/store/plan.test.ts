// What SQLite makes of the plans: every sort is served by its index, and a page costs the same wherever it lies.

import { env } from 'cloudflare:workers';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import { openDatabase } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { BUDGET } from '../../src/plan/budget.ts';
import { planStep } from '../../src/plan/plan.ts';
import { toCursor, toPosition } from '../../src/query/cursor.ts';
import { reverse } from '../../src/query/order.ts';
import { type ListQuery, parseListQuery } from '../../src/query/query.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import { toStepStatement } from '../../src/sql/statement.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { isThorough } from '../support/runs.ts';

const contacts = drawContacts(2000, 7);
const dialect = new SQLiteSyncDialect();

beforeAll(() => storeContacts(contacts));

/** What `rows_read` may be for a page of that many rows: five a row, six by address (an address is a row more), and a constant. */
const mostRead = (rows: number, field: keyof typeof FIELDS) => (FIELDS[field].table === 'address' ? 6 : 5) * rows + 20;

async function explain(search: string): Promise<string[]> {
  const query = parseListQuery(search);
  const { order, start } = toWalkOrder(query);
  const context = {
    estimator: toEstimator(null, contacts.length),
    rows: query.limit + 1,
    budget: BUDGET.page,
    mayFetch: true,
  };
  const step = planStep({ order, tests: query, ranked: null }, start, context)!;
  const { sql, params } = dialect.sqlToQuery(
    toStepStatement(step, { ...query, isNamed: true, limit: query.limit + 1 }),
  );
  const { results } = await env.DB.prepare(`explain query plan ${sql}`)
    .bind(...params)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

function toWalkOrder(query: ListQuery) {
  const { direction, start } = toPosition(query, LOCAL_SEAL);
  return { start, order: direction === 'forward' ? query.order : reverse(query.order) };
}

/** The walk of `index` (null: of rowids), and no other read of a whole table, and no sort. */
function expectServedBy(details: string[], field: keyof typeof FIELDS): void {
  const { index, table } = FIELDS[field];
  const walk = index ? `${table} USING (COVERING )?INDEX ${index}` : `(${table}|USING INTEGER PRIMARY KEY)`;
  expect(details.filter((detail) => new RegExp(walk).test(detail))).not.toEqual([]);
  const subquery = /^SCAN (spine|matched|\(subquery-\d+\))$/;
  const bounded = new Set(['contact VIRTUAL TABLE INDEX 1:', 'json_each VIRTUAL TABLE INDEX 1:']); // a parameter's values
  for (const detail of details) if (detail.startsWith('CO-ROUTINE ')) bounded.add(detail.slice(11));
  const isSubquery = (detail: string) => subquery.test(detail) || bounded.has(detail.slice(5));
  const scans = details.filter((detail) => detail.startsWith('SCAN ') && !isSubquery(detail));
  expect(scans.filter((detail) => !new RegExp(`^SCAN ${walk}`).test(detail))).toEqual([]);
  expect(details.filter((detail) => /TEMP B-TREE|MATERIALIZE|AUTOMATIC/.test(detail))).toEqual([]);
}

const sorts = FIELD_NAMES.flatMap((field) => [[field, field] as const, [`-${field}`, field] as const]);

async function cursorAfter(search: string, rank: number): Promise<string> {
  const query = parseListQuery(`${search}&limit=200&count=none`);
  let cursor: string | null = null;
  for (let at = 0; at < rank; at += 200) {
    const known = { estimator: toEstimator(null, contacts.length) };
    cursor = (await listContacts({ ...query, cursor }, openDatabase(env.DB), known)).page.next;
  }
  return cursor!;
}

describe('sorting by one field', () => {
  it.each(sorts)('walks the index of the field, without a scan or a sort: %s', async (sort, field) => {
    expectServedBy(await explain(`sort=${sort}`), field);
    expectServedBy(await explain(`sort=${sort}&cursor=last`), field);
    const cursor = await cursorAfter(`sort=${sort}`, 400);
    expectServedBy(await explain(`sort=${sort}&cursor=${cursor}`), field);
  });

  it.each(sorts)(
    'reads at most five or six rows for each that it returns, wherever the page lies: %s',
    async (sort, field) => {
      const middle = await cursorAfter(`sort=${sort}`, 1000);
      for (const limit of isThorough ? [1, 50, 200] : [50])
        for (const cursor of [...(isThorough ? [''] : []), `&cursor=${middle}`, '&cursor=last']) {
          const list = await listContacts(
            parseListQuery(`sort=${sort}&limit=${limit}${cursor}`),
            openDatabase(env.DB),
            {
              estimator: toEstimator(null, contacts.length),
            },
          );
          expect(list.page.contacts).toHaveLength(limit);
          expect(list.cost.rowsRead).toBeLessThanOrEqual(mostRead(limit, field));
          expect(list.cost.queries).toBe(1);
        }
    },
  );
});

describe('sorting by several fields', () => {
  it.each([
    'sort=created,city',
    'sort=relationship_created,last_name,phone_number',
    'sort=first_name,-street_number',
    'sort=address_id,street,city_code',
    'first_name=anna&sort=birthday,last_updated,city',
  ])('goes on from a page by one seek, not by one for each alternative: %s', async (search) => {
    const { page } = await listContacts(parseListQuery(`${search}&limit=20`), openDatabase(env.DB), {
      estimator: toEstimator(null, contacts.length),
    });
    const details = await explain(`${search}&limit=20&cursor=${page.next}`);
    expect(details.filter((detail) => detail.includes('MULTI-INDEX OR'))).toEqual([]);
  });
});

describe('a filter on the sorted field', () => {
  it.each([
    ['first_name=anna', 'first_name'],
    ['first_name.ne=anna', 'first_name'],
    ['first_name.in=anna,oz,z,王', 'first_name'],
    ['first_name.nin=anna,oz,z', 'first_name'],
    ['first_name.between=b,o', 'first_name'],
    ['first_name.startswith=o', 'first_name'],
    ['city=anna', 'city'],
    ['country.in=NO,JP', 'country'],
    ['country.ne=DE', 'country'],
    ['birthday.null=true', 'birthday'],
    ['birthday.null=false', 'birthday'],
    ['birthday.ne=2025-01-01', 'birthday'],
    ['last_activity.gte=2025-01-01', 'last_activity'],
    ['last_activity.nin=2025-01-01,2024-12-31', 'last_activity'],
    ['points.in=0,5,100', 'points'],
    ['created.between=2024-03-01,2025-01-15', 'created'],
    ['gender.nin=male', 'gender'],
    ['id.gt=1000', 'id'],
  ] as const)('bounds the walk: %s', async (filter, field) => {
    for (const sort of [field, `-${field}`])
      for (const start of ['', '&cursor=last']) {
        const search = `${filter}&sort=${sort}&limit=20${start}`;
        expectServedBy(await explain(search), field);
        const { cost, page } = await listContacts(parseListQuery(search), openDatabase(env.DB), {
          estimator: toEstimator(null, contacts.length),
        });
        expect(page.contacts.length).toBeGreaterThan(0);
        expect(cost.rowsRead).toBeLessThanOrEqual(mostRead(page.contacts.length, field));
        expect(cost.queries).toBe(1);
      }
  });
});

describe('a filter that leaves one value', () => {
  it.each([
    ['country=NO&sort=city', 'city', 'address_country_city'],
    ['country=NO&sort=-city', 'city', 'address_country_city'],
    ['city=anna&sort=country', 'country', 'address_city_country'],
    ['city=anna&sort=-country', 'country', 'address_city_country'],
    ['points=5', 'id', 'customer_relationship_points'],
    ['points=5&sort=-id', 'id', 'customer_relationship_points'],
    ['last_activity.null=true', 'id', 'customer_relationship_last_activity'],
  ] as const)(
    'is walked in the order of another field, and nothing else is looked at: %s',
    async (list, field, index) => {
      for (const start of ['', '&cursor=last']) {
        const search = `${list}&limit=20${start}`;
        const details = await explain(search);
        expect(details.filter((detail) => detail.includes(` INDEX ${index} `))).not.toEqual([]);
        expect(details.filter((detail) => /TEMP B-TREE|MATERIALIZE|AUTOMATIC/.test(detail))).toEqual([]);
        const { cost, page } = await listContacts(parseListQuery(search), openDatabase(env.DB), {
          estimator: toEstimator(null, 5000),
        });
        expect(page.contacts).toHaveLength(20);
        expect(cost.rowsRead).toBeLessThanOrEqual(mostRead(20, field) + 20);
      }
    },
  );
});

it('runs on a position that no page gave, as a cursor may hold after its row is gone', async () => {
  const query = parseListQuery('sort=-last_activity&limit=200');
  const start = { keys: ['2025-01-15T00:00:00Z', 1], inclusive: false };
  const cursor = toCursor(query, { direction: 'forward', start, rank: 10 }, LOCAL_SEAL);
  const { page } = await listContacts({ ...query, cursor }, openDatabase(env.DB), {
    estimator: toEstimator(null, contacts.length),
  });
  const isLater = (last_activity: unknown) => last_activity === null || String(last_activity) < '2025-01-15';
  const later = contacts.filter(({ last_activity }) => isLater(last_activity));
  expect(page).toMatchObject({ from: 11, to: 210 });
  expect(toContacts(page.contacts).every(({ last_activity }) => isLater(last_activity))).toBe(true);
  expect(later.length).toBeGreaterThan(200);
});
