// A fetch as D1 runs it: level by level, each of which is its bound.
import { env } from 'cloudflare:workers';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FieldName } from '../../src/contact/fields.ts';
import { BUDGET } from '../../src/plan/budget.ts';
import { planSteps } from '../../src/plan/plan.ts';
import type { Fetch, Level, ListedFilter } from '../../src/plan/step.ts';
import { type ListQuery, parseListQuery } from '../../src/query/query.ts';
import { toStepStatement } from '../../src/sql/statement.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { fold } from '../../src/text/fold.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { explain } from '../support/explain.ts';
import { type Filter, list } from '../support/oracle.ts';

const contacts = drawContacts(2000, 7);
const dialect = new SQLiteSyncDialect();
const inNorway = contacts
  .filter(({ country, city }) => country === 'NO' && !city.includes(','))
  .map(({ city }) => city);
const CITIES = [...new Set(inNorway)].slice(0, 5).join();

beforeAll(() => storeContacts(contacts));

const AMPLE = 5000;

/** The fetch by this index and these lists, with bounds that are more than all contacts. */
function planFetchOf(query: ListQuery, { index, listed }: { index: string; listed: string[] }): Fetch {
  const context = { estimator: toEstimator(null, AMPLE), rows: 201, budget: BUDGET.page, mayFetch: true };
  const steps = planSteps({ order: query.order, tests: query, ranked: null }, 'edge', context);
  const fetch = steps.find((step) => {
    if (step.access !== 'late' || step.index !== index) return false;
    return step.levels.flatMap(({ lists }) => lists.map(({ filter }) => filter)).join() === listed.join();
  });
  if (fetch?.access !== 'late') throw new Error('no such fetch is planned');
  return setBounds(fetch, () => AMPLE);
}

function setBounds(fetch: Fetch, toMost: (bounded: Fetch | Level | ListedFilter, most: number) => number): Fetch {
  const levels = fetch.levels.map((level) => ({
    ...level,
    contacts: level.contacts && AMPLE,
    most: toMost(level, level.most),
    lists: level.lists.map((list) => ({ ...list, most: toMost(list, list.most) })),
  }));
  return { ...fetch, levels, most: toMost(fetch, fetch.most) };
}

/** Whether each row is the cut, and what it tells as the total; and what all of it read. */
async function read(step: Fetch, limit = 20) {
  const { sql, params } = dialect.sqlToQuery(toStepStatement(step, { fields: ['id'], isNamed: false, limit }));
  expect(await explain(env.DB, sql, params)).toEqual([]);
  const { results, meta } = await env.DB.prepare(sql)
    .bind(...params)
    .all<{ packed: string; told: number | null }>();
  return {
    rows: results.map(({ packed, told }) => [JSON.parse(packed.slice(packed.indexOf('\n'))).at(-1), told]),
    rowsRead: meta.rows_read,
  };
}

/** The filters of a search, as the naive list takes them. */
function toConditions(search: string): Filter[] {
  return search.split('&').map((text) => {
    const [name, value] = text.split('=') as [string, string];
    const [field, operator = 'eq'] = name.split('.') as [FieldName, string?];
    return { field, operator, values: ['between', 'in'].includes(operator) ? value.split(',') : [value] };
  });
}

describe('a fetch', () => {
  it('ends where one of its levels has too many, and seeks nothing for those', async () => {
    const query = parseListQuery('first_name.in=anna,oz,z&country=NO&sort=points&limit=20');
    const step = planFetchOf(query, { index: 'app_user_first_name', listed: [] });
    const named = contacts.filter(({ first_name }) => ['anna', 'oz', 'z'].includes(fold(first_name)));
    const passing = named.filter(({ country }) => country === 'NO').length;
    const bound = (found: number, passed: number) => setBounds(step, (bounded) => (bounded === step ? found : passed));
    const whole = await read(step);
    expect(whole.rows).toEqual(Array.from({ length: 20 }, () => [0, passing]));
    expect(await read(bound(named.length, passing))).toEqual(whole);
    expect((await read(bound(named.length - 1, passing))).rows).toEqual([[1, null]]);
    expect((await read(bound(named.length, passing - 1))).rows).toEqual([[1, null]]);
    const early = await read(bound(10, passing));
    expect(early.rows).toEqual([[1, null]]);
    expect(early.rowsRead).toBeLessThan(whole.rowsRead / 2);
  });

  it.each([
    [
      'of contacts',
      'points.between=1,100&created.gte=2025-01-01&gender.ne=male',
      'customer_relationship_points',
      ['created'],
    ],
    ['of addresses', 'city.startswith=a&country=NO&points.gte=1', 'address_country', ['city']],
    ['of both', 'points.between=1,100&country=NO&gender.ne=male', 'address_country', ['points']],
    [
      'of both, the contacts first',
      'points.between=1,100&country=NO&city.gte=b',
      'customer_relationship_points',
      ['country'],
    ],
    ['of three', 'created.gte=2025-01-01&points.between=1,100&city.gte=b', 'app_user_created', ['points', 'city']],
  ])('finds what is in lists %s, and ends where one of them has too many', async (_, search, index, listed) => {
    const query = parseListQuery(`${search}&sort=-birthday&limit=200`);
    const step = planFetchOf(query, { index, listed });
    const wanted = list(contacts, toConditions(search), []).length;
    expect(wanted).toBeGreaterThan(20);
    const { rows } = await read(step, 200);
    expect(rows).toEqual(Array.from({ length: Math.min(wanted, 200) }, () => [0, wanted]));
    for (const short of step.levels.flatMap(({ lists }) => lists)) {
      const cut = setBounds(step, (bounded, most) => (bounded === short ? 3 : most));
      expect((await read(cut, 200)).rows).toEqual([[1, null]]);
    }
  });

  it.each([
    ['country=NO&city.startswith=a', 'address_country_city'],
    ['country.in=NO,SE&city.startswith=a', 'address_country_city'],
    [`city.in=${CITIES}&country.in=NO,SE`, 'address_city_country'],
  ])('finds what two filters leave by the index of the pair: %s', async (search, index) => {
    const step = planFetchOf(parseListQuery(`${search}&sort=points`), { index, listed: [] });
    const wanted = list(contacts, toConditions(search), []).length;
    expect(wanted).toBeGreaterThan(0);
    expect(step.tests.restrictions).toEqual({});
    const { rows, rowsRead } = await read(step, 1);
    expect(rows).toEqual([[0, wanted]]);
    expect(rowsRead).toBeLessThan(8 * wanted + 20);
  });
});
