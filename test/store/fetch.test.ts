// A fetch as D1 runs it: level by level, each of which is its bound.
import { env } from 'cloudflare:workers';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUDGET } from '../../src/plan/budget.ts';
import { planStep } from '../../src/plan/plan.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toStepStatement } from '../../src/sql/statement.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';
import { fold } from '../../src/text/fold.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';

const contacts = drawContacts(2000, 7);
const dialect = new SQLiteSyncDialect();

beforeAll(() => storeContacts(contacts));

describe('a fetch', () => {
  it('ends where one of its levels has too many, and seeks nothing for those', async () => {
    const query = parseListQuery('first_name.in=anna,oz,z&country=NO&sort=points&limit=20');
    const step = planStep({ order: query.order, tests: query, ranked: null }, 'edge', {
      estimator: toEstimator(null, 5000),
      rows: 21,
      budget: BUDGET.page,
      mayFetch: true,
      choose: (steps) => steps.find(({ access, index }) => access === 'late' && index === 'app_user_first_name'),
    });
    if (step?.access !== 'late') throw new Error('no fetch is planned');
    const read = async (most: number[]) => {
      const levels = step.levels.map((level, at) => ({ ...level, most: most[at]! }));
      const { sql, params } = dialect.sqlToQuery(toStepStatement({ ...step, levels }, query));
      const { results, meta } = await env.DB.prepare(sql)
        .bind(...params)
        .all<{ cut: number; total: number | null }>();
      return { rows: results.map(({ cut, total }) => [cut, total]), rowsRead: meta.rows_read };
    };
    const named = contacts.filter(({ first_name }) => ['anna', 'oz', 'z'].includes(fold(first_name)));
    const passing = named.filter(({ country }) => country === 'NO').length;
    const whole = await read([5000, 5000]);
    expect(whole.rows).toEqual(Array.from({ length: 20 }, () => [0, passing]));
    expect(await read([named.length, passing])).toEqual(whole);
    const early = await read([named.length - 1, passing]);
    expect(early.rows).toEqual([[1, null]]);
    expect(early.rowsRead).toBeLessThan(whole.rowsRead / 2);
    expect((await read([named.length, passing - 1])).rows).toEqual([[1, null]]);
  });
});
