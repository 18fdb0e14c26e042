// A list request → its answer: cached and still right, or read from D1 and cached. With D1 out of reach, what is cached is
// answered although it may be old, and says so; but never anything older than what the client has seen.
import type { Entry } from '../cache/entry.ts';
import { fill } from '../cache/fill.ts';
import { share } from '../cache/flight.ts';
import { FRESH_MS } from '../cache/key.ts';
import { remember } from '../cache/memory.ts';
import { type Storable, storeEntry } from '../cache/store.ts';
import { toFailure } from '../db/failure.ts';
import { logFailure } from '../log.ts';
import { Problem } from '../problem.ts';
import type { ListQuery } from '../query/query.ts';
import { toSecond } from '../second.ts';
import { knowledgeOf } from '../statistics/current.ts';
import { laterBookmark } from '../version/client.ts';
import { forgetUndone, readFresh } from '../version/fresh.ts';
import type { Version } from '../version.ts';
import { type List, listContacts } from './list.ts';
import { type CacheResult, type ListContext, type ListRequest, toText } from './recall.ts';
import { rememberTotals } from './totals.ts';

export interface CachedPage {
  body: Uint8Array;
  version: Version;
  bookmark: string | null;
  link: string;
}

/** An answer, and how the cache came to it as Cache-Status (RFC 9211) says it. */
export interface Answer extends CachedPage {
  cacheStatus: string;
  /** The access of the first step by which its rows were read; null where none were. */
  plan: string | null;
  /** Whether it may be compared with what the client has: it is not with `explain`, and not where it may be stale. */
  isTagged: boolean;
}

/** What memory or KV has, where that is right; null where it is not. What KV has not is stored there when it is asked for again. */
export function toHit(
  request: Pick<ListRequest, 'pathname' | 'search'>,
  { isHit, entry, from, held }: CacheResult,
  context: ListContext,
): Answer | null {
  if (!isHit || !entry) return null;
  const { env, seal, waitUntil } = context;
  if (!held.isStored) {
    const filling = fill(env.KV, () => storeEntry(env, { kind: 'page', text: toText(request, seal), entry }));
    if (filling) waitUntil(filling);
    held.isStored = filling !== null;
  }
  return toAnswerOf(entry, from, context);
}

function toAnswerOf(
  { version, storedAt, notes, body }: Entry,
  from: CacheResult['from'],
  { clientVersion }: ListContext,
): Answer {
  const ttl = Math.round((storedAt + FRESH_MS - Date.now()) / 1000);
  return {
    body,
    version,
    bookmark: laterBookmark(notes.bookmark ?? null, clientVersion.bookmark),
    link: notes.link ?? '',
    cacheStatus: `${from}; hit; ttl=${ttl}`,
    plan: null,
    isTagged: true,
  };
}

/** Reads the answer from D1 and caches it; if D1 is out of reach, what is cached is answered, marked as what it is. */
export async function readAnswer(request: ListRequest, cached: CacheResult, context: ListContext): Promise<Answer> {
  const { env, clientVersion, waitUntil, seal } = context;
  const key = `${toText(request, seal)} ${clientVersion.version} ${clientVersion.bookmark ?? clientVersion.isUnclear}`;
  if (request.query.explain) {
    const { answer } = await share(env.KV, key, {
      work: async () => {
        const { page, list } = await read(request, cached, context);
        return { ...page, plan: toPlanName(list) };
      },
      waitUntil,
    });
    return { ...answer, cacheStatus: `KV; fwd=bypass`, isTagged: false };
  }
  const work = async () => {
    const { page, list } = await read(request, cached, context);
    const shared = clientVersion.bookmark === null ? page : { ...page, bookmark: null }; // what a client sends is its own
    const isTagged = isCacheable(list, request.query); // asking again may get another answer, though nothing was written
    const isStored = isTagged && keep(request, { page: shared, list, mayStore: cached.from !== null }, context);
    return { ...page, isTagged, isStored, plan: toPlanName(list) };
  };
  try {
    const { answer, isJoined } = await share(env.KV, key, { work, waitUntil });
    forgetUndone(answer.version, context); // one that joined has read nothing itself
    const stored = answer.isStored ? '; stored' : '';
    return { ...answer, cacheStatus: `KV; fwd=${toReason(cached)}${isJoined ? '; collapsed' : stored}` };
  } catch (error) {
    const isOut = !(error instanceof Problem) && toFailure(error) !== null;
    if (!isOut || !cached.entry || cached.entry.version < clientVersion.version || clientVersion.isUnclear) throw error;
    logFailure('stale-answer', error, { path: request.pathname });
    return toStale({ entry: cached.entry, from: cached.from }, request, context);
  }
}

/** Why D1 is read, as Cache-Status says it: KV may not have been asked. */
function toReason({ entry, from }: CacheResult): string {
  if (entry) return 'stale';
  return from === null ? 'bypass' : 'uri-miss';
}

/** Plans, reads, and writes the answer as JSON. */
async function read(
  { query, position, render }: ListRequest,
  { totals }: CacheResult,
  context: ListContext,
): Promise<{ page: CachedPage; list: List }> {
  const { env, database, clientVersion, timing, waitUntil, seal } = context;
  const estimator = await knowledgeOf(env, database, { now: Date.now(), waitUntil });
  const seen = clientVersion.isUnclear ? null : clientVersion.version;
  const readList = () => listContacts(query, database, { estimator, cached: totals, position, seen, seal });
  const list = await readFresh(() => timing.measure('list', readList), context, { isDear: true });
  return timing.measure('render', () => {
    const { answer, link } = render(list);
    const body = new TextEncoder().encode(typeof answer === 'string' ? answer : JSON.stringify(answer));
    const bookmark = laterBookmark(database.bookmark(), clientVersion.bookmark);
    return { list, page: { body, version: list.state.version, bookmark, link } };
  });
}

function toPlanName({ steps: [first] }: List): string | null {
  return first?.access ?? null;
}

function isCacheable({ isWhole, total }: List, { count }: ListQuery): boolean {
  return isWhole && !(count === 'exact' && total?.relation === 'gte'); // asking again shall get further
}

/**
 * Holds the answer, and what was counted for it, under the version of the data that it was read from; and stores what will
 * be asked for elsewhere, which are first pages that KV is known not to have, and totals that were dear. Gives whether the page is on its way to KV.
 */
function keep(
  request: ListRequest,
  { page, list, mayStore }: { page: CachedPage; list: List; mayStore: boolean },
  { env, seal, waitUntil }: ListContext,
): boolean {
  const { version, bookmark, link, body } = page;
  const isAtLeast = list.total?.relation === 'gte';
  const notes = { link, ...(bookmark && { bookmark }), ...(isAtLeast && { count: 'gte' }) };
  const entry = { version, storedAt: Date.now(), notes, body };
  const text = toText(request, seal);
  const held = remember(env, 'page', { text, entry, isStored: false });
  const isFirst = mayStore && request.query.cursor === null;
  const storable: Storable[] = [
    ...(isFirst ? [{ kind: 'page' as const, text, entry }] : []),
    ...rememberTotals(request.query, list, env),
  ];
  const filling =
    storable.length > 0 ? fill(env.KV, () => Promise.all(storable.map((one) => storeEntry(env, one)))) : null;
  if (filling) waitUntil(filling);
  const isStored = filling !== null && isFirst;
  held.isStored ||= isStored;
  return isStored;
}

/** What is cached, with a warning in its `meta` that it may be old, where the format has one. */
function toStale(
  { entry, from }: { entry: Entry; from: CacheResult['from'] },
  { format }: ListRequest,
  context: ListContext,
): Answer {
  const hit = toAnswerOf(entry, from, context);
  const stale = { ...hit, cacheStatus: `${hit.cacheStatus}; detail=database-unreachable`, isTagged: false };
  if (format !== 'json') return stale;
  const answer = JSON.parse(new TextDecoder().decode(entry.body)) as { meta?: object };
  const as_of = toSecond(new Date(entry.storedAt));
  const warning = {
    code: 'stale',
    detail: `The database cannot be reached. This page is as it was at ${as_of}.`,
    as_of,
  };
  const body = new TextEncoder().encode(JSON.stringify({ ...answer, meta: { ...answer.meta, warning } }));
  return { ...stale, body };
}
