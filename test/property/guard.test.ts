// No statement that can be generated reads without end: its plan is bounded, at whatever size SQLite and the planner take
// the data to be, and a page stays within a small budget on contacts that are many beside it.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { listContacts } from '../../src/list/list.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { gatherStatistics } from '../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import { storeContacts } from '../support/contacts.ts';
import { explain } from '../support/explain.ts';
import { drawList, FIXED, openGuard } from '../support/guard.ts';
import { toPopulation } from '../support/population.ts';
import { randomQuery, toSearch } from '../support/queries.ts';
import { runs } from '../support/runs.ts';

const contacts = toPopulation(5000);
const draw = drawList(contacts);
/** What the data is made to look like. */
const MANY = 3_000_000;

beforeAll(() => storeContacts(contacts));

const setContacts = (number: number) => env.DB.prepare('update data_state set contacts = ?').bind(number).run();

/** SQLite's own statistics as a load of three million contacts leaves them: rows, and rows with the same value. */
const STATISTICS = {
  address: { rows: 2_640_000, country: 132_000, city: 491, city_code: 155, street_number: 89, street: 130 },
  app_user: {
    rows: MANY, address_id: 2, last_updated: 2, birthday: 98, created: 1, phone_number: 2, gender: 750_000, last_name: 22,
    first_name: 311, customer_id: 1,
  },
  customer_relationship: { rows: MANY, last_activity: 2, created: 1, points: 205, appuser_id: 1 },
}; // biome-ignore format: as numbers of a table

async function lieToSqlite(): Promise<void> {
  await env.DB.prepare('analyze').run();
  for (const [table, { rows, ...indexes }] of Object.entries(STATISTICS))
    for (const [column, equal] of Object.entries(indexes))
      await env.DB.prepare('update sqlite_stat1 set stat = ? where idx = ?')
        .bind(`${rows} ${equal}`, `${table}_${column}`)
        .run();
  await env.DB.prepare('analyze sqlite_schema').run();
}

describe('a page, its total and its facets', () => {
  beforeAll(async () => {
    await setContacts(MANY);
    await gatherStatistics(openDatabase(env.DB), new Date());
    return () => setContacts(contacts.length);
  });

  describe.each([
    ['no statistics', async () => {}],
    ['statistics of many contacts', lieToSqlite],
  ])('are read by bounded statements where SQLite has %s', (_, prepare) => {
    beforeAll(prepare);

    it.each(FIXED)('%s', async (search) => {
      await openGuard(env.DB).walk(`${search}&limit=10`);
    });

    it('whatever is asked', async () => {
      const guard = openGuard(env.DB);
      await fc.assert(
        fc.asyncProperty(draw, (search) => guard.walk(search)),
        { numRuns: runs(8, 80), endOnFailure: true },
      );
      expect(guard.seen()).toBeGreaterThan(50);
    });
  });
});

describe('a page', () => {
  let informed: Estimator;
  beforeAll(async () => {
    informed = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), contacts.length);
  });
  /** What the last steps may read where the budget ends within a group: far less than the contacts there are. */
  const LEAST_PROGRESS = 2000;
  const known = fc.record({
    budget: fc.integer({ min: 800, max: 1200 }),
    heavyFrom: fc.integer({ min: 5, max: 60 }),
    isInformed: fc.boolean(),
  });

  it('stays within a budget that is small beside the data, forward and back', async () => {
    await fc.assert(
      fc.asyncProperty(randomQuery(contacts), known, async (drawn, { budget, heavyFrom, isInformed }) => {
        const search = toSearch({ ...drawn, limit: 10 });
        search.set('count', 'none');
        const read = async (cursor: string | null) => {
          if (cursor !== '') search.set('cursor', cursor ?? 'last');
          const { cost, page } = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), {
            estimator: isInformed ? informed : toEstimator(null, contacts.length),
            budget,
            heavyFrom,
          });
          if (cost.rowsRead > budget + LEAST_PROGRESS) expect.fail(`${search} reads ${cost.rowsRead}, not ${budget}`);
          return page;
        };
        const first = await read('');
        const second = first.next === null ? null : await read(first.next);
        if (second?.next) await read(second.next);
        const last = await read(null);
        if (last.prev) await read(last.prev);
      }),
      { numRuns: runs(6, 200), endOnFailure: true },
    );
  });
});

describe('the guard itself', () => {
  it.each([
    ['select id from app_user', /app_user/],
    ["select id from app_user where created = '1' or customer_id_folded = '2' limit 5", /MULTI-INDEX OR/],
    ['select id from app_user where created > ? or gender is null limit 5', /app_user/],
    ['select id from app_user indexed by app_user_city where "id" > 3', /no such index|app_user/],
    ['select id from app_user where created > ? order by last_name_folded limit 5', /TEMP B-TREE/],
    [
      'select app_user.id from address cross join app_user on address.city = app_user.first_name limit 5',
      /SCAN|AUTOMATIC/,
    ],
    ['select rowid from contact_word limit 5', /contact_word/],
    ['select * from (select "id" from "app_user" where instr("app_user"."words", ?) > 0 limit 9)', /app_user/],
  ])('finds what is wrong with %s', async (sql, fault) => {
    const found = await explain(env.DB, sql, sql.includes('?') ? ['2020'] : []).catch((error) => [String(error)]);
    expect(found.join('\n')).toMatch(fault);
  });

  it.each([
    'select * from (select "id" from "app_user" indexed by "app_user_created" where "app_user"."created" > ? limit 9)',
    'select "city" from "address" where "address"."id" = ?',
  ])('finds nothing wrong with %s', async (sql) => {
    expect(await explain(env.DB, sql, ['2020'])).toEqual([]);
  });
});
