// A backup → an empty database with its contacts, and all that is built from them. The rows of a chunk and the record of
// how far it came are written in one transaction; that record is one of a load, named by the backup in place of a seed.
import { buildFrom } from '../load/build.ts';
import { dropIndexes } from '../load/indexes.ts';
import { sendChunk } from '../load/load.ts';
import { createProgress } from '../load/progress.ts';
import { finishRun, hasContacts, type Run, readRun } from '../load/run.ts';
import { clearSearch } from '../load/search.ts';
import { releaseStatements } from '../memory.ts';
import { Refusal } from '../refusal.ts';
import { retry } from '../retry.ts';
import { insertRows, toChunks, toInserts, toRowChunks } from './chunk.ts';
import { countContacts, type Manifest, type State, toMark } from './manifest.ts';
import { readColumns } from './row.ts';
import { INTO_NEW, verify } from './verify.ts';

/** The statements of so many contacts, some megabytes, may wait in the runtime to be released. */
const LINES_BETWEEN_RELEASES = 12_000;

export type Putting = { folder: string; manifest: Manifest; run: Run; quiet?: boolean };

/** Begins, or gives how far it came. Throws a Refusal where the database holds anything else, or lacks a column. */
export async function beginRestore(d1: D1Database, manifest: Manifest): Promise<Run> {
  const mark = toMark(manifest);
  const run = await retry(() => readRun(d1));
  if (run?.seed === mark) return run;
  if (run || (await retry(() => hasContacts(d1)))) throw new Refusal(`The database is not empty. ${INTO_NEW}`);
  for (const { table, columns } of [...manifest.shape, ...manifest.rows]) {
    const known = new Set(await readColumns(d1, table));
    const strange = columns.filter((column) => !known.has(column));
    if (strange.length > 0)
      throw new Refusal(
        `The backup has ${table}.${strange[0]}, which the database lacks: it was made by a later version.`,
      );
  }
  const contacts = countContacts(manifest);
  const begin = d1
    .prepare('insert into seed_run (id, seed, contacts, loaded, finished) values (1, ?1, ?2, 0, 0)')
    .bind(mark, contacts);
  await retry(() => d1.batch([begin, ...clearSearch(d1)]));
  return { seed: mark, contacts, loaded: 0, finished: false };
}

/** Inserts what is missing, builds all that is built from it, and makes it known once it is verified. */
export async function putBack(d1: D1Database, { folder, manifest, run, quiet = false }: Putting): Promise<void> {
  if (run.loaded < run.contacts) {
    await dropIndexes(d1);
    await putContacts(d1, { folder, manifest, run, quiet });
  }
  for (const piece of manifest.rows)
    for (const { rows } of toRowChunks(folder, piece))
      await retry(() => insertRows(d1, piece, rows, 'where true on conflict do nothing').run());
  await buildFrom(d1, run.contacts, quiet);
  const progress = createProgress({ label: 'verified', total: run.contacts, done: 0, quiet });
  await verify(d1, { folder, manifest, onVerified: progress.update });
  progress.stop();
  await retry(() => d1.batch(restoreState(d1, manifest.state!)));
  await retry(() => finishRun(d1));
}

async function putContacts(d1: D1Database, { folder, manifest, run, quiet }: Required<Putting>): Promise<void> {
  const progress = createProgress({ label: 'contacts', total: run.contacts, done: run.loaded, quiet });
  for (const { from, to, lines } of toChunks(folder, manifest, run.loaded)) {
    const answer = retry(() => sendChunk(d1, { from, to }, toInserts(d1, manifest.shape, lines)));
    if (from % LINES_BETWEEN_RELEASES < lines.length) await releaseStatements();
    progress.update(await answer);
  }
  progress.stop();
}

/** Versions go on behind that of the backup, and ids behind those that its tables ever gave. */
function restoreState(d1: D1Database, { epoch, version, sequence }: State): D1PreparedStatement[] {
  return [
    d1.prepare('update data_state set version = max(version, ?1), epoch = max(epoch, ?2)').bind(version, epoch),
    ...Object.entries(sequence).flatMap(([table, last]) => [
      d1.prepare('insert into sqlite_sequence (name, seq) select ?1, 0 where not exists (select 1 from sqlite_sequence where name = ?1)').bind(table), // biome-ignore format: short
      d1.prepare('update sqlite_sequence set seq = max(seq, ?2) where name = ?1').bind(table, last),
    ]),
  ];
}

/** The record of the restore gives way to that of the load which the backup has, if any. */
export async function endRestore(d1: D1Database, { state }: Manifest): Promise<void> {
  const run = state!.seedRun;
  const end = run
    ? d1.prepare('update seed_run set seed = ?1, contacts = ?2, loaded = ?2').bind(run.seed, run.contacts)
    : d1.prepare('delete from seed_run');
  await retry(() => end.run());
}
