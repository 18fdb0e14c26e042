// What is read of D1 is not older than what is known here and what the client has seen: one rule for lists, for answers
// that nothing has changed, and for single contacts. A replica may lag behind both; then the primary is read.

import type { Database } from '../db/database.ts';
import { type DataState, selectDataState } from '../db/state.ts';
import type { Env } from '../env.ts';
import { laterVersion, NO_VERSION, type Version } from '../version.ts';
import { type ClientVersion, isUndone } from './client.ts';
import { isolateVersion, knownVersion, learnVersion } from './known.ts';

export interface Reader {
  env: Env;
  database: Database;
  clientVersion: ClientVersion;
}

/** Reads; again at the primary where that is newer. With `isDear` the primary is first asked whether it is. */
export async function readFresh<T extends { state: DataState }>(
  read: () => Promise<T>,
  reader: Reader,
  { isDear = false } = {},
): Promise<T> {
  const { env, database, clientVersion } = reader;
  const announced = knownVersion(env.KV, Date.now());
  if (clientVersion.bookmark !== null) forgetUndone(await announced, reader);
  let found = await read();
  await announced;
  learnVersion(env.KV, found.state.version);
  forgetUndone(found.state.version, reader);
  const wanted = laterVersion(isolateVersion(env.KV), clientVersion.version);
  if (found.state.version < wanted && database.toPrimary()) {
    if (!isDear || (await readState(database)).version > found.state.version) found = await read();
    learnVersion(env.KV, found.state.version);
  }
  return found;
}

/**
 * The newest version that is known of; it costs one read of KV at most. The database is asked where KV cannot tell, and where
 * the client has seen something newer than what is announced.
 */
export async function newestVersion(reader: Reader): Promise<Version> {
  const { env, clientVersion, database } = reader;
  const known = await knownVersion(env.KV, Date.now());
  forgetUndone(known, reader);
  if (known && known > NO_VERSION && known >= clientVersion.version && !clientVersion.isUnclear) return known;
  const read = async () => ({ state: await readState(database) });
  return (await readFresh(read, reader)).state.version;
}

export async function readState(database: Database): Promise<DataState> {
  const [state] = await database.run(selectDataState);
  return state;
}

/** A bookmark of an epoch that is past is not followed: the database may never come to it. */
export function forgetUndone(
  version: Version | null,
  { database, clientVersion }: Pick<Reader, 'database' | 'clientVersion'>,
): void {
  if (clientVersion.bookmark === null || version === null || !isUndone(clientVersion, version)) return;
  clientVersion.bookmark = null;
  database.toPrimary();
}
