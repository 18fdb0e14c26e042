// The batch: what is read with a page's rows in the same round trip, which is the data's state, the total's count, the
// facets, and which words of a search occur nowhere. Pure.
import type { FieldName } from '../contact/fields.ts';
import { mapped, metered, type Query, together } from '../db/query.ts';
import { type DataState, selectDataState, selectSearchedState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { BUDGET } from '../plan/budget.ts';
import type { ListQuery } from '../query/query.ts';
import type { Tests } from '../query/tests.ts';
import { selectUnknownWords } from '../sql/correction.ts';
import { isUsable, type StoredCount, selectStoredCount } from '../sql/counts.ts';
import { type Facet, planFacet } from '../sql/facets.ts';
import type { Version } from '../version.ts';
import { BOUNDED_COUNT, type Count, type Counted, hasTotal, planCount, planStoredCount } from './count.ts';

export type Facets = Record<string, Facet>;

/** A number or facets that were counted before, and the data version that they are of. */
export interface CachedTotals {
  total: { version: Version; value: number; as_of: string } | null;
  facets: { version: Version; facets: Facets } | null;
}

export const NO_TOTALS: CachedTotals = { total: null, facets: null };

/** An estimate is believed where it is so much of what is affordable. */
const SURE = 0.95;
/** Of a count that did not come to its end in one go nothing is used: where it stopped is not known. */
const NOTHING_COUNTED: Counted = { value: 0, stopped: 'edge' };
/** A count that is expected to read more than its budget so many times over is not begun with the page. */
const HOPELESS = 2;

export interface BatchContext extends Pick<PlanContext, 'estimator'> {
  cached: CachedTotals;
  /** The words that may occur nowhere. */
  uncertain: string[];
  /** What passes: the query's filters and words, or what a search has found of them. */
  tests: Tests;
  /** Some of what passes, from which facets are taken: they then are of at least so many. */
  sample: Tests | null;
  /** Whether the total may be counted; it is told elsewhere if not (./telling.ts). */
  mayCount: boolean;
  /** The part of the budget that all of it has, 0 to 1. */
  part: number;
  now: Date;
}

/** What the batch found. */
export interface Totals {
  state: DataState;
  /** Of the uncertain words, those that occur nowhere. */
  unknown: string[];
  /** Null where no number is wanted, where it is cached, and where nothing can pass. */
  counted: Counted | null;
  /** Whether `counted` comes of counting: it is not stored with the data. */
  isCounted: boolean;
  /** How far an exact count of these filters came before; null where none is usable. */
  known: StoredCount | null;
  facets: Facets | null;
  /** By counting and for the facets. */
  rowsRead: number;
}

/** The batch, and what it leaves of the budget for the page's rows. */
export function planBatch(query: ListQuery, context: BatchContext): { batch: Query<Totals>; pageBudget: number } {
  const { cached, uncertain, tests, sample, mayCount, part, estimator, now } = context;
  const countBudget = toCountBudget(part);
  const isWanted = hasTotal(query) && !cached.total && mayCount;
  const stored = isWanted ? planStoredCount(tests, query) : null;
  const count = isWanted && !stored ? planTotal(query, context, countBudget) : null;
  const left = countBudget - (count?.ceiling ?? 0); // what the total does not need, or needs more
  const wanted = cached.facets ? [] : query.facets;
  const toBudget = () => Math.floor((BUDGET.facets * part + Math.max(0, left)) / wanted.length);
  const facets = wanted.map((field): [FieldName, Query<Facet>] => [
    field,
    planFacet(field, sample ?? tests, { estimator, budget: toBudget(), isPart: sample !== null }),
  ]);
  const totals = together({
    stored,
    fresh: count && !isLeft(count, query, countBudget) ? count.query : null,
    begun: count && selectStoredCount(query),
    unknown: uncertain.length > 0 ? selectUnknownWords(uncertain) : null,
    facets: facets.length > 0 ? together(Object.fromEntries(facets)) : null,
  });
  const state = query.words.length > 0 ? selectSearchedState : selectDataState;
  const batch = mapped(together({ state, totals: metered(totals) }), ({ state, totals: { answer, rowsRead } }) => {
    const { stored, fresh, begun, unknown } = answer;
    const known = begun && isUsable(begun, state.number, now) ? begun : null;
    const ofCount = count && toCounted(query, { fresh, known }, state.number);
    return {
      state,
      unknown: unknown ?? [],
      counted: stored ? stored(state.contacts) : ofCount,
      isCounted: count !== null,
      known,
      facets: cached.facets?.facets ?? answer.facets,
      rowsRead,
    };
  });
  return { batch, pageBudget: toPageBudget(query, left, part) };
}

/** What a page's rows may cost where nothing is counted with them. */
export function toUncountedBudget(query: ListQuery, { part }: Pick<BatchContext, 'part'>): number {
  return toPageBudget(query, toCountBudget(part), part);
}

const toCountBudget = (part: number): number => Math.floor(BUDGET.count * part);

/** The budget of the page's rows by what the total leaves of its own; facets take that. */
function toPageBudget({ facets }: ListQuery, left: number, part: number): number {
  return Math.floor(facets.length > 0 ? BUDGET.pageWithFacets * part + Math.min(0, left) : BUDGET.page * part + left);
}

/** The count that comes with the page: by tests on each contact it is short, unless it is to be exact or all that is wanted. */
function planTotal(query: ListQuery, { tests, estimator, part }: BatchContext, budget: number): Count | null {
  if (query.count === 'exact') {
    const exact = planCount(tests, 'edge', { estimator, budget, limit: null });
    const most = Math.floor(BUDGET.countOfEntries * part);
    if (!exact?.isOfEntries || query.facets.length > 0 || exact.expected > most * SURE || tests.found) return exact;
    const whole = planCount(tests, 'edge', { estimator, budget: most, limit: most })!;
    return {
      ...whole,
      query: mapped(whole.query, (counted) => (counted.stopped === null ? counted : NOTHING_COUNTED)),
    };
  }
  const bounded = planCount(tests, 'edge', { estimator, budget, limit: BOUNDED_COUNT });
  if (!bounded?.isTested || tests.found || query.limit === 0) return bounded;
  return planCount(tests, 'edge', {
    estimator,
    budget: Math.floor(BUDGET.countWithTests * part),
    limit: BOUNDED_COUNT,
  });
}

/** Whether it is left to the steps behind the page, which go on from what is stored. */
function isLeft({ expected, ceiling, isOfEntries }: Count, { count }: ListQuery, budget: number): boolean {
  return count === 'exact' && expected > (isOfEntries ? ceiling : HOPELESS * budget);
}

/** What this request counted, or what is stored where that is more: of an earlier version only if an exact count is requested. */
function toCounted(
  query: ListQuery,
  { fresh, known }: { fresh: Counted | null; known: StoredCount | null },
  version: number,
): Counted {
  if (fresh?.stopped === null) return fresh;
  const isOfNow = known?.version === version;
  if (known?.stopped === null && (isOfNow || query.count === 'exact')) return known;
  if (known && isOfNow && known.value > (fresh?.value ?? -1)) return known;
  return fresh ?? { value: 0, stopped: 'edge' };
}
