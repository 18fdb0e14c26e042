// Addresses without contacts, as an import may leave them: pages by address stay right, and within the budget.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { MOST_READ } from '../../src/plan/budget.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { list } from '../support/oracle.ts';

const ORPHANS = 100_000;
const contacts: Contact[] = drawContacts(300, 3);

beforeAll(async () => {
  await storeContacts(contacts);
  await env.DB.prepare(
    `insert into address (street, street_number, city_code, city, country,
       street_folded, street_number_folded, city_code_folded, city_folded, country_folded, words)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
     select 'a', '1', '1', iif(i % 2, 'a', 'anna'), 'NO', 'a', '1', '1', iif(i % 2, 'a', 'anna'), 'no', ' a ' from n`,
  )
    .bind(ORPHANS)
    .run();
});

/** Every page from the first to the last, and the most that one of them read. */
async function walk(search: string) {
  const ids: number[] = [];
  let most = 0;
  let cursor: string | null = null;
  do {
    const query = parseListQuery(`${search}&limit=100&fields=id${cursor ? `&cursor=${cursor}` : ''}`);
    const database = openDatabase(env.DB);
    const { page } = await listContacts(query, database, { estimator: toEstimator(null, contacts.length) });
    ids.push(...toContacts(page.contacts).map(({ id }) => Number(id)));
    most = Math.max(most, database.spent.rowsRead);
    cursor = page.next;
  } while (cursor !== null);
  return { ids, most };
}

describe('among 100,000 addresses without contacts', () => {
  it.each([
    ['sort=city', []],
    ['sort=-city', []],
    ['sort=city,last_name', []],
    ['sort=-country,first_name', []],
    ['city=anna&sort=last_name', [{ field: 'city', operator: 'eq', values: ['anna'] }]],
    ['country=NO&sort=-points&count=exact', [{ field: 'country', operator: 'eq', values: ['no'] }]],
    ['gender=female&sort=street', [{ field: 'gender', operator: 'eq', values: ['female'] }]],
  ])('finds every contact within the budget of each page: %s', async (search, conditions) => {
    const { ids, most } = await walk(search);
    const wanted = list(contacts, conditions as never, []).map(({ id }) => id);
    expect([...ids].sort((a, b) => a - b)).toEqual(wanted);
    expect(most).toBeLessThanOrEqual(MOST_READ);
  });
});
