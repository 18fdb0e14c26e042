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
import { BOUNDED_COUNT, type Count, type Counted, hasTotal, planCount, planValueCount } from './count.ts';

export type Facets = Record<string, Facet>;

/** A number or facets that were counted before, and the data version that they are of. */
export interface CachedTotals {
  total: { version: Version; value: number; as_of: string } | null;
  facets: { version: Version; facets: Facets } | null;
}

export const NO_TOTALS: CachedTotals = { total: null, facets: null };

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
  const { cached, uncertain, tests, sample, part, estimator, now } = context;
  const countBudget = Math.floor(BUDGET.count * part);
  const isWanted = hasTotal(query) && !cached.total;
  const limit = query.count === 'auto' ? BOUNDED_COUNT : null;
  const stored = isWanted ? planValueCount(tests) : null;
  const count = isWanted && !stored ? planCount(tests, 'edge', { estimator, budget: countBudget, limit }) : null;
  const left = cached.total ? 0 : countBudget - (count?.ceiling ?? 0); // what the total does not need, or needs more
  const wanted = cached.facets ? [] : query.facets;
  const toBudget = () => Math.floor((BUDGET.facets * part + Math.max(0, left)) / wanted.length);
  const facets = wanted.map((field): [FieldName, Query<Facet>] => [
    field,
    planFacet(field, sample ?? tests, { estimator, budget: toBudget(), isPart: sample !== null }),
  ]);
  const totals = together({
    stored,
    fresh: count && !isHopeless(count, query, countBudget) ? count.query : null,
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
      counted: stored === null ? ofCount : { value: stored, stopped: null },
      isCounted: count !== null,
      known,
      facets: cached.facets?.facets ?? answer.facets,
      rowsRead,
    };
  });
  const forPage =
    query.facets.length > 0 ? BUDGET.pageWithFacets * part + Math.min(0, left) : BUDGET.page * part + left;
  return { batch, pageBudget: Math.floor(forPage) };
}

function isHopeless({ expected }: Count, { count }: ListQuery, budget: number): boolean {
  return count === 'exact' && expected > HOPELESS * budget;
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
