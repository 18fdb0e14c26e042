// What is found before the list is read, once for its rows, its total and its facets alike: by a search that is dear to look
// up, or by alternatives that are selective.
import type { Database } from '../db/database.ts';
import { plain } from '../db/query.ts';
import { addCost, type Cost } from '../db/result.ts';
import { selectDataState } from '../db/state.ts';
import type { PlanQuery } from '../plan/access.ts';
import { BUDGET, partLeft } from '../plan/budget.ts';
import { planSteps } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { planUnion, type Union } from '../plan/union.ts';
import type { ListQuery } from '../query/query.ts';
import type { Start } from '../query/start.ts';
import type { Tests } from '../query/tests.ts';
import { toStepStatement } from '../sql/statement.ts';
import type { CachedTotals } from './batch.ts';
import { hasTotal } from './count.ts';
import { type Findings, type LookupContext, lookUp } from './lookup.ts';
import { takeRows, toValues } from './reading/taken.ts';

/** What passes, by its tests: of what was found, with what is left to test. */
export interface FoundTests extends Findings {
  /** What was read of the contacts for it, and at what cost. */
  steps: Step[];
  cost: Cost;
}

export interface FindContext extends LookupContext {
  cached: CachedTotals;
  /** Where the page begins, and in which order it comes. */
  start: Start;
  order: PlanQuery['order'];
  /** Rows and index entries that are kept for what follows the list; left out: none. */
  kept?: number;
}

/** Looks up what is to be looked up, if anything is. */
export async function findContacts(query: ListQuery, context: FindContext): Promise<FoundTests> {
  const { database, kept = 0 } = context;
  const cost = { queries: 0, rowsRead: 0, milliseconds: 0 };
  const lookedUp = await lookUp(query, context);
  const { tests, sample } = lookedUp;
  const union = tests.found || sample ? null : chooseUnion(query, tests, { ...context, part: lookedUp.part });
  if (!union) return { ...lookedUp, steps: [], cost };
  const { ids, ...read } = await readUnion(union, database);
  return {
    ...lookedUp,
    ...read,
    versions: [...lookedUp.versions, ...read.versions],
    tests: ids ? { ...union.rest, found: ids } : tests,
    part: Math.min(lookedUp.part, partLeft(database.spent.rowsRead + kept)),
  };
}

/** None where the list is cheaper to read without it, and nothing but rows is wanted. */
function chooseUnion(query: ListQuery, tests: Tests, context: FindContext): Union | null {
  const { estimator, part, cached, start, order } = context;
  const budget = context.budget ?? Math.floor((BUDGET.page + BUDGET.count) * part);
  const { facets, ranked, limit } = query;
  const isCounted = hasTotal(query);
  const union = planUnion(tests, { estimator, budget, isCounted, facets });
  if (!union || (isCounted && !cached.total) || (facets.length > 0 && !cached.facets)) return union;
  const planning = { estimator, budget, rows: limit + 1, mayFetch: true };
  const [way] = planSteps({ order, tests, ranked }, start, planning);
  const cost = union.fetches.reduce((sum, { estimate }) => sum + estimate.cost, 0);
  return way && way.estimate.rows > limit && way.estimate.cost < cost ? null : union;
}

/** The contacts that pass one of the fetches; null where there are more than was expected. */
async function readUnion(
  { fetches, most }: Union,
  database: Database,
): Promise<Pick<FoundTests, 'steps' | 'cost' | 'versions'> & { ids: number[] | null }> {
  const cost = { queries: 0, rowsRead: 0, milliseconds: 0 };
  if (fetches.length === 0) return { ids: [], steps: [], cost, versions: [] };
  const statements = fetches.map((step) =>
    plain(toStepStatement(step, { fields: ['id'], isNamed: false, limit: step.most })),
  );
  const [{ version }, ...results] = await database.run(selectDataState, ...statements);
  for (const result of results) addCost(cost, result.cost);
  const taken = results.map(({ rows }, at) => takeRows(rows, fetches[at]!));
  const ids = [...new Set(taken.flatMap(({ found }) => found.map(({ contact }) => Number(toValues(contact)[0]))))];
  const isAll = ids.length <= most && taken.every(({ cuts }) => cuts.length === 0);
  return { ids: isAll ? ids : null, steps: fetches, cost, versions: [version] };
}
