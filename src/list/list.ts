// The list pipeline: ListQuery → position → steps → page, with the total and the facets in one batch with it.
import { addCost, type Cost, type Database } from '../db/database.ts';
import type { DataState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { BUDGET, HALF, partLeft } from '../plan/budget.ts';
import type { Step } from '../plan/step.ts';
import { type Position, toPosition } from '../query/cursor.ts';
import { reverse } from '../query/order.ts';
import type { ListQuery } from '../query/query.ts';
import { LOCAL_SEAL, type Seal } from '../query/seal.ts';
import { type Correction, correctWords, toUncertain, type Word } from '../query/search.ts';
import type { Tests } from '../query/tests.ts';
import type { StoredCount } from '../sql/counts.ts';
import type { Facet } from '../sql/facets.ts';
import { type CachedTotals, NO_TOTALS, planBatch } from './batch.ts';
import { findCorrections } from './correction.ts';
import { type Counted, needsCounting, planCount, type Total, toSecond, toTotal } from './count.ts';
import { countOn } from './counting.ts';
import { type Contains, lookUp } from './lookup.ts';
import { type Page, toPage } from './page.ts';
import { readRows } from './rows.ts';

export interface List {
  page: Page;
  total: Total | null;
  facets: Record<string, Facet> | null;
  /** As the page's first rows found it. */
  state: DataState;
  /** What was looked for, with corrections. */
  words: Word[];
  /** Whether rows, total and facets are all of the state's version. */
  isWhole: boolean;
  /** What was counted anew and is worth keeping: an exact count, facets, and the rows that were read for them. */
  counted: { total: number | null; facets: Record<string, Facet> | null; rowsRead: number };
  /** The steps that were read for the page's rows, and what they cost. */
  steps: Step[];
  /** What was looked up of the filters, before these. */
  contains: Contains[];
  cost: Cost;
}

/** What the planner knows and may do, what need not be counted again, and who seals cursors. */
export type Known = Pick<PlanContext, 'estimator'> &
  Partial<PlanContext> & {
    cached?: CachedTotals;
    /** Of the cursors; left out where nobody but their maker sees them. */
    seal?: Seal;
  };

/** Answers a list query, mostly in one round trip; where a word of `q` occurs nowhere, with the nearest that do. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const position = toPosition(query, known.seal ?? LOCAL_SEAL);
  const made = position.corrections;
  if (made && made.length > 0) return readCorrected(query, made, { position }, { database, known });
  const uncertain = made ? [] : toUncertain(query.words);
  const list = await readList(query, { position, uncertain }, { database, known });
  if (list.unknown.length === 0) return list;
  const corrections = await findCorrections(database, list.unknown);
  if (corrections.length === 0) return list;
  const corrected = await readCorrected(query, corrections, { position }, { database, known });
  addCost(corrected.cost, list.cost);
  return { ...corrected, isWhole: corrected.isWhole && corrected.state.version === list.state.version };
}

interface Where {
  position: Position;
  /** The words that may occur nowhere. */
  uncertain: string[];
}

interface With {
  database: Database;
  known: Known;
}

/** The list with other words than were requested: what is cached for those that were is not for it, nor the other way round. */
async function readCorrected(
  query: ListQuery,
  corrections: Correction[],
  where: Omit<Where, 'uncertain'>,
  { database, known: { cached: _, ...known } }: With,
): Promise<List> {
  const words = correctWords(query.words, corrections);
  const corrected = { ...query, words, ranked: query.ranked && words };
  const list = await readList(corrected, { ...where, uncertain: [] }, { database, known });
  return { ...list, counted: { total: null, facets: null, rowsRead: 0 } };
}

async function readList(
  query: ListQuery,
  { position, uncertain }: Where,
  { database, known }: With,
): Promise<List & { unknown: string[] }> {
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { ranked, fields, limit } = query;
  const { cached = NO_TOTALS, seal = LOCAL_SEAL, ...context } = known;
  const now = new Date();
  const whole = partLeft(database.spent.rowsRead) * (uncertain.length > 0 ? HALF : 1);
  const { tests, sample, contains, versions: before, part } = await lookUp(query, whole, { database, ...context });
  const batch = planBatch(query, { ...context, cached, uncertain, tests, sample, part });
  const { found, stopped, steps, cost, versions } = await readRows({ order, tests, ranked, fields }, position.start, {
    context: { budget: batch.pageBudget, mayFetch: true, ...context, rows: limit + 1 },
    database,
    batch,
  });
  const { state, unknown } = batch.taken(now);
  const isPast = [cached.total, cached.facets].some((totals) => totals && totals.version !== state.version);
  const again = {
    ...context,
    cached: NO_TOTALS,
    uncertain: [],
    tests,
    sample,
    part: partLeft(database.spent.rowsRead),
  };
  const totals = isPast ? await readAgain(planBatch(query, again), database, now) : batch.taken(now);
  const { facets, rowsRead } = totals;
  const counted = await finishCount(query, tests, { ...totals, database, estimator: context.estimator, now });
  const isExact = counted !== null && counted.stopped === null && counted.asOf === undefined && totals.isCounted;
  return {
    page: toPage(found, stopped, query, { position, seal }),
    total: isPast || !cached.total ? toTotal(query, { state, counted, now }) : toCachedTotal(cached.total),
    facets,
    state,
    words: query.words,
    unknown,
    isWhole: [...before, ...versions, totals.state.version].every((other) => other === state.version),
    counted: { total: isExact ? counted.value : null, facets: cached.facets && !isPast ? null : facets, rowsRead },
    steps,
    contains,
    cost,
  };
}

/** With less than this left of the budget, a count is not taken further. */
const LEAST_STEP = 1000;

interface Counting {
  counted: Counted | null;
  known: StoredCount | null;
  state: DataState;
  database: Database;
  estimator: PlanContext['estimator'];
  now: Date;
}

/** An exact count that did not end within its budget goes a step further, from where it is stored. */
async function finishCount(query: ListQuery, tests: Tests, { counted, known, state, ...context }: Counting) {
  if (query.count !== 'exact' || !counted || counted.stopped === null || tests.found) return counted;
  const own = { ...counted, version: state.number, asOf: toSecond(context.now) };
  const further = known?.stopped && known.value > own.value ? known : own;
  const left = Math.floor(BUDGET.count * partLeft(context.database.spent.rowsRead));
  const budget = left < LEAST_STEP ? 0 : left;
  const { restrictions, substrings, words } = query;
  return countOn({ restrictions, substrings, words }, further, { ...context, budget });
}

function toCachedTotal({ value, as_of }: NonNullable<CachedTotals['total']>): Total {
  return { value, relation: 'eq', as_of };
}

/** Where what was cached turns out to be of another version than the rows, total and facets are counted after all. */
async function readAgain(batch: ReturnType<typeof planBatch>, database: Database, now: Date) {
  batch.take(await database.run(...batch.statements));
  return batch.taken(now);
}

/** Whether the query's total would have to be counted: it has filters, and their number is not stored with the data. */
export function isCounting(query: ListQuery, context: Pick<PlanContext, 'estimator'>): boolean {
  return needsCounting(query) && planCount(query, 'edge', { ...context, limit: null })?.isStored === false;
}
