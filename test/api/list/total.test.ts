// Totals and facets: exact where they say so, at least so many where they do not, and never beyond the budget.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FieldName } from '../../../src/contact/fields.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { planCount } from '../../../src/list/count.ts';
import { countOn } from '../../../src/list/counting.ts';
import { listContacts } from '../../../src/list/list.ts';
import { BUDGET, MOST_READ } from '../../../src/plan/budget.ts';
import { FACET_FIELDS } from '../../../src/query/options.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { toSecond } from '../../../src/second.ts';
import { type StoredCount, selectStoredCount } from '../../../src/sql/counts.ts';
import { planFacet } from '../../../src/sql/facets.ts';
import { gatherStatistics } from '../../../src/sql/sample.ts';
import { type Estimator, toEstimator } from '../../../src/statistics/estimate.ts';
import { fold } from '../../../src/text/fold.ts';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { compareKeys, list } from '../../support/oracle.ts';
import { request } from '../../support/problem.ts';
import { randomQuery, toSearch } from '../../support/queries.ts';
import { runs } from '../../support/runs.ts';

const contacts = drawContacts(600, 5);
const draw = randomQuery(contacts);
let estimator: Estimator;
/** What the beginnings of up to fifteen segments may take, twice. */
const SEEKS = 100;

beforeAll(async () => {
  await storeContacts(contacts);
  estimator = toEstimator(await gatherStatistics(openDatabase(env.DB), new Date()), contacts.length);
});

it('keeps a request within 80,000 rows read, whatever of it is asked for', () => {
  expect(BUDGET.page + BUDGET.count).toBeLessThan(MOST_READ);
  expect(BUDGET.pageWithFacets + BUDGET.facets + BUDGET.count).toBeLessThan(MOST_READ);
});

describe('a total', () => {
  it('is what the naive list counts, for any filters', async () => {
    await fc.assert(
      fc.asyncProperty(draw, fc.constantFrom('auto', 'exact'), async (drawn, mode) => {
        const search = toSearch({ ...drawn, limit: 1 });
        search.set('count', mode);
        const { total } = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), { estimator });
        const exact = list(contacts, drawn.conditions, []).length;
        if (mode === 'auto' && total!.relation === 'gte') expect(total!.value).toBeLessThan(exact);
        else expect(total).toMatchObject({ value: exact, relation: 'eq' });
      }),
      { numRuns: runs(20, 400), endOnFailure: true },
    );
  });

  it('is at least so many where the budget ends counting, and exact once counting went on to the end', async () => {
    await fc.assert(
      fc.asyncProperty(draw, fc.integer({ min: 60, max: 600 }), async ({ conditions }, budget) => {
        const query = parseListQuery(
          toSearch({ conditions, sort: [], limit: 1, fields: null }).toString().replace('sort=&', ''),
        );
        const exact = list(contacts, conditions, []).length;
        const count = planCount(query, 'edge', { estimator, limit: null, budget });
        if (!count) expect(exact).toBe(0);
        if (!count) return;
        const database = openDatabase(env.DB);
        const [first] = await database.run(count.query);
        if (first.stopped === null) expect(first.value).toBe(exact);
        else expect(first.value).toBeLessThanOrEqual(exact);
        if (first.stopped === null) return;

        const version = Number(await env.DB.prepare('select version from data_state').first('version'));
        await env.DB.prepare('delete from exact_count').run();
        const now = new Date();
        let counted: StoredCount = { ...first, version, asOf: toSecond(now) };
        while (counted.stopped !== null) counted = await countOn(query, counted, { database, estimator, budget, now });
        expect(counted).toEqual({ value: exact, stopped: null, version, asOf: toSecond(now) });
        expect(await database.run(selectStoredCount(query))).toEqual([counted]);
      }),
      { numRuns: runs(8, 150), endOnFailure: true },
    );
  });

  it('reads at most its budget for each step of counting', async () => {
    await fc.assert(
      fc.asyncProperty(draw, fc.integer({ min: 60, max: 600 }), async ({ conditions }, budget) => {
        const query = parseListQuery(
          toSearch({ conditions, sort: [{ field: 'id', descending: false }], limit: 1, fields: null }).toString(),
        );
        const count = planCount(query, 'edge', { estimator, limit: null, budget });
        if (!count) return;
        const database = openDatabase(env.DB);
        await database.run(count.query);
        expect(database.spent.rowsRead).toBeLessThanOrEqual(budget + SEEKS);
      }),
      { numRuns: runs(15, 250), endOnFailure: true },
    );
  });

  it('tells rows that are sought by one id from the entries of another', async () => {
    const query = parseListQuery('id.lt=258&relationship_id.nin=19,445&created.gt=2024-02-29&sort=id&limit=1');
    const count = planCount(query, 'edge', { estimator, limit: null, budget: 412 })!;
    const database = openDatabase(env.DB);
    await database.run(count.query);
    expect(database.spent.rowsRead).toBeLessThanOrEqual(412 + SEEKS);
  });

  it('without a filter is kept, not counted', async () => {
    const response = await request('/v1/contacts?limit=1&fields=id');
    expect((await response.json<{ total: object }>()).total).toMatchObject({ value: 600, relation: 'eq' });
    expect(response.headers.get('Server-Timing')).toMatch(/rows_read=([0-9]|1[0-9])"/);
  });
});

describe('a facet', () => {
  const naive = (field: FieldName, among: Contact[]) => {
    const counts = new Map<string, number>();
    for (const contact of among) {
      if (contact[field] === null) continue;
      const key = fold(String(contact[field]));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].sort(([a, m], [b, n]) => n - m || compareKeys(a, b));
  };

  it('shows the commonest values under the other filters, each as one of the contacts spells it', async () => {
    await fc.assert(
      fc.asyncProperty(draw, fc.subarray([...FACET_FIELDS], { minLength: 1, maxLength: 5 }), async (drawn, fields) => {
        const search = toSearch({ ...drawn, limit: 1 });
        search.set('facet', fields.join(','));
        const { facets } = await listContacts(parseListQuery(search.toString()), openDatabase(env.DB), { estimator });
        expect(Object.keys(facets!)).toEqual(fields);
        for (const field of fields) {
          const others = drawn.conditions.filter((condition) => condition.field !== field);
          const { values, relation, distinct } = facets![field]!;
          const wanted = naive(field, list(contacts, others, []));
          expect([relation, distinct]).toEqual(['eq', { value: wanted.length, relation: 'eq' }]);
          expect(values.map(({ value, count }) => [fold(value), count])).toEqual(wanted.slice(0, 20));
        }
      }),
      { numRuns: runs(15, 250), endOnFailure: true },
    );
  });

  it('counts its values up to a bound, whether they are stored or looked at', async () => {
    const names = naive('last_name', contacts).length;
    const facetOf = async (search: string, budget: number) => {
      const query = parseListQuery(search);
      const planned = planFacet('last_name', query, { estimator, budget, isPart: false });
      return (await openDatabase(env.DB).run(planned))[0];
    };
    for (const search of ['', 'points.gte=0']) {
      expect(await facetOf(search, 20_000)).toMatchObject({
        relation: 'eq',
        distinct: { value: names, relation: 'eq' },
      });
      const { distinct } = await facetOf(search, 110);
      expect([distinct.relation, distinct.value > 0, distinct.value < names]).toEqual(['gte', true, true]);
    }
    const impossible = await request('/v1/contacts?points.lt=0&points.gt=0&facet=city');
    const none = { values: [], relation: 'eq', distinct: { value: 0, relation: 'eq' } };
    expect(await impossible.json()).toMatchObject({ facets: { city: none } });
  });

  it.each([
    ['facet=contry', 'unknown-field', 'country'],
    ['facet=points', 'unknown-value', undefined],
    ['facet=city,city', 'repeated-value', undefined],
    ['facet=', 'empty-value', undefined],
    ['facet=gender,country,city,city_code,first_name,last_name', 'too-many', undefined],
  ])('is refused with the fault named: %s', async (search, code, suggestion) => {
    const response = await request(`/v1/contacts?${search}`);
    expect(response.status).toBe(400);
    const { errors } = await response.json<{ errors: object[] }>();
    expect(errors[0]).toMatchObject({ parameter: 'facet', code, ...(suggestion && { suggestion }) });
  });
});
