// The planner's statistics: gathered from a sample in bounded statements, kept in D1, held in the isolate's memory.
import { sql } from 'drizzle-orm';
import { keepValue, readValue, type Shelf } from './cache/store.ts';
import type { Database } from './db/database.ts';
import { statistics } from './db/records.ts';
import { selectDataState, toDataState } from './db/state.ts';
import { type Estimator, toEstimator } from './read/estimate.ts';
import { selectLastId, toSampledContact, toSampleStatements } from './read/sample.ts';
import { type SampledContact, type Statistics, toStatistics } from './read/statistics.ts';
import { toVersion } from './version.ts';

/** Statistics are right about every version, as far as they are right. */
const ANY_VERSION = toVersion('', 0);
/** How long an isolate uses what it holds before it looks for newer statistics. */
const HELD_MS = 5 * 60_000;

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

/**
 * What the planner knows about the database behind the bindings: what the isolate holds; else what KV holds, else what
 * D1 does. What the isolate holds is used at once; once it is old, `later` is given the look for newer statistics.
 * Without any, the estimator assumes.
 */
export async function knowledgeOf(
  { DB, ...shelf }: { DB: object } & Shelf,
  database: Database,
  { now, later }: { now: number; later: (work: Promise<unknown>) => void },
): Promise<Estimator> {
  const known = held.get(DB);
  const refresh = async () => {
    const kept = await readValue<Knowledge>(shelf, 'statistics', '');
    const isRecent = kept !== null && now - kept.storedAt < HELD_MS;
    const knowledge = isRecent ? kept.value : await readKnowledge(database);
    if (!isRecent) later(keepValue(shelf, 'statistics', { text: '', version: ANY_VERSION, value: knowledge, now }));
    const estimator = toEstimator(knowledge.gathered, knowledge.contacts);
    held.set(DB, { estimator, until: now + HELD_MS });
    return estimator;
  };
  if (!known) return refresh();
  if (known.until < now) {
    held.set(DB, { ...known, until: now + HELD_MS });
    later(refresh().catch(() => {}));
  }
  return known.estimator;
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
