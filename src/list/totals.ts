// Totals and facets in KV, by the filters alone: paging and sorting share them. Each holds for one data version only.
import { readValue, type Shelf, storeValue } from '../cache/store.ts';
import type { ListQuery } from '../query/query.ts';
import { toCountKey } from '../sql/counts.ts';
import { type CachedTotals, type Facets, NO_TOTALS } from './batch.ts';
import { needsCounting, type Total } from './count.ts';
import type { List } from './list.ts';

/** What was counted with fewer rows than this is counted again: a KV write costs as much as 5,000 rows that are read. */
const WORTH_CACHING_ROWS = 5000;

/** What was counted before for these filters, of whatever version; both total and facets, or none, where both are wanted. */
export async function readTotals(query: ListQuery, shelf: Shelf): Promise<CachedTotals> {
  if (query.explain) return NO_TOTALS;
  const isCounted = needsCounting(query);
  const hasFacets = query.facets.length > 0;
  const [total, facets] = await Promise.all([
    isCounted ? readValue<Total>(shelf, 'count', toCountKey(query)) : null,
    hasFacets ? readValue<Facets>(shelf, 'facets', toFacetsKey(query)) : null,
  ]);
  if (isCounted && hasFacets && !(total && facets)) return NO_TOTALS;
  return {
    total: total && { version: total.version, ...total.value },
    facets: facets && { version: facets.version, facets: facets.value },
  };
}

/** Caches what was counted anew, where that cost more than caching it does. */
export async function storeTotals(query: ListQuery, { counted, state, total }: List, shelf: Shelf): Promise<void> {
  const { facets, rowsRead } = counted;
  if (rowsRead < WORTH_CACHING_ROWS) return;
  const { version } = state;
  const now = Date.now();
  await Promise.all([
    total && counted.total !== null
      ? storeValue(shelf, 'count', { text: toCountKey(query), version, value: total, now })
      : null,
    facets && total?.relation !== 'gte'
      ? storeValue(shelf, 'facets', { text: toFacetsKey(query), version, value: facets, now })
      : null,
  ]);
}

function toFacetsKey(query: ListQuery): string {
  return `${toCountKey(query)} ${query.facets.join()}`;
}
