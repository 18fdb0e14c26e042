// The list pipeline: ListQuery → position → steps → page, with the total and the facets beside it.
import type { SQL } from 'drizzle-orm';
import { addCost, type Cost, type Database, type Result } from '../db/database.ts';
import { type DataState, selectDataState, toDataState } from '../db/state.ts';
import type { Means } from './access.ts';
import { BUDGET } from './budget.ts';
import { findCorrections } from './correction.ts';
import { BOUNDED_COUNT, needsCounting, planCount, type Total, toTotal } from './count.ts';
import { type Counted, countOn, selectKeptCount, toKeptCount } from './counting.ts';
import { type Position, toPosition } from './cursor.ts';
import { type Facet, planFacet, toFacet } from './facets.ts';
import { reverse } from './order.ts';
import { type Page, toPage } from './page.ts';
import type { ListQuery } from './query.ts';
import { readRows } from './read.ts';
import { type Correction, correctWords, toUncertain, type Word } from './search.ts';
import type { Step } from './step.ts';
import { selectUnknownWords, toUnknownWords } from './unknown.ts';

export interface List {
  page: Page;
  total: Total | null;
  facets: Record<string, Facet> | null;
  state: DataState;
  /** What was looked for, with corrections. */
  words: Word[];
  /** The steps that were read for the page's rows, and what they cost. */
  steps: Step[];
  cost: Cost;
}

/** What the planner knows and may do, and who goes on with work that the answer need not wait for. */
export type Known = Pick<Means, 'estimator'> & Partial<Means> & { later?: (work: Promise<unknown>) => void };

/** Answers a list query, mostly in one round trip; where a word of `q` occurs nowhere, with the nearest that do. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const position = toPosition(query);
  const asked = correct(query, position.corrections ?? []);
  const uncertain = position.corrections ? [] : toUncertain(query.words);
  const list = await readList(asked, { position, uncertain, spent: 0 }, { database, known });
  if (list.unknown.length === 0) return list;
  const corrections = await findCorrections(database, list.unknown);
  if (corrections.length === 0) return list;
  const spent = database.spent.rowsRead;
  const corrected = await readList(
    correct(query, corrections),
    { position, uncertain: [], spent },
    { database, known },
  );
  addCost(corrected.cost, list.cost);
  return corrected;
}

function correct(query: ListQuery, corrections: Correction[]): ListQuery {
  const words = correctWords(query.words, corrections);
  return { ...query, words, ranked: query.ranked && words };
}

interface Where {
  position: Position;
  /** The words that may occur nowhere. */
  uncertain: string[];
  /** Rows that were read for this list before. */
  spent: number;
}

async function readList(
  query: ListQuery,
  { position, uncertain, spent }: Where,
  { database, known }: { database: Database; known: Known },
): Promise<List & { unknown: string[] }> {
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { restrictions, substrings, words, ranked, fields, limit } = query;
  const tests = { restrictions, substrings, words };
  const { later = () => {}, ...means } = known;
  const beside = planBeside(query, uncertain, means);
  const { found, stopped, steps, cost } = await readRows({ order, tests, ranked, fields }, position.start, {
    means: { budget: beside.pageBudget - spent, late: true, ...means, rows: limit + 1 },
    database,
    beside,
  });
  const { state, unknown, counted, facets } = beside.taken();
  const isUnfinished = query.count === 'exact' && counted !== null && counted.stopped !== null;
  if (isUnfinished) later(countOn(tests, counted, { version: state.version, database, estimator: means.estimator }));
  return {
    page: toPage(found, stopped, query, position),
    total: toTotal(query, { state, counted, now: new Date() }),
    facets,
    state,
    words,
    unknown,
    steps,
    cost,
  };
}

/** What is read beside the page's rows in the same round trip: the data's state, the total's count, the facets. */
function planBeside(query: ListQuery, uncertain: string[], means: Pick<Means, 'estimator'>) {
  const count = needsCounting(query)
    ? planCount(query, 'edge', { ...means, limit: query.count === 'auto' ? BOUNDED_COUNT : null })
    : null;
  const isCounted = count !== null && !count.isKept;
  const left = BUDGET.count - (isCounted ? count.ceiling : 0); // what the total does not need
  const facets = query.facets.map((field) => {
    const budget = Math.floor((BUDGET.facets + left) / query.facets.length);
    return { field, statement: planFacet(field, query, { ...means, budget }) };
  });
  const counting = count ? [count.statement, ...(isCounted ? [selectKeptCount(query)] : [])] : [];
  const doubts = uncertain.length > 0 ? [selectUnknownWords(uncertain)] : [];
  const statements: SQL[] = [selectDataState, ...counting, ...doubts];
  for (const { statement } of facets) if (statement) statements.push(statement);

  let results: Result[] = [];
  return {
    statements,
    pageBudget: facets.length > 0 ? BUDGET.pageBesideFacets : BUDGET.page + left,
    take: (taken: Result[]) => {
      results = taken;
    },
    taken: () => {
      const state = toDataState(results[0]!);
      const fresh: Counted | null = count ? count.read(results[1]!) : null;
      const kept = isCounted ? toKeptCount(results[2]!, state.version) : null;
      const rest = results.slice(1 + counting.length);
      const unknown = doubts.length > 0 ? toUnknownWords(rest.shift()!, uncertain) : [];
      const toEntry = ({ field, statement }: (typeof facets)[number]) => [field, toFacet(statement && rest.shift()!)];
      return {
        state,
        unknown,
        counted: kept && (kept.stopped === null || kept.value > fresh!.value) ? kept : fresh,
        facets: facets.length > 0 ? (Object.fromEntries(facets.map(toEntry)) as Record<string, Facet>) : null,
      };
    },
  };
}
