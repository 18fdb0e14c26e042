// Totals and facets that are cached, by the filters alone: paging and sorting share them. Each holds for one data version
// only. The isolate's memory has all that were counted here, KV those that were dear.
import { remember } from '../cache/memory.ts';
import { readNearValue, type WantedVersion } from '../cache/near.ts';
import { type EntryKind, type Shelf, type Storable, toEntry } from '../cache/store.ts';
import type { ListQuery } from '../query/query.ts';
import { toCountKey } from '../sql/counts.ts';
import { type CachedTotals, type Facets, NO_TOTALS } from './batch.ts';
import { needsCounting, type Total } from './count.ts';
import type { List } from './list.ts';

/** What was counted with fewer rows than this is counted again: a KV write costs as much as 5,000 rows that are read. */
const WORTH_CACHING_ROWS = 5000;

/** What was counted before for these filters, of whatever version; both total and facets, or none, where both are wanted. */
export async function readTotals(query: ListQuery, shelf: Shelf, wanted: WantedVersion): Promise<CachedTotals> {
  if (query.explain) return NO_TOTALS;
  const isCounted = needsCounting(query);
  const hasFacets = query.facets.length > 0;
  const [total, facets] = await Promise.all([
    isCounted ? readNearValue<Total>(shelf, 'count', toCountKey(query), wanted) : null,
    hasFacets ? readNearValue<Facets>(shelf, 'facets', toFacetsKey(query), wanted) : null,
  ]);
  if (isCounted && hasFacets && !(total && facets)) return NO_TOTALS;
  return {
    total: total && { version: total.version, ...total.value },
    facets: facets && { version: facets.version, facets: facets.value },
  };
}

/** Holds what was counted anew in memory, and gives what is to be stored: what cost more than storing it does. */
export function rememberTotals(query: ListQuery, { counted, state, total }: List, shelf: Shelf): Storable[] {
  const { facets, rowsRead } = counted;
  const toTotals = (kind: EntryKind, text: string, value: unknown): Storable => {
    return { kind, text, entry: toEntry({ version: state.version, storedAt: Date.now(), value }) };
  };
  const totals = [
    ...(total && counted.total !== null ? [toTotals('count', toCountKey(query), total)] : []),
    ...(facets && total?.relation !== 'gte' ? [toTotals('facets', toFacetsKey(query), facets)] : []),
  ];
  for (const { kind, ...named } of totals) remember(shelf, kind, { ...named, isStored: true });
  return rowsRead < WORTH_CACHING_ROWS ? [] : totals;
}

function toFacetsKey(query: ListQuery): string {
  return `${toCountKey(query)} ${query.facets.join()}`;
}
