// The data version of D1 → KV's announcement of it. A write announces its own, or leaves that to one that is to come; the
// cron trigger announces again what was lost on the way.
import { announce, readAnnounced } from './cache/version.ts';
import { type Database, openDatabase } from './db/database.ts';
import { reserveAnnouncement, selectDataState, toDataState } from './db/state.ts';
import type { Env } from './env.ts';
import { sleep } from './patience.ts';

/** Announces the version; after a wait that which is the newest by then, for all writes that left it to this one. */
export async function announceAfter(wait: number, version: number, { DB, KV }: Env): Promise<void> {
  if (wait > 0) await sleep(wait);
  let first: number | null = wait > 0 ? null : version;
  await announce(KV, async () => {
    const newest = first ?? (await readVersion(openDatabase(DB, 'first-primary')));
    first = null;
    return newest;
  });
}

/** Announces the version where KV has another one, none, or garbage. */
export async function keepAnnounced({ KV }: Env, database: Database): Promise<void> {
  const version = await readVersion(database);
  if ((await readAnnounced(KV)) === version) return;
  const [reserved] = await database.run(reserveAnnouncement());
  if (reserved!.rows.length > 0) await announce(KV, () => readVersion(database));
}

async function readVersion(database: Database): Promise<number> {
  const [state] = await database.run(selectDataState);
  return toDataState(state!).version;
}
