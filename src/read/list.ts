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
  /** As the page's first rows found it. */
  state: DataState;
  /** Whether rows, total and facets are all of the state's version. */
  isWhole: boolean;
  /** What was counted anew and is worth keeping: an exact count, facets, and the rows that were read for them. */
  counted: { total: number | null; facets: Record<string, Facet> | null; rowsRead: number };
  /** The steps that were read for the page's rows, and what they cost. */
  steps: Step[];
  cost: Cost;
}

/** A number or facets that were counted before, and the data version that they are of. */
export interface KeptSums {
  total: { version: number; value: number; as_of: string } | null;
  facets: { version: number; facets: Record<string, Facet> } | null;
}

/** What the planner knows and may do, what need not be counted again, and who goes on with work behind the answer. */
export type Known = Pick<Means, 'estimator'> &
  Partial<Means> & {
    kept?: KeptSums;
    later?: (work: Promise<unknown>) => void;
    /** Told of an exact total that was counted behind the answer, and its data version. */
    finished?: (total: Total, version: number) => Promise<void>;
  };

const NOTHING_KEPT: KeptSums = { total: null, facets: null };

/** Answers a list query, mostly in one round trip. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const position = toPosition(query);
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { restrictions, substrings, fields, limit } = query;
  const tests = { restrictions, substrings };
  const { later = () => {}, finished = async () => {}, kept = NOTHING_KEPT, ...means } = known;
  const beside = planBeside(query, means, kept);
  const { found, stopped, steps, cost, versions } = await readRows({ order, tests, fields }, position.start, {
    means: { budget: beside.pageBudget, late: true, ...means, rows: limit + 1 },
    database,
    beside,
  });
  const { state } = beside.taken();
  const isPast = [kept.total, kept.facets].some((sums) => sums && sums.version !== state.version);
  const sums = isPast ? await readAgain(planBeside(query, means, NOTHING_KEPT), database) : beside.taken();
  const { counted, facets, rowsRead } = sums;
  const isUnfinished = query.count === 'exact' && counted !== null && counted.stopped !== null;
  const { version } = sums.state;
  if (isUnfinished)
    later(
      (async () => {
        const counts = await countOn(tests, counted, { version, database, estimator: means.estimator });
        if (counts.stopped === null)
          await finished(toTotal(query, { state, counted: counts, now: new Date() })!, version);
      })(),
    );
  const isExact = counted !== null && counted.stopped === null && sums.isCounted;
  return {
    page: toPage(found, stopped, query, position),
    total: isPast || !kept.total ? toTotal(query, { state, counted, now: new Date() }) : toKeptTotal(kept.total),
    facets,
    state,
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

/** What is read beside the page's rows in the same round trip: the data's state, the total's count, the facets. */
function planBeside(query: ListQuery, means: Pick<Means, 'estimator'>, kept: KeptSums) {
  const count =
    needsCounting(query) && !kept.total
      ? planCount(query, 'edge', { ...means, limit: query.count === 'auto' ? BOUNDED_COUNT : null })
      : null;
  const wanted = kept.facets ? [] : query.facets;
  const facets = wanted.map((field) => {
    const budget = Math.floor(BUDGET.facets / wanted.length);
    return { field, statement: planFacet(field, query, { ...means, budget }) };
  });
  const isCounted = count !== null && !count.isKept;
  const counting = count ? [count.statement, ...(isCounted ? [selectKeptCount(query)] : [])] : [];
  const statements: SQL[] = [selectDataState, ...counting];
  for (const { statement } of facets) if (statement) statements.push(statement);

  let results: Result[] = [];
  return {
    statements,
    /** What the total and the facets do not need, now or where what is kept is past, the page may read. */
    pageBudget:
      (query.facets.length > 0 ? BUDGET.pageBesideFacets : BUDGET.page) + (isCounted || kept.total ? 0 : BUDGET.count),
    take: (taken: Result[]) => {
      results = taken;
    },
    taken: () => {
      const state = toDataState(results[0]!);
      const fresh: Counted | null = count ? count.read(results[1]!) : null;
      const goneOn = isCounted ? toKeptCount(results[2]!, state.version) : null;
      const rest = results.slice(1 + counting.length);
      const toEntry = ({ field, statement }: (typeof facets)[number]) => [field, toFacet(statement && rest.shift()!)];
      const read = facets.length > 0 ? (Object.fromEntries(facets.map(toEntry)) as Record<string, Facet>) : null;
      return {
        state,
        isCounted,
        counted: goneOn && (goneOn.stopped === null || goneOn.value > fresh!.value) ? goneOn : fresh,
        facets: kept.facets?.facets ?? read,
        rowsRead: results.slice(1).reduce((sum, { cost }) => sum + cost.rowsRead, 0),
      };
    },
  };
}
