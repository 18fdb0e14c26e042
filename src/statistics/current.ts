// The planner's statistics as this isolate has them: in its memory, else of KV, else of D1.
import { readValue, type Shelf, storeValue } from '../cache/store.ts';
import type { Database } from '../db/database.ts';
import { selectDataState } from '../db/state.ts';
import { selectStatistics } from '../db/statistics.ts';
import type { WaitUntil } from '../env.ts';
import { within } from '../timeout.ts';
import { toVersion } from '../version.ts';
import { type Estimator, toEstimator } from './estimate.ts';
import type { Statistics } from './statistics.ts';

/** Statistics are right about every version, as far as they are right. */
const ANY_VERSION = toVersion('', 0);
/** How long an isolate uses what it holds before it looks for newer statistics. */
const CACHED_MS = 5 * 60_000;
/** What is older is not used any more: it has values of contacts that may be deleted by now. */
const FORGOTTEN_MS = 10 * 60_000;
/** A request waits no longer for the first statistics, and then plans without. */
const TIMEOUT_MS = 2000;
/** Taken for the number of contacts where nothing is known: with many, no way is chosen that only few can bear. */
const ASSUMED_CONTACTS = 1_000_000;

interface CachedEstimator {
  estimator: Estimator;
  until: number;
}

const cached = new WeakMap<object, CachedEstimator>();
/** The last load, and when it began. */
const loads = new WeakMap<object, { load: Promise<Estimator>; began: number }>();

interface From {
  env: { DB: object } & Shelf;
  database: Database;
  now: number;
  waitUntil: WaitUntil;
}

/**
 * What the planner knows about the database behind the bindings: what the isolate holds; else what KV holds, else what
 * D1 does, which requests that come at the same time wait for together. What the isolate holds is used at once; once it
 * is old, newer statistics are looked for behind the answer. Without any, the estimator assumes.
 */
export async function knowledgeOf(
  env: From['env'],
  database: Database,
  { now, waitUntil }: Pick<From, 'now' | 'waitUntil'>,
): Promise<Estimator> {
  const from = { env, database, now, waitUntil };
  const held = cached.get(env.DB);
  const known = held && now < held.until + FORGOTTEN_MS ? held : null;
  if (!known) return (await within(TIMEOUT_MS, () => joinLoad(from), null)) ?? toEstimator(null, ASSUMED_CONTACTS);
  if (known.until < now) {
    cached.set(env.DB, { ...known, until: now + CACHED_MS });
    void joinLoad(from);
  }
  return known.estimator;
}

/** The load under way, or one of this request's; one that hangs, because its request was ended, is not joined for long. */
function joinLoad(from: From): Promise<Estimator> {
  const { env, now, waitUntil } = from;
  const going = loads.get(env.DB);
  if (going && now - going.began < TIMEOUT_MS) return going.load;
  const load = loadKnowledge(from);
  loads.set(env.DB, { load, began: now });
  waitUntil(load.catch(() => loads.delete(env.DB)));
  return load;
}

async function loadKnowledge({ env: { DB, ...shelf }, database, now, waitUntil }: From): Promise<Estimator> {
  const stored = await readValue<Knowledge>(shelf, 'statistics', '');
  const isRecent = stored !== null && now - stored.storedAt < CACHED_MS;
  const knowledge = isRecent ? stored.value : await readKnowledge(database);
  if (!isRecent)
    waitUntil(storeValue(shelf, 'statistics', { text: '', version: ANY_VERSION, storedAt: now, value: knowledge }));
  const estimator = toEstimator(knowledge.gathered, knowledge.contacts);
  cached.set(DB, { estimator, until: now + CACHED_MS });
  return estimator;
}

interface Knowledge {
  gathered: Statistics | null;
  contacts: number;
}

async function readKnowledge(database: Database): Promise<Knowledge> {
  const [{ contacts }, data] = await database.run(selectDataState, selectStatistics);
  return { gathered: data === null ? null : (JSON.parse(data) as Statistics), contacts };
}
