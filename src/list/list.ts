// The list pipeline: ListQuery → position → steps → page, with the total and the facets in one batch with it.
import type { Database } from '../db/database.ts';
import { addCost, type Cost } from '../db/result.ts';
import type { DataState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { HALF, partLeft } from '../plan/budget.ts';
import type { Step } from '../plan/step.ts';
import { type Position, toPosition } from '../query/cursor.ts';
import { reverse } from '../query/order.ts';
import type { ListQuery } from '../query/query.ts';
import { LOCAL_SEAL, type Seal } from '../query/seal.ts';
import { type Correction, correctWords, toUncertain, type Word } from '../query/search.ts';
import { type CachedTotals, type Facets, NO_TOTALS, planBatch } from './batch.ts';
import { findCorrections } from './correction.ts';
import { type Total, toTotal } from './count.ts';
import { finishCount } from './counting.ts';
import { findContacts } from './found.ts';
import type { Contains } from './lookup.ts';
import { type Page, toPage } from './page.ts';
import { readRows } from './rows.ts';

export interface List {
  page: Page;
  total: Total | null;
  facets: Facets | null;
  /** As the page's first rows found it. */
  state: DataState;
  /** What was looked for, with corrections. */
  words: Word[];
  /** Whether rows, total and facets are all of the state's version. */
  isWhole: boolean;
  /** What was counted anew and is worth keeping: an exact count, facets, and the rows that were read for them. */
  counted: { total: number | null; facets: Facets | null; rowsRead: number };
  /** The steps that were read for the page's rows, and what they cost. */
  steps: Step[];
  /** What was looked up of the filters, before these. */
  contains: Contains[];
  cost: Cost;
}

/** What the planner knows and may do, what need not be counted again, where the list begins and who seals cursors. */
export type Known = Pick<PlanContext, 'estimator'> &
  Partial<PlanContext> & {
    cached?: CachedTotals;
    /** Left out: where the query says. */
    position?: Position;
    /** Of the cursors; left out where nobody but their maker sees them. */
    seal?: Seal;
  };

/** Answers a list query, mostly in one round trip; where a word of `q` occurs nowhere, with the nearest that do. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const { seal = LOCAL_SEAL, position = toPosition(query, seal) } = known;
  const context = { ...known, database, seal, position };
  const made = position.corrections;
  if (made && made.length > 0) return readCorrected(query, made, context);
  const list = await readList(query, made ? [] : toUncertain(query.words), context);
  if (list.unknown.length === 0) return list;
  const corrections = await findCorrections(database, list.unknown);
  if (corrections.length === 0) return list;
  const corrected = await readCorrected(query, corrections, context);
  addCost(corrected.cost, list.cost);
  return { ...corrected, isWhole: corrected.isWhole && corrected.state.version === list.state.version };
}

interface Listing extends Known {
  database: Database;
  position: Position;
  seal: Seal;
}

/** The list with other words than were requested: what is cached for those that were is not for it, nor the other way round. */
async function readCorrected(query: ListQuery, corrections: Correction[], context: Listing): Promise<List> {
  const words = correctWords(query.words, corrections);
  const corrected = { ...query, words, ranked: query.ranked && words };
  const list = await readList(corrected, [], { ...context, cached: NO_TOTALS });
  return { ...list, counted: { total: null, facets: null, rowsRead: 0 } };
}

/** Looks up what is dear to search, reads the batch and the page's rows, and takes an exact count further. */
async function readList(
  query: ListQuery,
  uncertain: string[],
  context: Listing,
): Promise<List & { unknown: string[] }> {
  const { database, position, seal, cached = NO_TOTALS, ...planning } = context;
  const { ranked, fields, limit } = query;
  const { estimator } = planning;
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const now = new Date();

  const before = partLeft(database.spent.rowsRead) * (uncertain.length > 0 ? HALF : 1);
  const finding = { database, estimator, cached, start: position.start, order, part: before, budget: planning.budget };
  const { tests, sample, part, ...found } = await findContacts(query, finding);
  const wanted = { estimator, tests, sample, now };
  const { batch, pageBudget } = planBatch(query, { ...wanted, cached, uncertain, part });
  const { reading, answer } = await readRows({ order, tests, ranked, fields }, position.start, {
    context: { budget: pageBudget, mayFetch: true, ...planning, rows: limit === 0 ? 0 : limit + 1 },
    database,
    batch,
  });
  const { state, unknown } = answer;
  const isPast = [cached.total, cached.facets].some((totals) => totals && totals.version !== state.version);
  const again = () =>
    planBatch(query, { ...wanted, cached: NO_TOTALS, uncertain: [], part: partLeft(database.spent.rowsRead) });
  const [totals] = isPast ? await database.run(again().batch) : [answer];
  const { facets, isCounted } = totals;
  const rowsRead = totals.rowsRead + found.cost.rowsRead;
  addCost(reading.cost, found.cost);
  const counted = tests.found ? totals.counted : await finishCount(query, totals, { database, estimator, now });

  const isExact = counted !== null && counted.stopped === null && counted.asOf === undefined && isCounted;
  return {
    page: toPage(reading.found, reading.stopped, query, { position, seal }),
    total: cached.total && !isPast ? toCachedTotal(cached.total) : toTotal(query, { state, counted, now }),
    facets,
    state,
    words: query.words,
    unknown,
    isWhole: [...found.versions, ...reading.versions, totals.state.version].every(
      (version) => version === state.version,
    ),
    counted: { total: isExact ? counted.value : null, facets: cached.facets && !isPast ? null : facets, rowsRead },
    steps: [...found.steps, ...reading.steps],
    contains: found.contains,
    cost: reading.cost,
  };
}

function toCachedTotal({ value, as_of }: NonNullable<CachedTotals['total']>): Total {
  return { value, relation: 'eq', as_of };
}
