// A run in, its data in the database out. The rows of a chunk and the record of how far the load came are written in
// one transaction, so that a load that was killed, or whose answer was lost, goes on without losing or repeating a row.

import type { Chunk } from '../generate/chunk.ts';
import { type Maker, startMaker } from '../generate/maker.ts';
import { releaseStatements } from '../memory.ts';
import { Refusal } from '../refusal.ts';
import { RETRY_POLICY, type RetryPolicy, retry } from '../retry.ts';
import { buildFrom } from './build.ts';
import { dropIndexes } from './indexes.ts';
import { insertStatements, LARGEST_CHUNK } from './insert.ts';
import { createProgress, type Progress } from './progress.ts';
import { advanceRun, finishRun, isReset, isRestore, type Run, readRun } from './run.ts';

/** `chunk` is the number of contacts in a batch, at most LARGEST_CHUNK; `start` starts who makes the rows. */
export type LoadOptions = { chunk?: number; policy?: RetryPolicy; quiet?: boolean; start?: () => Maker };

/** The statements of so many contacts, about 1.6 MB for each 4,000, may wait in the runtime to be released. */
const CONTACTS_BETWEEN_RELEASES = 2 * LARGEST_CHUNK;

/** Loads what the run still lacks, builds the indexes and the search, counts values, gathers statistics, and makes the data known. */
export async function load(d1: D1Database, run: Run, options: LoadOptions = {}): Promise<void> {
  const { chunk = LARGEST_CHUNK, policy = RETRY_POLICY, quiet = false, start = startMaker } = options;
  if (isReset(run)) throw new Refusal('A reset of the database was stopped. To finish it: npm run seed -- --reset');
  if (isRestore(run)) throw new Refusal('A restore of the database was stopped. To finish it: npm run restore');
  if (run.loaded < run.contacts) {
    await dropIndexes(d1);
    const progress = createProgress({ label: 'contacts', total: run.contacts, done: run.loaded, quiet });
    await loadRows(d1, run, { chunk, policy, progress, start });
    progress.stop();
  }
  await buildFrom(d1, run.contacts, quiet);
  await retry(() => finishRun(d1), policy);
}

type RowOptions = Required<Omit<LoadOptions, 'quiet'>> & { progress: Progress };

/** Sends chunk after chunk. While the database works on one, the next is made. */
async function loadRows(d1: D1Database, run: Run, { chunk, policy, progress, start }: RowOptions): Promise<void> {
  const maker = start();
  const makeAfter = (from: number) => maker.make({ seed: run.seed, from, to: Math.min(from + chunk, run.contacts) });
  try {
    let { loaded } = run;
    for (let ready = await makeAfter(loaded); loaded < run.contacts; ) {
      if (ready.from !== loaded) ready = await makeAfter(loaded);
      const following = ready.to < run.contacts ? makeAfter(ready.to) : null;
      const answer = retry(() => sendChunk(d1, ready, toInserts(d1, ready)), policy);
      const isFull = loaded % CONTACTS_BETWEEN_RELEASES < ready.to - ready.from;
      const released = isFull ? releaseStatements() : null;
      [loaded] = await Promise.all([answer, released]);
      progress.update(loaded);
      if (following) ready = await following;
    }
  } finally {
    await maker.stop();
  }
}

function toInserts(d1: D1Database, { rows }: Chunk): D1PreparedStatement[] {
  return insertStatements.map((sql, table) => d1.prepare(sql).bind(rows[table]!));
}

/**
 * Loads one chunk and gives how many contacts are loaded then. After a fault the record decides: where it has moved,
 * the transaction, or that of another process, was committed although its answer said otherwise.
 */
export async function sendChunk(
  d1: D1Database,
  { from, to }: Pick<Chunk, 'from' | 'to'>,
  inserts: D1PreparedStatement[],
): Promise<number> {
  try {
    await d1.batch([...inserts, advanceRun(d1, from, to)]);
    return to;
  } catch (fault) {
    const loaded = (await readRun(d1))?.loaded;
    if (loaded === undefined || loaded === from) throw fault;
    return loaded;
  }
}
