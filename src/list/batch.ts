// The batch: what is read with a page's rows in the same round trip, which is the data's state, the total's count, the
// facets, and which words of a search occur nowhere.
import type { SQL } from 'drizzle-orm';
import type { Result } from '../db/database.ts';
import { selectDataState, selectSearchedState, toDataState } from '../db/state.ts';
import type { PlanContext } from '../plan/access.ts';
import { BUDGET } from '../plan/budget.ts';
import type { ListQuery } from '../query/query.ts';
import type { Tests } from '../query/tests.ts';
import { selectUnknownWords, toUnknownWords } from '../sql/correction.ts';
import { type StoredCount, selectStoredCount, toStoredCount } from '../sql/counts.ts';
import { type Facet, planFacet, toFacet } from '../sql/facets.ts';
import type { Version } from '../version.ts';
import { BOUNDED_COUNT, type Count, type Counted, needsCounting, planCount } from './count.ts';

/** A number or facets that were counted before, and the data version that they are of. */
export interface CachedTotals {
  total: { version: Version; value: number; as_of: string } | null;
  facets: { version: Version; facets: Record<string, Facet> } | null;
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
}

/** The statements, and what their results say. */
export function planBatch(query: ListQuery, { cached, uncertain, tests, sample, part, estimator }: BatchContext) {
  const countBudget = Math.floor(BUDGET.count * part);
  const count =
    needsCounting(query) && !cached.total ? planTotal(query, tests, { estimator, budget: countBudget }) : null;
  const isCounted = count !== null && !count.isStored;
  const isHopeless = isCounted && query.count === 'exact' && count.expected > HOPELESS * countBudget;
  const left = cached.total ? 0 : countBudget - (isCounted ? count.ceiling : 0); // what the total does not need, or needs more
  const wanted = cached.facets ? [] : query.facets;
  const facets = wanted.map((field) => {
    const budget = Math.floor((BUDGET.facets * part + Math.max(0, left)) / wanted.length);
    return { field, statement: planFacet(field, sample ?? tests, { estimator, budget }) };
  });
  const counting = count && !isHopeless ? [count.statement] : [];
  const stored = isCounted ? [selectStoredCount(query)] : [];
  const doubts = uncertain.length > 0 ? [selectUnknownWords(uncertain)] : [];
  const state = query.words.length > 0 ? selectSearchedState : selectDataState;
  const statements: SQL[] = [state, ...counting, ...stored, ...doubts];
  for (const { statement } of facets) if (statement) statements.push(statement);

  let results: Result[] = [];
  return {
    statements,
    /** What the total and the facets do not need, now or where what is cached is past. */
    pageBudget:
      Math.floor((query.facets.length > 0 ? BUDGET.pageWithFacets : BUDGET.page) * part) +
      (query.facets.length > 0 ? Math.min(0, left) : left),
    take: (taken: Result[]) => {
      results = taken;
    },
    taken: (now: Date) => {
      const rest = [...results];
      const state = toDataState(rest.shift()!);
      const fresh = counting.length > 0 ? count!.read(rest.shift()!) : null;
      const known = isCounted ? toStoredCount(rest.shift()!, state.number, now) : null;
      const unknown = doubts.length > 0 ? toUnknownWords(rest.shift()!, uncertain) : [];
      const toEntry = ({ field, statement }: (typeof facets)[number]) => [
        field,
        toFacet(statement && rest.shift()!, sample !== null),
      ];
      const read = facets.length > 0 ? (Object.fromEntries(facets.map(toEntry)) as Record<string, Facet>) : null;
      return {
        state,
        unknown,
        isCounted,
        counted: isCounted ? toCounted(query, fresh, known, state.number) : fresh,
        known,
        facets: cached.facets?.facets ?? read,
        rowsRead: results.slice(1).reduce((sum, { cost }) => sum + cost.rowsRead, 0),
      };
    },
  };
}

function planTotal(
  query: ListQuery,
  tests: Tests,
  context: { estimator: PlanContext['estimator']; budget: number },
): Count | null {
  return planCount(tests, 'edge', { ...context, limit: query.count === 'auto' ? BOUNDED_COUNT : null });
}

/** What this request counted, or what is stored where that is more: of an earlier version only if an exact count is requested. */
function toCounted(query: ListQuery, fresh: Counted | null, known: StoredCount | null, version: number): Counted {
  if (fresh?.stopped === null) return fresh;
  const isOfNow = known?.version === version;
  if (known?.stopped === null && (isOfNow || query.count === 'exact')) return known;
  if (known && isOfNow && known.value > (fresh?.value ?? -1)) return known;
  return fresh ?? { value: 0, stopped: 'edge' };
}
