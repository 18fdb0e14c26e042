// Who tells a page's total: the cache, the cursor that led to it, its own rows, or the batch, which counts. What the cache or
// the cursor has may turn out to be of data that is past, and rows may not get so far: then a second batch counts.
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { partLeft } from '../plan/budget.ts';
import type { Step } from '../plan/step.ts';
import type { CountedBefore, Position } from '../query/cursor.ts';
import type { ListQuery } from '../query/query.ts';
import { epochOf, type Version } from '../version.ts';
import { type BatchContext, type Facets, NO_TOTALS, planBatch, type Totals, toUncountedBudget } from './batch.ts';
import { recallTotal, toHandOn } from './carried.ts';
import { type Counted, hasTotal, type Total, toTotal } from './count.ts';
import { finishCount } from './counting.ts';
import { isTelling, type Reading } from './rows.ts';

/** What a page's total may come from, and what is to be counted. */
export interface Sources extends Pick<BatchContext, 'cached' | 'estimator' | 'tests' | 'sample' | 'now'> {
  position: Position;
  /** What the client has seen; null: nobody can tell. */
  seen: Version | null;
}

type Teller = 'cache' | 'cursor' | 'page' | 'batch';

/** The batch, the page's first steps within the budget that it leaves, and who is to tell the total by these. */
export interface Telling {
  teller: Teller;
  batch: Query<Totals>;
  pageBudget: number;
  steps: Step[];
}

/** `planSteps` plans the page's first steps within a budget: again only where counting leaves them less. */
export function planTelling(
  query: ListQuery,
  sources: Sources,
  { planSteps, ...rest }: { planSteps: (budget: number) => Step[] } & Pick<BatchContext, 'uncertain' | 'part'>,
): Telling {
  const uncounted = toUncountedBudget(query, rest);
  const steps = planSteps(uncounted);
  const teller = findTeller(query, sources, steps);
  const { batch, pageBudget } = planBatch(query, { ...sources, ...rest, mayCount: teller === 'batch' });
  return { teller, batch, pageBudget, steps: pageBudget === uncounted ? steps : planSteps(pageBudget) };
}

/** Who is to tell, by what is known before anything is read. */
function findTeller(query: ListQuery, sources: Sources, steps: Step[]): Teller {
  if (sources.cached.total) return 'cache';
  if (recall('cursor', query, sources)) return 'cursor';
  return hasTotal(query) && isTelling(steps[0]) ? 'page' : 'batch';
}

/** The total as it was told in the end, and what was found out with it. */
export interface Told {
  total: Total | null;
  /** What the page's cursors hand on. */
  handOn: CountedBefore | null;
  facets: Facets | null;
  /** What was counted anew and is worth keeping: an exact count, facets, and the rows that were read for them. */
  counted: { total: number | null; facets: Facets | null; rowsRead: number };
  /** Of the total and the facets. */
  versions: Version[];
}

export interface TellContext extends Sources {
  database: Database;
  teller: Teller;
  reading: Reading;
  /** What came with the page's first rows. */
  answer: Totals;
}

/** Tells the total, and counts where nobody else did. */
export async function tellTotal(query: ListQuery, context: TellContext): Promise<Told> {
  const { cached, position, now, estimator, database, reading, answer, tests } = context;
  const { state } = answer;
  const isPast = [cached.total, cached.facets].some((totals) => totals && totals.version !== state.version);
  const ofPage = countByPage(reading, position, query.limit);
  const teller = toTeller(context, { isPast, ofPage });
  const isUntold = teller === 'batch' && context.teller !== 'batch';
  const again = () => planAgain(isPast ? query : { ...query, facets: [] }, context, teller === 'batch');
  const [totals] = isPast || isUntold ? await database.run(again()) : [answer];
  const facets = isPast ? totals.facets : answer.facets;

  const begun = { ...totals, counted: teller === 'page' ? ofPage : totals.counted };
  const counted = tests.found ? begun.counted : await finishCount(query, begun, { database, estimator, now });
  const isExact = totals.isCounted && counted?.stopped === null && counted.asOf === undefined;
  const told = { state, counted, now, shown: countShown(reading, position), estimator };
  const total = recall(teller, query, context) ?? toTotal(query, told);
  const isOfCursor = teller === 'cursor';
  const isPresent = !isOfCursor && counted?.asOf === undefined;
  const handed = isOfCursor || !total ? position.total : undefined;
  return {
    total,
    handOn: toHandOn({ ...query, ...tests }, { total: isPresent ? total : null, handed }, { state, now }),
    facets,
    counted: {
      total: isExact ? counted.value : null,
      facets: cached.facets && !isPast ? null : facets,
      rowsRead: totals.rowsRead,
    },
    versions: [totals.state.version, ...(isOfCursor ? [position.total!.version] : [])],
  };
}

/** The batch that is read where what was planned does not tell. */
function planAgain(query: ListQuery, { database, ...sources }: TellContext, mayCount: boolean): Query<Totals> {
  const part = partLeft(database.spent.rowsRead);
  return planBatch(query, { ...sources, cached: NO_TOTALS, uncertain: [], part, mayCount }).batch;
}

/** Who tells in the end. */
function toTeller(
  { teller, position, answer }: TellContext,
  { isPast, ofPage }: { isPast: boolean; ofPage: Counted | null },
): Teller {
  if (teller === 'cache' && !isPast) return 'cache';
  if (teller === 'cursor' && epochOf(position.total!.version) === epochOf(answer.state.version)) return 'cursor';
  return ofPage ? 'page' : 'batch';
}

/** What the cache or the cursor tells. */
function recall(teller: Teller, query: ListQuery, sources: Sources): Total | null {
  if (teller === 'cursor') return recallTotal({ ...query, ...sources.tests }, sources.position, sources);
  const { total } = sources.cached;
  return teller === 'cache' && total ? { value: total.value, relation: 'eq', as_of: total.as_of } : null;
}

/** What a fetch counts besides; and a list that is shown in one page is counted by it. */
function countByPage(
  { found, stopped, total }: Reading,
  { start, collected }: Position,
  limit: number,
): Counted | null {
  if (total !== null) return { value: total, stopped: null };
  const isWhole = limit > 0 && start === 'edge' && !collected && stopped === null && found.length <= limit;
  return isWhole ? { value: found.length, stopped: null } : null;
}

/** How many contacts the page tells of, those before it included. */
function countShown({ found }: Reading, { direction, rank }: Position): number {
  return direction === 'forward' ? (rank ?? 0) + found.length : Math.max(rank ?? 0, found.length);
}
