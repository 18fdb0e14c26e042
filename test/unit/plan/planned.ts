// What the tests of the planner share: a million contacts of which nothing is known, so that all numbers are round.
import { parseListQuery } from '../../../src/query/query.ts';
import { toTests } from '../../../src/query/tests.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';

export const CONTACTS = 1_000_000;

/** Takes a value to leave one contact in 200, a range, even one of all values, or no value 30 %, a word 2 %, each by itself. */
export const estimator = toEstimator(null, CONTACTS);

/** What is left of all by a value, by a range and by a word. */
export const LEFT = { value: 0.005, range: 0.3, word: 0.02 };

export function parse(search: string) {
  const query = parseListQuery(search);
  return { order: query.order, tests: toTests(query), ranked: query.ranked };
}
