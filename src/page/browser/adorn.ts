// What stands around the rows and is asked for after them: facets, the scrubber's stops, and of an empty list how many
// contacts it would have without each of its conditions.
import type { FacetSaid, ListAnswer, ScrubberStop } from '../model/answer.ts';
import { toFacetSearch } from '../model/columns.ts';
import { toConditions } from '../model/condition.ts';
import { change, getValue, isRanked, toParameters, toSearch } from '../model/query.ts';
import { toAmount } from '../model/total.ts';
import type { App } from '../view/app.ts';
import { ask } from './api.ts';

let stopsFor: string | null = null;
let facetsFor: string | null = null;
/** A server without stops is not asked again. */
let hasStops = true;

export async function adorn(app: App, search: string, signal: AbortSignal): Promise<void> {
  await Promise.all([
    showFacets(app, search, signal),
    showStops(app, search, signal),
    showWithout(app, search, signal),
  ]);
}

/** After a write nothing that was counted before is right. */
export function forgetAdornments(): void {
  stopsFor = null;
  facetsFor = null;
}

async function showFacets(app: App, search: string, signal: AbortSignal): Promise<void> {
  const wanted = toFacetSearch(search);
  if (wanted === null || wanted === facetsFor) return;
  if (facetsFor === null && app.facets.value && !app.isAlive.value) {
    facetsFor = wanted; // the Worker has counted them already
    return;
  }
  const { body } = await ask<{ facets?: Record<string, FacetSaid> }>(`/v1/contacts${wanted}`, { signal, isKept: true });
  if (!body?.facets) return;
  facetsFor = wanted;
  app.facets.value = body.facets;
}

async function showStops(app: App, search: string, signal: AbortSignal): Promise<void> {
  const dropped = ['fields', 'facet', 'cursor', 'seek', 'limit', 'count', 'highlight', 'format'];
  const wanted = toSearch(toParameters(search).filter(([name]) => !dropped.includes(name)));
  if (wanted === stopsFor) return;
  if (!hasStops) {
    app.stops.value = [];
    return;
  }
  if (isRanked(search)) {
    stopsFor = wanted;
    app.stops.value = [];
    return;
  }
  const { body, status } = await ask<{ data: ScrubberStop[] }>(`/v1/contacts/stops${wanted}`, { signal, isKept: true });
  if (status === 404) hasStops = false;
  if (status !== 0) stopsFor = wanted;
  app.stops.value = body?.data ?? [];
}

async function showWithout(app: App, search: string, signal: AbortSignal): Promise<void> {
  const { answer } = app.list.value;
  app.without.value = {};
  if (!answer || answer.data.length > 0 || answer.page.partial) return;
  const names = toConditions(search).map(({ name }) => name);
  const all = getValue(search, 'q') === null ? names : ['q', ...names];
  for (const name of all) {
    const rest = change(search, { [name]: null, cursor: null, seek: null, limit: '1', fields: 'id', facet: null });
    const { body } = await ask<ListAnswer>(`/v1/contacts${rest}`, { signal });
    if (body?.total && (body.total.relation === 'eq' || body.total.value > 0))
      app.without.value = { ...app.without.value, [name]: toAmount(body.total) };
  }
}
