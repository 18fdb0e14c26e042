// The list pipeline: ListQuery → position → steps → page, with the total and the facets beside it.
import { addCost, type Cost, type Database } from '../db/database.ts';
import type { DataState } from '../db/state.ts';
import type { Version } from '../version.ts';
import type { Means } from './access.ts';
import { type KeptSums, NOTHING_KEPT, planBeside } from './beside.ts';
import { type Correction, findCorrections } from './correction.ts';
import { needsCounting, planCount, type Total, toTotal } from './count.ts';
import { countOn } from './counting.ts';
import { type Position, toPosition } from './cursor.ts';
import type { Facet } from './facets.ts';
import { reverse } from './order.ts';
import { type Page, toPage } from './page.ts';
import type { ListQuery } from './query.ts';
import { readRows } from './read.ts';
import { LOCAL_SEAL, type Seal } from './seal.ts';
import { correctWords, toUncertain, type Word } from './search.ts';
import type { Step } from './step.ts';

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
  cost: Cost;
}

/** What the planner knows and may do, what need not be counted again, and who goes on with work behind the answer. */
export type Known = Pick<Means, 'estimator'> &
  Partial<Means> & {
    kept?: KeptSums;
    /** Of the cursors; left out where nobody but their maker sees them. */
    seal?: Seal;
    later?: (work: Promise<unknown>) => void;
    /** Told of an exact total that was counted behind the answer, and its data version. */
    finished?: (total: Total, version: Version) => Promise<void>;
  };

/** Answers a list query, mostly in one round trip; where a word of `q` occurs nowhere, with the nearest that do. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const position = toPosition(query, known.seal ?? LOCAL_SEAL);
  const made = position.corrections;
  if (made && made.length > 0) return readCorrected(query, made, { position, spent: 0 }, { database, known });
  const list = await readList(
    query,
    { position, uncertain: made ? [] : toUncertain(query.words), spent: 0 },
    { database, known },
  );
  if (list.unknown.length === 0) return list;
  const corrections = await findCorrections(database, list.unknown);
  if (corrections.length === 0) return list;
  const spent = database.spent.rowsRead;
  const corrected = await readCorrected(query, corrections, { position, spent }, { database, known });
  addCost(corrected.cost, list.cost);
  return { ...corrected, isWhole: corrected.isWhole && corrected.state.version === list.state.version };
}

interface Where {
  position: Position;
  /** The words that may occur nowhere. */
  uncertain: string[];
  /** Rows that were read for this list before. */
  spent: number;
}

interface With {
  database: Database;
  known: Known;
}

/** The list with other words than were asked for: what is kept for those that were is not for it, nor the other way round. */
async function readCorrected(
  query: ListQuery,
  corrections: Correction[],
  where: Omit<Where, 'uncertain'>,
  { database, known: { kept: _, finished: __, ...known } }: With,
): Promise<List> {
  const words = correctWords(query.words, corrections);
  const corrected = { ...query, words, ranked: query.ranked && words };
  const list = await readList(corrected, { ...where, uncertain: [] }, { database, known });
  return { ...list, counted: { total: null, facets: null, rowsRead: 0 } };
}

async function readList(
  query: ListQuery,
  { position, uncertain, spent }: Where,
  { database, known }: With,
): Promise<List & { unknown: string[] }> {
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { restrictions, substrings, words, ranked, fields, limit } = query;
  const tests = { restrictions, substrings, words };
  const { later = () => {}, finished = async () => {}, kept = NOTHING_KEPT, seal = LOCAL_SEAL, ...means } = known;
  const isOneOfTwo = uncertain.length > 0 || spent > 0;
  const beside = planBeside(query, means, { kept, uncertain, isOneOfTwo });
  const { found, stopped, steps, cost, versions } = await readRows({ order, tests, ranked, fields }, position.start, {
    means: { budget: beside.pageBudget - spent, late: true, ...means, rows: limit + 1 },
    database,
    beside,
  });
  const { state, unknown } = beside.taken();
  const isPast = [kept.total, kept.facets].some((sums) => sums && sums.version !== state.version);
  const sums = isPast
    ? await readAgain(planBeside(query, means, { kept: NOTHING_KEPT, uncertain: [], isOneOfTwo }), database)
    : beside.taken();
  const { counted, facets, rowsRead } = sums;
  const isUnfinished = query.count === 'exact' && counted !== null && counted.stopped !== null;
  const { version, number } = sums.state;
  if (isUnfinished)
    later(
      (async () => {
        const counts = await countOn(tests, counted, { version: number, database, estimator: means.estimator });
        if (counts.stopped === null)
          await finished(toTotal(query, { state, counted: counts, now: new Date() })!, version);
      })(),
    );
  const isExact = counted !== null && counted.stopped === null && sums.isCounted;
  return {
    page: toPage(found, stopped, query, { position, seal }),
    total: isPast || !kept.total ? toTotal(query, { state, counted, now: new Date() }) : toKeptTotal(kept.total),
    facets,
    state,
    words,
    unknown,
    isWhole: [...versions, version].every((other) => other === state.version),
    counted: { total: isExact ? counted.value : null, facets: kept.facets && !isPast ? null : facets, rowsRead },
    steps,
    cost,
  };
}

function toKeptTotal({ value, as_of }: NonNullable<KeptSums['total']>): Total {
  return { value, relation: 'eq', as_of };
}

/** Where what was kept turns out to be of another version than the rows, total and facets are counted after all. */
async function readAgain(beside: ReturnType<typeof planBeside>, database: Database) {
  beside.take(await database.run(...beside.statements));
  return beside.taken();
}

/** Whether the query's total would have to be counted: it has filters, and their number is not kept with the data. */
export function isCounting(query: ListQuery, means: Pick<Means, 'estimator'>): boolean {
  return needsCounting(query) && planCount(query, 'edge', { ...means, limit: null })?.isKept === false;
}
