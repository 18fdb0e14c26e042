// A list request → its answer: cached in KV and still right, or read from D1 and cached. With D1 out of reach, what is
// cached is answered although it may be old, and says so; but never anything older than what the client has seen.
import type { Entry } from '../cache/entry.ts';
import { fill } from '../cache/fill.ts';
import { share } from '../cache/flight.ts';
import { FRESH_MS } from '../cache/key.ts';
import { readEntry, storeEntry } from '../cache/store.ts';
import type { Database } from '../db/database.ts';
import { toFailure } from '../db/failure.ts';
import type { Env, WaitUntil } from '../env.ts';
import { logFailure } from '../log.ts';
import { Problem } from '../problem.ts';
import type { Position } from '../query/cursor.ts';
import type { ListQuery } from '../query/query.ts';
import type { Seal } from '../query/seal.ts';
import { toSecond } from '../second.ts';
import { knowledgeOf } from '../statistics/current.ts';
import type { Timing } from '../timing.ts';
import { type ClientVersion, laterBookmark } from '../version/client.ts';
import { forgetUndone, readFresh } from '../version/fresh.ts';
import { isolateVersion, knownVersion } from '../version/known.ts';
import { epochOf, laterVersion, type Version } from '../version.ts';
import { toAnswer } from './answer.ts';
import { type CachedTotals, NO_TOTALS } from './batch.ts';
import { toLinkHeader, toLinks } from './links.ts';
import { type List, listContacts } from './list.ts';
import { readTotals, storeTotals } from './totals.ts';

/** What a list request is answered from. */
export interface ListContext {
  env: Env;
  database: Database;
  clientVersion: ClientVersion;
  timing: Timing;
  waitUntil: WaitUntil;
  /** Of the cursors in an answer. */
  seal: Seal;
}

export interface ListRequest {
  pathname: string;
  search: string;
  /** What the search says, parsed. */
  query: ListQuery;
  position: Position;
}

export interface CachedPage {
  body: Uint8Array;
  version: Version;
  bookmark: string | null;
  link: string;
}

/** An answer, and how the cache came to it as Cache-Status (RFC 9211) says it. */
export interface Answer extends CachedPage {
  cacheStatus: string;
  /** Whether it may be compared with what the client has: it is not with `explain`, and not where it may be stale. */
  isTagged: boolean;
}

const CACHE = 'KV';

/** What KV has for a request, looked up at once. */
export interface CacheResult {
  entry: Entry | null;
  /** The entry answers the request. */
  isHit: boolean;
  /** What was counted for its filters, as far as it is right. */
  totals: CachedTotals;
}

/** Looks page and totals up in one trip. What is not of the newest version that is known, or that the client has seen, is past. */
export async function lookUp(request: ListRequest, context: ListContext): Promise<CacheResult> {
  const { env, clientVersion, seal } = context;
  const now = Date.now();
  const [known, entry, { total, facets }] = await Promise.all([
    knownVersion(env.KV, now),
    readEntry(env, 'page', toText(request, seal)),
    readTotals(request.query, env),
  ]);
  forgetUndone(known, context);
  const ofEpoch = entry && epochOf(entry.version) >= epochOf(isolateVersion(env.KV)) ? entry : null;
  if (known === null || clientVersion.isUnclear) return { entry: ofEpoch, isHit: false, totals: NO_TOTALS };
  const wanted = laterVersion(known, clientVersion.version);
  const isRight = (cached: { version: Version } | null) => cached !== null && cached.version >= wanted;
  const totals = { total: isRight(total) ? total : null, facets: isRight(facets) ? facets : null };
  const isFresh = ofEpoch !== null && isRight(ofEpoch) && now - ofEpoch.storedAt < FRESH_MS;
  const isOutdone = ofEpoch?.notes.count !== undefined && totals.total !== null; // it says "at least", and the number is known
  return { entry: ofEpoch, isHit: isFresh && !isOutdone, totals };
}

export function toHit({ version, storedAt, notes, body }: Entry, { clientVersion }: ListContext): Answer {
  const ttl = Math.round((storedAt + FRESH_MS - Date.now()) / 1000);
  return {
    body,
    version,
    bookmark: laterBookmark(notes.bookmark ?? null, clientVersion.bookmark),
    link: notes.link ?? '',
    cacheStatus: `${CACHE}; hit; ttl=${ttl}`,
    isTagged: true,
  };
}

/** Reads the answer from D1 and caches it; if D1 is out of reach, what is cached is answered, marked as what it is. */
export async function readAnswer(request: ListRequest, cached: CacheResult, context: ListContext): Promise<Answer> {
  const { env, clientVersion, waitUntil, seal } = context;
  const key = `${toText(request, seal)} ${clientVersion.version} ${clientVersion.bookmark ?? clientVersion.isUnclear}`;
  if (request.query.explain) {
    const { answer } = await share(env.KV, key, {
      work: async () => (await read(request, cached, context)).page,
      waitUntil,
    });
    return { ...answer, cacheStatus: `${CACHE}; fwd=bypass`, isTagged: false };
  }
  const work = async () => {
    const { page, list } = await read(request, cached, context);
    const shared = clientVersion.bookmark === null ? page : { ...page, bookmark: null }; // what a client sends is its own
    const isTagged = isCacheable(list, request.query); // asking again may get another answer, though nothing was written
    const filling = isTagged ? fill(env.KV, () => store(request, { page: shared, list }, context)) : null;
    if (filling) waitUntil(filling);
    return { ...page, isTagged, isStored: filling !== null };
  };
  try {
    const { answer, isJoined } = await share(env.KV, key, { work, waitUntil });
    forgetUndone(answer.version, context); // one that joined has read nothing itself
    const stored = answer.isStored ? '; stored' : '';
    const how = `fwd=${cached.entry ? 'stale' : 'uri-miss'}${isJoined ? '; collapsed' : stored}`;
    return { ...answer, cacheStatus: `${CACHE}; ${how}` };
  } catch (error) {
    const isOut = !(error instanceof Problem) && toFailure(error) !== null;
    if (!isOut || !cached.entry || cached.entry.version < clientVersion.version || clientVersion.isUnclear) throw error;
    logFailure('stale-answer', error, { path: request.pathname });
    return toStale(cached.entry, context);
  }
}

/** Plans, reads, and writes the answer as JSON. */
async function read(
  { pathname, search, query, position }: ListRequest,
  { totals }: CacheResult,
  context: ListContext,
): Promise<{ page: CachedPage; list: List }> {
  const { env, database, clientVersion, timing, waitUntil, seal } = context;
  const estimator = await knowledgeOf(env, database, { now: Date.now(), waitUntil });
  const seen = clientVersion.isUnclear ? null : clientVersion.version;
  const readList = () => listContacts(query, database, { estimator, cached: totals, position, seen, seal });
  const list = await readFresh(() => timing.measure('list', readList), context, { isDear: true });
  return timing.measure('render', () => {
    const links = toLinks(pathname, search, list.page);
    const body = new TextEncoder().encode(JSON.stringify(toAnswer(list, links, query)));
    const bookmark = laterBookmark(database.bookmark(), clientVersion.bookmark);
    return { list, page: { body, version: list.state.version, bookmark, link: toLinkHeader(links) } };
  });
}

function isCacheable({ isWhole, total }: List, { count }: ListQuery): boolean {
  return isWhole && !(count === 'exact' && total?.relation === 'gte'); // asking again shall get further
}

/** Caches the answer, and what was counted for it, under the version of the data that it was read from. */
async function store(
  request: ListRequest,
  { page, list }: { page: CachedPage; list: List },
  { env, seal }: ListContext,
): Promise<void> {
  const { version, bookmark, link, body } = page;
  const isAtLeast = list.total?.relation === 'gte';
  const notes = { link, ...(bookmark && { bookmark }), ...(isAtLeast && { count: 'gte' }) };
  await Promise.all([
    storeEntry(env, 'page', { text: toText(request, seal), version, storedAt: Date.now(), notes, body }),
    storeTotals(request.query, list, env),
  ]);
}

/** What a page is cached for: one whose cursors another key has sealed may lead nowhere any more. */
function toText({ pathname, search }: Pick<ListRequest, 'pathname' | 'search'>, seal: Seal): string {
  return `${pathname}${search} ${seal.name}`;
}

/** What is cached, with a warning in its `meta` that it may be old. */
function toStale(entry: Entry, context: ListContext): Answer {
  const answer = JSON.parse(new TextDecoder().decode(entry.body)) as { meta?: object };
  const as_of = toSecond(new Date(entry.storedAt));
  const warning = {
    code: 'stale',
    detail: `The database cannot be reached. This page is as it was at ${as_of}.`,
    as_of,
  };
  const body = new TextEncoder().encode(JSON.stringify({ ...answer, meta: { ...answer.meta, warning } }));
  const hit = toHit(entry, context);
  return { ...hit, body, cacheStatus: `${hit.cacheStatus}; detail=database-unreachable`, isTagged: false };
}
