// What the tests of fetches share: fetches among so many contacts, each known by its index and what it lists beside.
import type { PlanContext } from '../../../src/plan/access.ts';
import { planFetches } from '../../../src/plan/fetch/fetch.ts';
import type { Fetch } from '../../../src/plan/step.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';
import { parse } from './planned.ts';

export const ROWS = 50;
/** What the page's rows read, and what sorting them again takes. */
export const SHOWN = ROWS * (3 + 2);

export const toContext = (contacts: number, more: Partial<PlanContext> = {}): PlanContext => ({
  ...{ estimator: toEstimator(null, contacts), rows: ROWS, budget: 48_000, mayFetch: true, ...more },
});

/** Each fetch as the index that it reads, and the filters that it lists beside. */
export const toWays = (fetches: Fetch[]) =>
  fetches.map(({ index, levels }) =>
    [index, ...levels.flatMap(({ lists }) => lists.map(({ filter }) => filter))].join(),
  );

export function fetchOf(search: string, contacts: number, way: string, more: Partial<PlanContext> = {}): Fetch {
  const fetches = planFetches(parse(search), 'edge', toContext(contacts, more));
  const found = fetches.find((fetch) => toWays([fetch])[0] === way);
  if (!found) throw new Error(`${way} is none of ${toWays(fetches)}`);
  return found;
}

/** Its bounds: entries; and of each level of how many contacts it is, what it may have, and what its lists may have. */
export const toBounds = ({ most, levels }: Fetch) => [
  most,
  ...levels.map(({ contacts, most, lists }) => [contacts, most, lists.map((list) => list.most)]),
];
