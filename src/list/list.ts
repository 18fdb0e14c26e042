// The list pipeline: ListQuery → position → steps → page, with the total and the facets in one batch with it.
import type { Database } from '../db/database.ts';
import { addCost, type Cost } from '../db/result.ts';
import type { DataState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { BUDGET, HALF, partLeft } from '../plan/budget.ts';
import { planLookup } from '../plan/lookup.ts';
import { planStep } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import { type Position, toPosition } from '../query/cursor.ts';
import { reverse } from '../query/order.ts';
import type { ListQuery } from '../query/query.ts';
import { LOCAL_SEAL, type Seal } from '../query/seal.ts';
import { type Correction, correctWords, toUncertain, type Word } from '../query/search.ts';
import type { Tests } from '../query/tests.ts';
import { selectLookedUp } from '../sql/lookup.ts';
import { epochOf, NO_VERSION, type Version } from '../version.ts';
import { type CachedTotals, type Facets, NO_TOTALS, planBatch } from './batch.ts';
import { recallTotal, toHandOn } from './carried.ts';
import { findCorrections } from './correction.ts';
import { type Counted, hasTotal, type Total, toTotal } from './count.ts';
import { finishCount } from './counting.ts';
import { type Page, toPage } from './page.ts';
import { isTelling, type Reading, readRows } from './rows.ts';

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
  const { database, position, seal, seen = NO_VERSION, cached = NO_TOTALS, ...planning } = context;
  const { ranked, fields, limit } = query;
  const { estimator } = planning;
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const now = new Date();

  const part = partLeft(database.spent.rowsRead) * (uncertain.length > 0 ? HALF : 1);
  const { tests, sample } = await lookUp(query, part, context);
  const recalled = cached.total ? null : recallTotal(query, position, { seen, now });
  const wanted = { estimator, tests, sample, now };
  const toRead = { order, tests, ranked, fields };
  const reads = { mayFetch: true, ...planning, rows: limit + 1 };
  const plan = (isCountedElsewhere: boolean) =>
    planBatch(query, { ...wanted, cached, uncertain, part, isCountedElsewhere });
  const uncounted = plan(true);
  const isToTell =
    hasTotal(query) &&
    !cached.total &&
    !recalled &&
    isTelling(planStep(toRead, position.start, { ...reads, budget: uncounted.pageBudget }));
  const { batch, pageBudget } = recalled || isToTell ? uncounted : plan(false);
  const { reading, answer } = await readRows(toRead, position.start, {
    context: { budget: pageBudget, ...reads },
    database,
    batch,
  });
  const { state, unknown } = answer;
  const isPast = [cached.total, cached.facets].some((totals) => totals && totals.version !== state.version);
  const told = toCountOfPage(reading, position, limit);
  const isUndone = recalled !== null && epochOf(position.total!.version) !== epochOf(state.version);
  const isUntold = (isToTell && told === null) || isUndone;
  const again = () =>
    planBatch(isPast ? query : { ...query, facets: [] }, {
      ...wanted,
      cached: NO_TOTALS,
      uncertain: [],
      part: partLeft(database.spent.rowsRead),
      isCountedElsewhere: (recalled !== null && !isUndone) || told !== null,
    });
  const [totals] = isPast || isUntold ? await database.run(again().batch) : [answer];
  const { isCounted, rowsRead } = totals;
  const { facets } = isPast ? totals : answer;
  const begun = { ...totals, counted: told ?? totals.counted };
  const counted = tests.found ? begun.counted : await finishCount(query, begun, { database, estimator, now });

  const isExact = counted !== null && counted.stopped === null && counted.asOf === undefined && isCounted;
  const handed = recalled && !isUndone ? recalled : null;
  const known = cached.total && !isPast ? toCachedTotal(cached.total) : handed;
  const shown = countShown(reading, position);
  const total = known ?? toTotal(query, { state, counted, now, shown, estimator });
  const isPresent = handed === null && counted?.asOf === undefined;
  const before = handed || !total ? position.total : undefined;
  const handOn = toHandOn(query, { total: isPresent ? total : null, handed: before }, { state, now });
  return {
    page: toPage(reading.found, reading.stopped, query, { position, seal, total: handOn }),
    total,
    facets,
    state,
    words: query.words,
    unknown,
    isWhole: [...reading.versions, totals.state.version, ...(handed ? [position.total!.version] : [])].every(
      (version) => version === state.version,
    ),
    counted: { total: isExact ? counted.value : null, facets: cached.facets && !isPast ? null : facets, rowsRead },
    steps: reading.steps,
    cost: reading.cost,
  };
}

/**
 * What passes: of a search that is dear to look up, what one look-up of its rarer words found. Where it found too many,
 * `sample` is the first of them.
 */
async function lookUp(
  query: ListQuery,
  part: number,
  { database, estimator }: Listing,
): Promise<{ tests: Tests; sample: Tests | null }> {
  const { restrictions, substrings, words } = query;
  const tests = { restrictions, substrings, words };
  const lookup = planLookup(query, estimator, (BUDGET.page + BUDGET.count) * part);
  if (!lookup) return { tests, sample: null };
  const [{ ids, isAll }] = await database.run(selectLookedUp(lookup));
  const found = { restrictions, substrings, words: lookup.rest, found: ids };
  return isAll ? { tests: found, sample: null } : { tests, sample: found };
}

/** What a fetch counts besides; and a list that is shown in one page is counted by it. */
function toCountOfPage({ found, stopped, total }: Reading, { start }: Position, limit: number): Counted | null {
  if (total !== null) return { value: total, stopped: null };
  const isWhole = start === 'edge' && stopped === null && found.length <= limit;
  return isWhole ? { value: found.length, stopped: null } : null;
}

/** How many contacts the page tells of, those before it included. */
function countShown({ found }: Reading, { direction, rank }: Position): number {
  return direction === 'forward' ? (rank ?? 0) + found.length : Math.max(rank ?? 0, found.length);
}

function toCachedTotal({ value, as_of }: NonNullable<CachedTotals['total']>): Total {
  return { value, relation: 'eq', as_of };
}
