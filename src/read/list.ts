// The list pipeline: ListQuery → position → steps → page, with the total and the facets beside it.
import type { SQL } from 'drizzle-orm';
import type { Cost, Database, Result } from '../db/database.ts';
import { type DataState, selectDataState, toDataState } from '../db/state.ts';
import type { Means } from './access.ts';
import { BUDGET } from './budget.ts';
import { BOUNDED_COUNT, needsCounting, planCount, type Total, toTotal } from './count.ts';
import { type Counted, countOn, selectKeptCount, toKeptCount } from './counting.ts';
import { toPosition } from './cursor.ts';
import { type Facet, planFacet, toFacet } from './facets.ts';
import { reverse } from './order.ts';
import { type Page, toPage } from './page.ts';
import type { ListQuery } from './query.ts';
import { readRows } from './read.ts';
import type { Step } from './step.ts';

export interface List {
  page: Page;
  total: Total | null;
  facets: Record<string, Facet> | null;
  state: DataState;
  /** The steps that were read for the page's rows, and what they cost. */
  steps: Step[];
  cost: Cost;
}

/** What the planner knows and may do, and who goes on with work that the answer need not wait for. */
export type Known = Pick<Means, 'estimator'> & Partial<Means> & { later?: (work: Promise<unknown>) => void };

/** Answers a list query, mostly in one round trip. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const position = toPosition(query);
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { restrictions, substrings, fields, limit } = query;
  const tests = { restrictions, substrings };
  const { later = () => {}, ...means } = known;
  const beside = planBeside(query, means);
  const { found, stopped, steps, cost } = await readRows({ order, tests, fields }, position.start, {
    means: { budget: beside.pageBudget, late: true, ...means, rows: limit + 1 },
    database,
    beside,
  });
  const { state, counted, facets } = beside.taken();
  const isUnfinished = query.count === 'exact' && counted !== null && counted.stopped !== null;
  if (isUnfinished) later(countOn(tests, counted, { version: state.version, database, estimator: means.estimator }));
  return {
    page: toPage(found, stopped, query, position),
    total: toTotal(query, { state, counted, now: new Date() }),
    facets,
    state,
    steps,
    cost,
  };
}

/** What is read beside the page's rows in the same round trip: the data's state, the total's count, the facets. */
function planBeside(query: ListQuery, means: Pick<Means, 'estimator'>) {
  const count = needsCounting(query)
    ? planCount(query, 'edge', { ...means, limit: query.count === 'auto' ? BOUNDED_COUNT : null })
    : null;
  const facets = query.facets.map((field) => {
    const budget = Math.floor(BUDGET.facets / query.facets.length);
    return { field, statement: planFacet(field, query, { ...means, budget }) };
  });
  const isCounted = count !== null && !count.isKept;
  const counting = count ? [count.statement, ...(isCounted ? [selectKeptCount(query)] : [])] : [];
  const statements: SQL[] = [selectDataState, ...counting];
  for (const { statement } of facets) if (statement) statements.push(statement);

  let results: Result[] = [];
  return {
    statements,
    /** What the total does not need, the page may read. */
    pageBudget: (facets.length > 0 ? BUDGET.pageBesideFacets : BUDGET.page) + (isCounted ? 0 : BUDGET.count),
    take: (taken: Result[]) => {
      results = taken;
    },
    taken: () => {
      const state = toDataState(results[0]!);
      const fresh: Counted | null = count ? count.read(results[1]!) : null;
      const kept = isCounted ? toKeptCount(results[2]!, state.version) : null;
      const rest = results.slice(1 + counting.length);
      const toEntry = ({ field, statement }: (typeof facets)[number]) => [field, toFacet(statement && rest.shift()!)];
      return {
        state,
        counted: kept && (kept.stopped === null || kept.value > fresh!.value) ? kept : fresh,
        facets: facets.length > 0 ? (Object.fromEntries(facets.map(toEntry)) as Record<string, Facet>) : null,
      };
    },
  };
}
