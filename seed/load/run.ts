// The record of a load, kept in the database it loads: which data it is, how far it came, whether it is finished.
import { NEXT_NUMBER } from '../../src/db/state.ts';
import { Refusal } from '../refusal.ts';
import { retry } from '../retry.ts';
import { clearSearch } from './search.ts';

export type Run = { seed: number; contacts: number; loaded: number; finished: boolean };

/** Reads the record, or null where no load was ever begun. */
export async function readRun(d1: D1Database): Promise<Run | null> {
  const row = await d1
    .prepare('select seed, contacts, loaded, finished from seed_run where id = 1')
    .first<{ seed: number; contacts: number; loaded: number; finished: number }>();
  return row && { ...row, finished: row.finished === 1 };
}

/** The statement that records a reset under way: a run of no contacts, which is no load and is refused by every load. */
export function recordReset(d1: D1Database): D1PreparedStatement {
  return d1.prepare('insert or replace into seed_run (id, seed, contacts, loaded, finished) values (1, 0, 0, 0, 0)');
}

/** Whether the record is that of a reset that was not finished. */
export function isReset(run: Run): boolean {
  return run.contacts === 0;
}

/** Whether the record is that of a restore, which is named by a number that no seed is. */
export function isRestore(run: Run): boolean {
  return run.seed < 0;
}

/** Whether the database has contacts, whoever wrote them. */
export async function hasContacts(d1: D1Database): Promise<boolean> {
  return (await d1.prepare('select 1 from app_user limit 1').first()) !== null;
}

/** The run for this data: the one to go on with, or a new one. Throws a Refusal where the database has other data. */
export async function beginRun(d1: D1Database, seed: number, contacts: number): Promise<Run> {
  const run = await retry(() => readRun(d1));
  if (run && run.seed === seed && run.contacts === contacts) return run;
  if (run || (await retry(() => hasContacts(d1)))) {
    const data = run ? `${run.contacts} contacts of seed ${run.seed}` : 'contacts that no seed made';
    const unfinished = run && !run.finished && nameUnfinished(run, data);
    const state = unfinished || data;
    throw new Refusal(`The database holds ${state}. To delete them and load these, add --reset.`);
  }
  const begin = d1
    .prepare(
      'insert into seed_run (id, seed, contacts, loaded, finished) values (1, ?1, ?2, 0, 0) on conflict do nothing',
    )
    .bind(seed, contacts);
  await retry(() => d1.batch([begin, ...clearSearch(d1)]));
  return { seed, contacts, loaded: 0, finished: false };
}

function nameUnfinished(run: Run, data: string): string {
  if (isRestore(run)) return 'an unfinished restore';
  return isReset(run) ? 'what a reset left' : `an unfinished load of ${data}`;
}

/** The statement that moves the record on; it belongs into the batch that loads the rows. */
export function advanceRun(d1: D1Database, from: number, to: number): D1PreparedStatement {
  return d1.prepare('update seed_run set loaded = ?2 where id = 1 and loaded = ?1').bind(from, to);
}

/** Marks the run finished and makes known how many contacts there are, in one transaction: the data version moves with it. */
export async function finishRun(d1: D1Database): Promise<void> {
  await d1.batch([
    d1.prepare(
      `insert into data_state (id, version, contacts)
         select 1, 1, coalesce(sum(contacts), 0) from value_count where field = 'country'
         on conflict (id) do update set version = ${NEXT_NUMBER}, contacts = excluded.contacts`,
    ),
    d1.prepare('update seed_run set finished = 1 where id = 1'),
  ]);
}
