// Every way that can be planned for a list gives the same pages, forwards and backwards, within a large budget and a small one,
// and by statements of which SQLite's plan is bounded.
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it } from 'vitest';
import { meterDatabase } from '../../bench/harness/meter.ts';
import type { FieldName } from '../../src/contact/fields.ts';
import { openDatabase } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { BUDGET } from '../../src/plan/budget.ts';
import type { Step } from '../../src/plan/step.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { gatherStatistics } from '../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { explain } from '../support/explain.ts';
import { type Condition, type Filter, list, type SortField } from '../support/oracle.ts';
import { expectInOrder } from '../support/queries.ts';

const contacts = drawContacts(100, 11);
const LIMIT = 25;
/** A page has some rows by it, and is cut in between. */
const SMALL_BUDGET = 300;
const HEAVY_FROM = 8;
let estimator: Estimator;

beforeAll(async () => {
  await storeContacts(contacts);
  estimator = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), contacts.length);
});

const LISTS = [
  'sort=-points',
  'sort=city',
  'sort=-city',
  'sort=birthday',
  'sort=-relationship_id',
  'sort=address_id',
  'sort=-gender,points',
  'sort=city,last_name',
  'sort=-country,-city',
  'sort=last_name,-created,points',
  'last_name.between=anna,oz&sort=last_name,city',
  'last_name.between=anna,oz&sort=-last_name,city',
  'last_name.gt=anna&last_name.lt=oz&sort=-last_name,city',
  'points.between=1,100&sort=points,city',
  'points.between=1,100&sort=-points,city',
  'points.gt=0&sort=-points,-last_name',
  'birthday.lte=2025-01-01&sort=birthday,-gender',
  'city.lte=oz&city.ne=anna&sort=city,points',
  'city.gte=anna&sort=-city,points',
  'country=NO&sort=city',
  'country=NO&sort=-city,last_name',
  'country=NO&city.gte=b&sort=points',
  'city=anna&gender=male&sort=-country',
  'points=5&gender.null=true&sort=id',
  'points=5&country=DE&sort=-id',
  'gender=female&sort=-last_activity',
  'gender.ne=female&points.ne=5&sort=city',
  'gender.ne=female&points.gte=5&sort=-street',
  'points.in=0,5&country.ne=DE&sort=birthday',
  'last_name.nin=anna,oz,z,muller,strasse&sort=last_name,city',
  'last_name.nin=anna,oz,z,muller,strasse&sort=-points',
  'last_activity.null=true&city.lt=o&sort=created',
  'last_activity.null=false&birthday.null=true&sort=-phone_number',
  'created.between=2024-06-01,2025-01-15&last_activity.gte=2025-01-01&sort=city_code',
  'points.between=1,100&created.gte=2025-01-01&gender.ne=male&sort=-birthday',
  'city.startswith=a&country=NO&points.gte=1&sort=-customer_id',
  'points.between=1,100&city.gte=b&birthday.null=false&sort=-street_number',
  'street.contains=nn&points.gte=5&sort=-last_name',
  'city.contains=a&gender.null=false&sort=country,points',
  'phone_number.contains=12&country=JP&sort=points',
  'id.gt=40&relationship_id.lt=140&address_id.gt=10&sort=-relationship_created',
  'any=points=5&any=country=NO&sort=created',
  'any=city=anna&any=country=NO&gender=male&sort=-city',
  'any=city=anna%26country=NO&any=city=oz&points.gte=1&sort=street',
  'any=first_name.startswith=a&any=last_name.startswith=o&points.lt=100&sort=gender,id',
];

/** Somebody whom an address in plain letters finds. */
const NAMED = contacts.find(({ first_name, city }) => /^[a-z]{3,}$/i.test(first_name) && /^[a-z]{3,}$/i.test(city))!;

/** Searches: the best first, and sorted. */
const SEARCHES = [
  'q=an',
  'q=an&gender=male',
  'q=anna+o',
  'q=anna+oz&sort=-points',
  'q=an&country=NO&sort=city',
  'q=an&first_name=anna&sort=-id',
  'q=an&sort=city,last_name',
  'q=%22anna%22&points.gte=5&sort=id',
  `first_name=${NAMED.first_name}&city=${NAMED.city}&sort=created`,
];

/** The conditions of a search, as the naive list takes them. */
function toConditions(search: string): Condition[] {
  const toFilter = (text: string): Filter => {
    const [name, value] = text.split('=') as [string, string];
    const [field, operator = 'eq'] = name.split('.') as [FieldName, string?];
    return { field, operator, values: /in$|between/.test(operator) ? value.split(',') : [value] };
  };
  const parts = search.split('&').filter((part) => !part.startsWith('sort='));
  const any = parts.filter((part) => part.startsWith('any=')).map((part) => part.slice(4).split('%26').map(toFilter));
  const own = parts.filter((part) => !part.startsWith('any=')).map(toFilter);
  return any.length > 0 ? [...own, { field: null, any }] : own;
}

function toSort(search: string): SortField[] {
  const keys = /sort=([^&]*)/.exec(search)![1]!.split(',');
  return keys.map((key) => ({ field: key.replace('-', '') as FieldName, descending: key.startsWith('-') }));
}

interface Reading {
  budget: number;
  towards: 'next' | 'prev';
}
const WHOLE: Reading = { budget: BUDGET.page, towards: 'next' };
const READINGS: Reading[] = [
  { budget: BUDGET.page, towards: 'prev' },
  { budget: SMALL_BUDGET, towards: 'next' },
  { budget: SMALL_BUDGET, towards: 'prev' },
];

const explained = new Set<string>();

/** All rows of the list by the `way`th of the ways, if there are so many, and how many ways there were at most. */
async function readAll(search: string, way: number, { budget, towards }: Reading) {
  const { d1, ran } = meterDatabase(env.DB);
  const pages: number[][] = [];
  const fields = budget === SMALL_BUDGET ? '&fields=city,points' : '';
  let ways = 0;
  const choose = (steps: Step[]) => {
    ways = Math.max(ways, steps.length);
    return steps[Math.min(way, steps.length - 1)];
  };
  for (let cursor: string | null = towards === 'next' ? '' : 'last'; cursor !== null; ) {
    const query = parseListQuery(`${search}&limit=${LIMIT}&count=none${fields}${cursor && `&cursor=${cursor}`}`);
    const known = { estimator, budget, heavyFrom: HEAVY_FROM, choose };
    const { page } = await listContacts(query, openDatabase(d1), known);
    pages.push(toContacts(page.contacts).map(({ id }) => Number(id)));
    if (pages.length > 500) expect.fail(`${search} does not end`);
    cursor = page[towards];
  }
  for (const { sql, parameters } of ran) {
    if (!explained.has(sql)) expect([sql, await explain(env.DB, sql, parameters)]).toEqual([sql, []]);
    explained.add(sql);
  }
  return { ids: (towards === 'next' ? pages : pages.toReversed()).flat(), ways };
}

async function expectSame(search: string, ids: number[], most: number): Promise<void> {
  for (let way = 0; way < most; way++)
    for (const reading of READINGS) {
      const read = await readAll(search, way, reading);
      expect([way, reading, read.ids]).toEqual([way, reading, ids]);
    }
}

it.each(LISTS)('%s', async (search) => {
  const { ids, ways } = await readAll(search, 0, WHOLE);
  expectInOrder(contacts, ids, list(contacts, toConditions(search), toSort(search)), toSort(search));
  await expectSame(search, ids, ways);
});

it.each(SEARCHES)('%s', async (search) => {
  const { ids, ways } = await readAll(search, 0, WHOLE);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(ids.length);
  await expectSame(search, ids, ways);
});
