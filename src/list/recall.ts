// A list request → what memory and KV have for it, page and totals, and whether that answers it: the one test of versions.
import type { Entry } from '../cache/entry.ts';
import { FRESH_MS } from '../cache/key.ts';
import { type Held, recall } from '../cache/memory.ts';
import { type NearEntry, readHeld, readNear } from '../cache/near.ts';
import { learnFound } from '../cache/worth.ts';
import type { Database } from '../db/database.ts';
import type { Env, WaitUntil } from '../env.ts';
import type { Position } from '../query/cursor.ts';
import type { Format } from '../query/options.ts';
import type { ListQuery } from '../query/query.ts';
import type { Seal } from '../query/seal.ts';
import type { Timing } from '../timing.ts';
import type { ClientVersion } from '../version/client.ts';
import { forgetUndone } from '../version/fresh.ts';
import { isolateVersion, knownVersion, recentVersion } from '../version/known.ts';
import { epochOf, laterVersion, type Version } from '../version.ts';
import { type CachedTotals, NO_TOTALS } from './batch.ts';
import type { List } from './list.ts';
import { readTotals } from './totals.ts';

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
  /** The query as it was sent. */
  search: string;
  /** What the search or the body says, parsed. */
  query: ListQuery;
  position: Position;
  /** What is answered of the list, where it is no text as JSON; and its Link header. */
  render: (list: List) => { answer: object | string; link: string };
  format: Format;
}

/** What memory and KV have for a request. */
export interface CacheResult {
  /** The page, of whatever version of this epoch; null where neither has it. */
  entry: Entry | null;
  /** The entry answers the request. */
  isHit: boolean;
  /** Null where nothing has been looked up. */
  from: NearEntry['from'] | null;
  held: Held;
  /** What was counted for its filters, as far as it is right. */
  totals: CachedTotals;
}

/** Before anything has been looked up. */
export const NOTHING: CacheResult = {
  entry: null,
  isHit: false,
  from: null,
  held: { entry: null, heldAt: 0, isStored: false },
  totals: NO_TOTALS,
};

/**
 * The page that memory holds, where that is right by what KV said of the version just now, and where no number can have got
 * further meanwhile: nothing is waited for. Null where more has to be looked up.
 */
export function recallPage(
  request: Pick<ListRequest, 'pathname' | 'search'>,
  context: ListContext,
): CacheResult | null {
  const { env, clientVersion, seal } = context;
  const announced = recentVersion(env.KV, Date.now());
  if (announced === null || clientVersion.isUnclear) return null;
  forgetUndone(announced, context);
  const held = recall(env, 'page', toText(request, seal));
  if (!held?.entry || isAtLeast(held.entry)) return null;
  const version = laterVersion(announced, clientVersion.version);
  const judged = judge(held.entry, NO_TOTALS, { version, epoch: epochOf(isolateVersion(env.KV)) });
  return judged.isHit ? { ...judged, held, from: 'isolate' } : null;
}

/** Looks page and totals up in one trip; in none where memory holds the page and the newest version is known. */
export async function lookUp(request: ListRequest, context: ListContext): Promise<CacheResult> {
  const { env, clientVersion, seal } = context;
  const known = knownVersion(env.KV, Date.now());
  const wanted = known.then((version) => {
    forgetUndone(version, context);
    return version === null || clientVersion.isUnclear ? null : laterVersion(version, clientVersion.version);
  });
  const text = toText(request, seal);
  const held = await readHeld(env, 'page', text, wanted);
  const isDone = held?.held.entry && !isAtLeast(held.held.entry);
  const [version, found, totals] = await Promise.all([
    wanted,
    held ?? readNear(env, 'page', text, wanted),
    isDone ? NO_TOTALS : readTotals(request.query, env, wanted),
  ]);
  if (found.from === 'KV') learnFound(env.KV, found.held.entry !== null);
  return { ...found, ...judge(found.held.entry, totals, { version, epoch: epochOf(isolateVersion(env.KV)) }) };
}

/** What is not of the newest version that is known, or that the client has seen, is past. */
function judge(
  entry: Entry | null,
  { total, facets }: CachedTotals,
  { version, epoch }: { version: Version | null; epoch: string },
): Pick<CacheResult, 'entry' | 'isHit' | 'totals'> {
  const ofEpoch = entry && epochOf(entry.version) >= epoch ? entry : null;
  if (version === null) return { entry: ofEpoch, isHit: false, totals: NO_TOTALS };
  const isRight = (cached: { version: Version } | null) => cached !== null && cached.version >= version;
  const totals = { total: isRight(total) ? total : null, facets: isRight(facets) ? facets : null };
  const isFresh = ofEpoch !== null && isRight(ofEpoch) && Date.now() - ofEpoch.storedAt < FRESH_MS;
  const isOutdone = ofEpoch !== null && isAtLeast(ofEpoch) && totals.total !== null;
  return { entry: ofEpoch, isHit: isFresh && !isOutdone, totals };
}

/** Its total says "at least": the number may be known by now. */
function isAtLeast({ notes }: Entry): boolean {
  return notes.count !== undefined;
}

/** What a page is cached for: one whose cursors another key has sealed may lead nowhere any more. */
export function toText({ pathname, search }: Pick<ListRequest, 'pathname' | 'search'>, seal: Seal): string {
  return `${pathname}${search} ${seal.name}`;
}
