// What is read beside a page's rows in the same round trip: the data's state, the total's count, the facets, and which
// words of a search occur nowhere.
import type { SQL } from 'drizzle-orm';
import type { Result } from '../db/database.ts';
import { selectDataState, selectSearchedState, toDataState } from '../db/state.ts';
import type { Version } from '../version.ts';
import type { Means } from './access.ts';
import { BUDGET } from './budget.ts';
import { BOUNDED_COUNT, needsCounting, planCount } from './count.ts';
import { type Counted, selectKeptCount, toKeptCount } from './counting.ts';
import { type Facet, planFacet, toFacet } from './facets.ts';
import type { ListQuery } from './query.ts';
import { selectUnknownWords, toUnknownWords } from './unknown.ts';

/** A number or facets that were counted before, and the data version that they are of. */
export interface KeptSums {
  total: { version: Version; value: number; as_of: string } | null;
  facets: { version: Version; facets: Record<string, Facet> } | null;
}

export const NOTHING_KEPT: KeptSums = { total: null, facets: null };

/**
 * The statements, and what their results say; `uncertain` are the words that may occur nowhere. Where all is read twice,
 * because a word does, each time has half of the budget.
 */
export function planBeside(
  query: ListQuery,
  means: Pick<Means, 'estimator'>,
  { kept, uncertain, isOneOfTwo }: { kept: KeptSums; uncertain: string[]; isOneOfTwo: boolean },
) {
  const part = isOneOfTwo ? 0.5 : 1;
  const countBudget = Math.floor(BUDGET.count * part);
  const count =
    needsCounting(query) && !kept.total
      ? planCount(query, 'edge', {
          ...means,
          budget: countBudget,
          limit: query.count === 'auto' ? BOUNDED_COUNT : null,
        })
      : null;
  const isCounted = count !== null && !count.isKept;
  const left = kept.total ? 0 : countBudget - (isCounted ? count.ceiling : 0); // what the total does not need
  const wanted = kept.facets ? [] : query.facets;
  const facets = wanted.map((field) => {
    const budget = Math.floor((BUDGET.facets * part + left) / wanted.length);
    return { field, statement: planFacet(field, query, { ...means, budget }) };
  });
  const counting = count ? [count.statement, ...(isCounted ? [selectKeptCount(query)] : [])] : [];
  const doubts = uncertain.length > 0 ? [selectUnknownWords(uncertain)] : [];
  const state = query.words.length > 0 ? selectSearchedState : selectDataState;
  const statements: SQL[] = [state, ...counting, ...doubts];
  for (const { statement } of facets) if (statement) statements.push(statement);

  let results: Result[] = [];
  return {
    statements,
    /** What the total and the facets do not need, now or where what is kept is past. */
    pageBudget: query.facets.length > 0 ? BUDGET.pageBesideFacets : BUDGET.page + left,
    take: (taken: Result[]) => {
      results = taken;
    },
    taken: () => {
      const state = toDataState(results[0]!);
      const fresh: Counted | null = count ? count.read(results[1]!) : null;
      const goneOn = isCounted ? toKeptCount(results[2]!, state.number) : null;
      const rest = results.slice(1 + counting.length);
      const unknown = doubts.length > 0 ? toUnknownWords(rest.shift()!, uncertain) : [];
      const toEntry = ({ field, statement }: (typeof facets)[number]) => [field, toFacet(statement && rest.shift()!)];
      const read = facets.length > 0 ? (Object.fromEntries(facets.map(toEntry)) as Record<string, Facet>) : null;
      return {
        state,
        unknown,
        isCounted,
        counted: goneOn && (goneOn.stopped === null || goneOn.value > fresh!.value) ? goneOn : fresh,
        facets: kept.facets?.facets ?? read,
        rowsRead: results.slice(1).reduce((sum, { cost }) => sum + cost.rowsRead, 0),
      };
    },
  };
}
