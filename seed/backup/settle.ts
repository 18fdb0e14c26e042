// The contacts that were read one after the other, while others wrote → the contacts as of one version. What has changed
// since is found and read in one transaction with the version, so that writes may go on; again while more has changed
// than one transaction reads.
import { Refusal } from '../refusal.ts';
import { retry } from '../retry.ts';
import { type Changed, type Line, selectChanged, toPrint } from './contact.ts';
import type { Range, State } from './manifest.ts';

/** Ranges of 500 contacts that one transaction reads again. */
const MOST_CHANGED = 10;
/** Three million contacts are six thousand ranges: all of them may have changed. */
const MOST_LOOKS = 2_000;

/** The contacts of a range as they are now. */
export type Reread = { low: number; high: number; lines: Line[] };

export type Settling = {
  /** Reads the contacts behind those that were read. */
  readOn: () => Promise<void>;
  /** All ranges that were read, in order of id. */
  ranges: () => Range[];
  /** Puts what was read again in the place of what was read before. */
  replace: (reread: Reread[]) => void;
  /** Tables that are only ever added to. */
  appended: string[];
};

/** Looks for what has changed until nothing more has than is read at once; gives the state that the contacts then are of. */
export async function settle(d1: D1Database, { readOn, ranges, replace, appended }: Settling): Promise<State> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    await readOn();
    const known = ranges();
    const low = known.at(-1)?.high ?? 0;
    const tail = { low, high: Number.MAX_SAFE_INTEGER, print: toPrint([]) };
    const { state, changed } = await lookAt(d1, [...known, tail], appended);
    if (changed.length > 0) replace(changed);
    if (changed.length < MOST_CHANGED) return state;
  }
  throw new Refusal('Contacts are written faster than they can be read. Try again when less is written.');
}

type StateRow = { epoch: string; version: number; contacts: number };
type RunRow = { seed: number; contacts: number; finished: number };

async function lookAt(
  d1: D1Database,
  ranges: Range[],
  appended: string[],
): Promise<{ state: State; changed: Reread[] }> {
  const [states, runs, sequences, changed, ...lasts] = await retry(() =>
    d1.batch([
      d1.prepare('select epoch, version, contacts from data_state where id = 1'),
      d1.prepare('select seed, contacts, finished from seed_run'),
      d1.prepare(`select name, seq as last from sqlite_sequence where name <> 'd1_migrations'`),
      selectChanged(d1, ranges, MOST_CHANGED),
      ...appended.map((table) =>
        d1.prepare(`select '${table}' as name, coalesce(max(rowid), 0) as last from "${table}"`),
      ),
    ]),
  );
  const [run] = runs!.results as RunRow[];
  if (run && !run.finished) throw new Refusal('A load or restore of the database was stopped. First finish it.');
  const [data] = states!.results as StateRow[];
  const seedRun = run ? { seed: run.seed, contacts: run.contacts } : null;
  const state = { ...data!, seedRun, sequence: toLast(sequences!), last: toLast(...lasts) };
  return { state, changed: toReread(changed!.results as Changed[]) };
}

function toLast(...results: D1Result[]): Record<string, number> {
  const rows = results.flatMap((result) => result.results as { name: string; last: number }[]);
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

function toReread(rows: Changed[]): Reread[] {
  return [...Map.groupBy(rows, ({ low }) => low).values()].map((range) => {
    const [{ low, high }] = range as [Changed, ...Changed[]];
    const lines = range.flatMap(({ id, revision, text }) => (id === null ? [] : [{ id, revision, text }]));
    return { low, high, lines };
  });
}
