// What a page's rows may read, by who tells its total: what counting does not need is theirs.
import { describe, expect, it } from 'vitest';
import type { CachedTotals } from '../../../src/list/batch.ts';
import { NO_TOTALS } from '../../../src/list/batch.ts';
import { planTelling } from '../../../src/list/telling.ts';
import { BUDGET } from '../../../src/plan/budget.ts';
import { toPosition } from '../../../src/query/cursor.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { LOCAL_SEAL } from '../../../src/query/seal.ts';
import { toTests } from '../../../src/query/tests.ts';
import { NO_VERSION } from '../../../src/version.ts';
import { estimator } from './planned.ts';

const NOW = new Date('2026-01-31T00:00:00Z');
const COUNTED: CachedTotals = { total: { version: NO_VERSION, value: 7, as_of: '2026-01-31T00:00:00Z' }, facets: null };

function tell(search: string, cached = NO_TOTALS) {
  const query = parseListQuery(search);
  const seen = { position: toPosition(query, LOCAL_SEAL), seen: NO_VERSION, now: NOW };
  const sources = { cached, estimator, tests: toTests(query), sample: null, ...seen };
  return planTelling(query, sources, { uncertain: [], part: 1, planSteps: () => [] });
}

describe('the budget of a page', () => {
  it.each<[string, string, CachedTotals, object]>([
    [
      'where nobody wants a total',
      'gender=male&points.gt=5&count=none',
      NO_TOTALS,
      { teller: 'batch', pageBudget: 79_000 },
    ],
    ['where the total is known', 'gender=male&points.gt=5', COUNTED, { teller: 'cache', pageBudget: 79_000 }],
    ['where each contact is tested', 'gender=male&points.gt=5', NO_TOTALS, { teller: 'batch', pageBudget: 74_000 }],
    [
      'beside facets',
      'gender=male&points.gt=5&facet=city',
      COUNTED,
      { teller: 'cache', pageBudget: BUDGET.pageWithFacets },
    ],
  ])('%s', (_, search, cached, wanted) => {
    expect(tell(search, cached)).toMatchObject(wanted);
  });
});
