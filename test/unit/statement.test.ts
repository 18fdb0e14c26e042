// Requests that differ only in the order of their fields share a statement's text.
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { expect, it } from 'vitest';
import { BUDGET } from '../../src/plan/budget.ts';
import { planStep } from '../../src/plan/plan.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toStepStatement } from '../../src/sql/statement.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';

const dialect = new SQLiteSyncDialect();
const context = { estimator: toEstimator(null, 3_000_000), rows: 51, budget: BUDGET.page, mayFetch: true };

function toText(search: string) {
  const query = parseListQuery(search);
  const step = planStep({ order: query.order, tests: query, ranked: query.ranked }, 'edge', context)!;
  return dialect.sqlToQuery(toStepStatement(step, { ...query, limit: query.limit + 1 }));
}

it.each([
  'sort=city',
  'country=NO&sort=-points',
  'last_name.startswith=A&gender=female&sort=birthday',
  'sort=country,city',
])('is one text in whatever order the fields are named: %s', (search) => {
  expect(toText(`${search}&fields=points,last_name,id,city`)).toEqual(
    toText(`${search}&fields=id,city,points,last_name`),
  );
});
