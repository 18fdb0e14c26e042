// The data version of D1 → KV's announcement of it. A write announces its own, or leaves that to one that is to come; the
// cron trigger announces again what was lost on the way, and begins a new epoch where the database was restored.

import { type Database, openDatabase } from '../db/database.ts';
import { beginEpoch, reserveAnnouncement } from '../db/state.ts';
import type { Env } from '../env.ts';
import { sleep } from '../timeout.ts';
import { laterVersion, NO_VERSION, type Version } from '../version.ts';
import { readState } from './fresh.ts';
import { announce, isolateVersion, readAnnounced } from './known.ts';

/** Announces the version; after a wait that which is the newest by then, for all writes that left it to this one. */
export async function announceAfter(wait: number, version: Version, { DB, KV }: Env): Promise<void> {
  if (wait > 0) await sleep(wait);
  let first: Version | null = wait > 0 ? null : version;
  await announce(KV, async () => {
    const newest = first ?? (await readVersion(openDatabase(DB, 'first-primary')));
    first = null;
    return newest;
  });
}

/** Announces where KV has another version than the database, none, or garbage. The database reads at the primary. */
export async function keepAnnounced({ KV }: Pick<Env, 'KV'>, database: Database): Promise<void> {
  const announced = await readAnnounced(KV);
  const version = await readVersion(database);
  if (version >= laterVersion(announced ?? NO_VERSION, isolateVersion(KV))) {
    if (announced === version) return;
    const [isReserved] = await database.run(reserveAnnouncement());
    if (!isReserved) return;
  }
  await announceNow(KV, database);
}

/**
 * Announces the database's version; of a new epoch where it is known to be restored, or has to be, for a later version than
 * its own was announced. False where KV does not take it.
 */
export async function announceNow(kv: KVNamespace, database: Database, { isRestored = false } = {}): Promise<boolean> {
  const announced = await readAnnounced(kv); // before the database is: what is written meanwhile is no restore
  const known = laterVersion(announced ?? NO_VERSION, isolateVersion(kv));
  const version = await readVersion(database);
  if (isRestored || version < known) await database.run(beginEpoch(laterVersion(version, known)));
  return announce(kv, () => readVersion(database));
}

async function readVersion(database: Database): Promise<Version> {
  return (await readState(database)).version;
}
