// A sort by several fields, the first of which contains a text: its values are known with how many contacts have each, so
// the next of them are fetched together, as many as fill the page, and sorted. Pure.
import { between, intersect, type Restriction } from '../query/restriction.ts';
import type { Start } from '../query/start.ts';
import type { PlanContext, PlanQuery } from './access.ts';
import { planFetch } from './fetch/fetch.ts';
import { heavySize } from './run.ts';
import type { Fetch } from './step.ts';

/** Contacts are fetched so many times over as should be enough: what the other filters leave is only estimated. */
const AMPLE = 1.5;

/** The fetch of the first values of a reach; null where they were not looked up, or the first of them is heavy. */
export function planListed(query: PlanQuery, reach: Restriction, start: Start, context: PlanContext): Fetch | null {
  const { contained, intervals } = reach;
  const key = query.order[0]!;
  if (!contained || !context.mayFetch) return null;
  const { estimator, rows } = context;
  const restrictTo = (restriction: Restriction) => ({
    ...query.tests,
    restrictions: { ...query.tests.restrictions, [key.field]: restriction },
  });
  const pass = estimator.countMatches(restrictTo(reach)) / Math.max(contained.contacts, 1);
  const wanted = (AMPLE * rows) / Math.max(pass, 1e-6);
  const inOrder = key.descending ? intervals.toReversed() : intervals;
  let contacts = 0;
  const end = inOrder.findIndex(({ lo }) => {
    if (contacts >= wanted) return true;
    contacts += contained.counts.get(lo!) ?? 0;
    return contacts > heavySize(key, context);
  });
  if (end === 0) return null;
  const values = end < 0 ? inOrder : inOrder.slice(0, end);
  const [first, last] = [inOrder[0]!.lo!, values.at(-1)!.lo!];
  const span = key.descending ? between(last, first) : between(first, last);
  const own = intersect(reach, { intervals: [span], nulls: false });
  const fetch = planFetch({ ...query, tests: restrictTo(own) }, { filter: key.field }, start, context);
  const next: Start | null = end < 0 ? null : { keys: [inOrder[end]!.lo], inclusive: true };
  return fetch && { ...fetch, isPart: true, next };
}
