// Loading the list that the address says: what was asked for before is dropped, what is kept is shown at once when going
// back, a partial page is continued by itself a few times, and what adorns the list comes after its rows.
import type { ListAnswer } from '../model/answer.ts';
import { toListSearch } from '../model/columns.ts';
import { joinPages } from '../model/join.ts';
import { change } from '../model/query.ts';
import { toContacts } from '../model/total.ts';
import type { App } from '../view/app.ts';
import { adorn } from './adorn.ts';
import { ask, keep, type Reply, recall } from './api.ts';

/** Going back shows what was there; going on takes what has just been fetched; again asks in any case. */
export type How = 'back' | 'go' | 'again';

const BUSY_MS = 120;
const MOST_CONTINUED = 3;
const FRESH_MS = 15_000;

const fetchedAt = new Map<string, number>();
let running: AbortController | null = null;

export function toListPath(search: string): string {
  return `/v1/contacts${toListSearch(search)}`;
}

/** Asks for the list and keeps it; used ahead of time, too. */
export async function fetchList(search: string, signal?: AbortSignal): Promise<Reply<ListAnswer>> {
  const path = toListPath(search);
  const reply = await ask<ListAnswer>(path, { isKept: true, ...(signal && { signal }) });
  if (reply.body) fetchedAt.set(path, Date.now());
  return reply;
}

export function prefetch(search: string): void {
  const path = toListPath(search);
  if (Date.now() - (fetchedAt.get(path) ?? 0) < FRESH_MS) return;
  fetchedAt.set(path, Date.now());
  void fetchList(search);
}

export async function load(app: App, search: string, how: How): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const path = toListPath(search);
  const known = recall<ListAnswer>(path);
  const isFresh = Date.now() - (fetchedAt.get(path) ?? 0) < FRESH_MS;
  if (known?.body && (how === 'back' || (how === 'go' && isFresh))) {
    show(app, search, { ...known, cost: { milliseconds: null, rowsRead: null, source: 'page' } });
    return finish(app, search, mine.signal);
  }
  const busy = setTimeout(() => {
    app.isBusy.value = true;
  }, BUSY_MS);
  try {
    const reply = await fetchList(search, mine.signal);
    show(app, search, reply);
    await finish(app, search, mine.signal);
  } catch (error) {
    if (!mine.signal.aborted) throw error;
  } finally {
    clearTimeout(busy);
    if (running === mine) app.isBusy.value = false;
  }
}

/** What was asked for is not wanted any more. */
export function stopLoading(app: App): void {
  running?.abort();
  running = null;
  app.isBusy.value = false;
}

/** What the Worker has rendered, taken over. */
export async function takeOver(app: App, search: string): Promise<void> {
  running = new AbortController();
  await finish(app, search, running.signal);
}

/** A page that the budget ended is continued, then everything that stands around the list is asked for. */
async function finish(app: App, search: string, signal: AbortSignal): Promise<void> {
  try {
    for (let times = 0; times < MOST_CONTINUED && isShort(app.list.value.answer); times++) await goOn(app, signal);
    app.notice.value = toNotice(app);
    await adorn(app, search, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function isShort(answer: ListAnswer | null): boolean {
  if (answer === null) return false;
  const { page, data } = answer;
  return page.partial && page.next !== null && data.length < page.limit;
}

/** Goes on from where the page was stopped. */
export async function goOn(app: App, signal: AbortSignal | undefined = running?.signal): Promise<void> {
  const { search, answer } = app.list.value;
  if (!answer?.page.next) return;
  app.isBusy.value = true;
  try {
    const more = await fetchList(change(search, { cursor: answer.page.next }), signal);
    if (!more.body) return show(app, search, { ...more, body: answer });
    const joined = joinPages(answer, more.body);
    const known = recall<ListAnswer>(toListPath(search));
    if (known) keep(toListPath(search), { ...known, body: joined });
    app.list.value = { ...app.list.value, answer: joined };
  } finally {
    app.isBusy.value = false;
  }
}

function show(app: App, search: string, { body, problem, cost }: Reply<ListAnswer>): void {
  const isOther = app.list.value.search !== search;
  const isAway = problem?.status === 0 || problem?.status === 401;
  if (isAway && app.list.value.answer) return; // what is shown stays; the trouble is said elsewhere
  app.list.value = { search, answer: body, problem, cost };
  app.news.value = null;
  if (isOther) {
    app.active.value = null;
    document.querySelector('.rows')?.scrollTo({ top: 0 });
    window.scrollTo({ top: 0 }); // on a phone it is the document that scrolls
  }
}

function toNotice({ list }: App): string {
  const { answer, problem } = list.value;
  if (problem) return problem.title;
  if (!answer) return '';
  return answer.data.length === 0 ? 'No contact matches' : toContacts(answer.total);
}
