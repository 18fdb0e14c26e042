// Places to jump to in a list, from what the planner knows: nothing of the contacts is read.
import type { ListQuery } from '../query/query.ts';
import { toTests } from '../query/tests.ts';
import { knowledgeOf } from '../statistics/current.ts';
import type { ListContext } from './recall.ts';

/** About as many as a slider has places. */
const MOST_STOPS = 100;

/** Values of the first sort field at about equal distances, each with the share of the list before it; none without statistics. */
export async function readStops(
  query: ListQuery,
  { env, database, waitUntil }: Pick<ListContext, 'env' | 'database' | 'waitUntil'>,
) {
  const estimator = await knowledgeOf(env, database, { now: Date.now(), waitUntil });
  const stops = estimator.listStops(query.sort[0]!, toTests(query), MOST_STOPS);
  return { data: stops, relation: 'estimate' };
}
