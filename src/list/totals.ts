// Totals and facets in KV, by the filters alone: paging and sorting share them. Each holds for one data version only.
import type { Entry } from '../cache/entry.ts';
import { readValue, type Shelf, storeValue } from '../cache/store.ts';
import type { Env } from '../env.ts';
import type { ListQuery } from '../query/query.ts';
import { toCountKey } from '../sql/counts.ts';
import type { Facet } from '../sql/facets.ts';
import type { Estimator } from '../statistics/estimate.ts';
import type { ClientVersion } from '../version/client.ts';
import { knownVersion } from '../version/known.ts';
import { laterVersion, type Version } from '../version.ts';
import type { CachedTotals } from './batch.ts';
import type { Total } from './count.ts';
import { isCounting, type List } from './list.ts';

/** What was counted with fewer rows than this is counted again: a KV write costs as much as 5,000 rows that are read. */
const WORTH_CACHING_ROWS = 5000;

/** What was counted before for these filters, if it is not older than what is known of. */
export async function readTotals(
  query: ListQuery,
  { env, clientVersion }: { env: Env; clientVersion: ClientVersion },
  context: { estimator: Estimator },
): Promise<CachedTotals> {
  const isCounted = isCounting(query, context);
  if (query.explain || (!isCounted && query.facets.length === 0)) return { total: null, facets: null };
  const [known, total, facets] = await Promise.all([
    knownVersion(env.KV, Date.now()),
    isCounted ? readValue<Total>(env, 'count', toCountKey(query)) : null,
    query.facets.length > 0 ? readValue<Record<string, Facet>>(env, 'facets', toFacetsKey(query)) : null,
  ]);
  const isRight = ({ version }: { version: Version }) =>
    known !== null && version >= laterVersion(known, clientVersion.version);
  if (isCounted && query.facets.length > 0 && !(total && facets)) return { total: null, facets: null }; // both or none
  return {
    total: total && isRight(total) ? { version: total.version, ...total.value } : null,
    facets: facets && isRight(facets) ? { version: facets.version, facets: facets.value } : null,
  };
}

/** Caches what was counted anew, where that cost more than caching it does. */
export async function storeTotals(query: ListQuery, { counted, state, total }: List, shelf: Shelf): Promise<void> {
  const { facets, rowsRead } = counted;
  if (rowsRead < WORTH_CACHING_ROWS) return;
  const { version } = state;
  await Promise.all([
    total && counted.total !== null ? storeTotal(query, total, version, shelf) : null,
    facets &&
      total?.relation !== 'gte' &&
      storeValue(shelf, 'facets', { text: toFacetsKey(query), version, value: facets, now: Date.now() }),
  ]);
}

/** Caches an exact total of the version. */
function storeTotal(query: ListQuery, value: Total, version: Version, shelf: Shelf): Promise<void> {
  return storeValue(shelf, 'count', { text: toCountKey(query), version, value, now: Date.now() });
}

/** Whether a cached page says "at least so many", and meanwhile the exact number is cached. */
export async function isOutdone({ notes, version }: Entry, shelf: Shelf): Promise<boolean> {
  if (!notes.count) return false;
  const exact = await readValue<Total>(shelf, 'count', notes.count);
  return exact !== null && exact.version >= version;
}

function toFacetsKey(query: ListQuery): string {
  return `${toCountKey(query)} ${query.facets.join()}`;
}
