// The planner's statistics: gathered from a sample in bounded statements, kept in D1, held in the isolate's memory.

import { keepValue, readValue, type Shelf } from './cache/store.ts';
import type { Database } from './db/database.ts';
import { statistics } from './db/records.ts';
import { sql } from './db/sql.ts';
import { selectDataState, toDataState } from './db/state.ts';
import { within } from './patience.ts';
import { type Estimator, toEstimator } from './read/estimate.ts';
import { selectLastId, toSampledContact, toSampleStatements } from './read/sample.ts';
import { type SampledContact, type Statistics, toStatistics } from './read/statistics.ts';
import { toVersion } from './version.ts';

/** Statistics are right about every version, as far as they are right. */
const ANY_VERSION = toVersion('', 0);
/** How long an isolate uses what it holds before it looks for newer statistics. */
const HELD_MS = 5 * 60_000;
/** A request waits no longer for the first statistics, and then plans without. */
const PATIENCE_MS = 2000;
/** Taken for the number of contacts where nothing is known: with many, no way is chosen that only few can bear. */
const ASSUMED_CONTACTS = 1_000_000;

/** Samples the contacts and stores what the planner wants to know. About 3 rows are read for each sampled contact. */
export async function gatherStatistics(database: Database, now: Date): Promise<Statistics> {
  const [state, last] = await database.run(selectDataState, selectLastId);
  const lastId = Number(last!.rows[0]!.last ?? 0);
  const sample: SampledContact[] = [];
  for (const statement of toSampleStatements(lastId)) {
    const [result] = await database.run(statement);
    sample.push(...result!.rows.map(toSampledContact));
  }
  const contacts = toDataState(state!).contacts || lastId; // a load says its number when it is finished
  const gathered = toStatistics(sample, contacts);
  await database.run(
    sql`insert or replace into ${statistics} (id, data, as_of) values (1, ${JSON.stringify(gathered)}, ${now.toISOString()})`,
  );
  return gathered;
}

interface Held {
  estimator: Estimator;
  until: number;
}

const held = new WeakMap<object, Held>();
/** The last load, and when it began. */
const loads = new WeakMap<object, { load: Promise<Estimator>; began: number }>();

interface From {
  env: { DB: object } & Shelf;
  database: Database;
  now: number;
  later: (work: Promise<unknown>) => void;
}

/**
 * What the planner knows about the database behind the bindings: what the isolate holds; else what KV holds, else what
 * D1 does, which requests that come at the same time wait for together. What the isolate holds is used at once; once it
 * is old, newer statistics are looked for behind the answer. Without any, the estimator assumes.
 */
export async function knowledgeOf(
  env: From['env'],
  database: Database,
  { now, later }: Pick<From, 'now' | 'later'>,
): Promise<Estimator> {
  const from = { env, database, now, later };
  const known = held.get(env.DB);
  if (!known) return (await within(PATIENCE_MS, () => joinLoad(from), null)) ?? toEstimator(null, ASSUMED_CONTACTS);
  if (known.until < now) {
    held.set(env.DB, { ...known, until: now + HELD_MS });
    void joinLoad(from);
  }
  return known.estimator;
}

/** The load under way, or one of this request's; one that hangs, because its request was ended, is not joined for long. */
function joinLoad(from: From): Promise<Estimator> {
  const { env, now, later } = from;
  const going = loads.get(env.DB);
  if (going && now - going.began < PATIENCE_MS) return going.load;
  const load = loadKnowledge(from);
  loads.set(env.DB, { load, began: now });
  later(load.catch(() => loads.delete(env.DB)));
  return load;
}

async function loadKnowledge({ env: { DB, ...shelf }, database, now, later }: From): Promise<Estimator> {
  const kept = await readValue<Knowledge>(shelf, 'statistics', '');
  const isRecent = kept !== null && now - kept.storedAt < HELD_MS;
  const knowledge = isRecent ? kept.value : await readKnowledge(database);
  if (!isRecent) later(keepValue(shelf, 'statistics', { text: '', version: ANY_VERSION, value: knowledge, now }));
  const estimator = toEstimator(knowledge.gathered, knowledge.contacts);
  held.set(DB, { estimator, until: now + HELD_MS });
  return estimator;
}

interface Knowledge {
  gathered: Statistics | null;
  contacts: number;
}

async function readKnowledge(database: Database): Promise<Knowledge> {
  const [state, result] = await database.run(
    selectDataState,
    sql`select ${statistics.data} as "data" from ${statistics}`,
  );
  const data = result!.rows[0]?.data;
  const gathered = data === undefined ? null : (JSON.parse(String(data)) as Statistics);
  return { gathered, contacts: toDataState(state!).contacts };
}
