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
import { NO_VERSION, type Version } from '../version.ts';
import { type CachedTotals, type Facets, NO_TOTALS } from './batch.ts';
import { findCorrections } from './correction.ts';
import type { Total } from './count.ts';
import { findContacts } from './found.ts';
import type { Contains } from './lookup.ts';
import { type Page, toPage } from './page.ts';
import { planAhead, readRows } from './rows.ts';
import { planTelling, tellTotal } from './telling.ts';

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
    /** What the client has seen; null: nobody can tell; left out: nothing. */
    seen?: Version | null;
    /** Rows and index entries that are kept for what follows the list; left out: none. */
    kept?: number;
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

/** Finds what is to be found before, reads the batch and the page's rows, and has the total told. */
async function readList(
  query: ListQuery,
  uncertain: string[],
  context: Listing,
): Promise<List & { unknown: string[] }> {
  const { database, position, seal, seen = NO_VERSION, cached = NO_TOTALS, kept = 0, ...planning } = context;
  const { ranked, fields, limit } = query;
  const { estimator } = planning;
  const { start, direction } = position;
  const order = direction === 'forward' ? query.order : reverse(query.order);
  const now = new Date();

  const before = partLeft(database.spent.rowsRead + kept) * (uncertain.length > 0 ? HALF : 1);
  const finding = { database, estimator, cached, start, order, kept, part: before, budget: planning.budget };
  const { tests, sample, part, ...found } = await findContacts(query, finding);

  const sources = { cached, position, seen, estimator, tests, sample, now };
  const rows = { order, tests, ranked, fields };
  const collecting = { mayCollect: true, collected: position.collected, doubt: position.doubt ?? 1 };
  const reads = { mayFetch: true, ...collecting, ...planning, rows: limit === 0 ? 0 : limit + 1 };
  const planSteps = (budget: number) => planAhead(rows, start, { budget, ...reads });
  const { teller, batch, pageBudget, steps } = planTelling(query, sources, { uncertain, part, planSteps });
  const reader = { context: { budget: pageBudget, ...reads }, database, isNamed: true, batch, steps };
  const { reading, answer } = await readRows(rows, start, reader);
  const told = await tellTotal(query, { ...sources, database, teller, reading, answer });

  const { state, unknown } = answer;
  const versions = [...found.versions, ...reading.versions, ...told.versions];
  addCost(reading.cost, found.cost);
  return {
    page: toPage(reading.found, reading.stopped, query, {
      position,
      seal,
      total: told.handOn,
      collected: reading.collected,
    }),
    total: told.total,
    facets: told.facets,
    state,
    words: query.words,
    unknown,
    isWhole: versions.every((version) => version === state.version),
    counted: { ...told.counted, rowsRead: told.counted.rowsRead + found.cost.rowsRead },
    steps: [...found.steps, ...reading.steps],
    contains: found.contains,
    cost: reading.cost,
  };
}
