// Alternatives that are selective → the fetches whose matches together are all that passes. They are read once, for the
// rows, the total and the facets alike: which contacts pass is known then, each once. Pure.
import type { FieldName } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import { conjoin, isImpossible, splitConditions, type Tests } from '../query/tests.ts';
import type { PlanContext } from './access.ts';
import { HALF, MOST_FOUND } from './budget.ts';
import { planSteps } from './plan.ts';
import type { Fetch } from './step.ts';

/** Reads of a contact that is found: for a row of the page, for the total, and for each facet. */
const READS = { page: 8, count: 4, facet: 10 };
/** In no order that matters. */
const BY_ID: SortKey[] = [{ field: 'id', descending: false }];

/** What is fetched, what is left to test of it, and how many contacts may be found. */
export interface Union {
  fetches: Fetch[];
  rest: Tests;
  most: number;
}

export interface UnionContext extends Pick<PlanContext, 'estimator' | 'budget'> {
  /** What the contacts that are found are read for, besides the page's rows. */
  isCounted: boolean;
  facets: FieldName[];
}

/**
 * The fetches, one for each alternative that a contact can pass; null where one of them has no few matches. A facet is
 * without its field's own filter, so that is left to test.
 */
export function planUnion(tests: Tests, { estimator, budget, isCounted, facets }: UnionContext): Union | null {
  const { any } = tests;
  if (any.length === 0) return null;
  const { own, others } = splitConditions(tests, (field) => facets.includes(field));
  const each = READS.page + (isCounted ? READS.count : 0) + facets.length * READS.facet;
  const context = { estimator, rows: 0, budget: Math.floor((budget * HALF) / any.length), mayFetch: true };
  const fetches: Fetch[] = [];
  for (const alternative of any) {
    const wanted = conjoin({ ...tests, ...others, any: [] }, alternative);
    if (isImpossible(wanted)) continue;
    const steps = planSteps({ order: BY_ID, tests: wanted, ranked: null }, 'edge', context);
    const fetch = steps.find((step) => step.access === 'late');
    if (!fetch) return null;
    fetches.push(fetch);
  }
  const most = Math.min(MOST_FOUND, Math.floor((budget * HALF) / each));
  return { fetches, rest: { ...own, any: [], words: [] }, most };
}
