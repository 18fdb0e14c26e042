// Work on a migrated database. The local runtime that serves the bindings may be lost while it goes on: killed for want of
// memory, say, and started anew by wrangler, when every handle of the old one is void. Then the database is opened again
// and the work begun again, which goes on where the database says it came.
import type { Database, Location } from './database.ts';
import { openMigrated } from './migration.ts';

/** A runtime that is lost so often will be again. */
const MOST_OPENINGS = 5;

/** What is thrown by handles that are void, and by calls of a runtime that is not there. */
const LOST = /poisoned stub|fetch failed|other side closed|runtime failed to/i;

/** Whether the fault tells of the runtime and not of the database: the runtime's assertions are about its handles. */
export function isRuntimeLost(fault: unknown): boolean {
  return fault instanceof Error && (fault.name === 'AssertionError' || LOST.test(fault.message));
}

/** Opens the database for the work and closes it in the end. The work may be begun more than once. */
export async function useMigrated(location: Location, work: (database: Database) => Promise<void>): Promise<void> {
  for (let opened = 1; ; opened++) {
    try {
      const database = await openMigrated(location);
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    } catch (fault) {
      if (location.remote || opened === MOST_OPENINGS || !isRuntimeLost(fault)) throw fault;
      console.log(`The local runtime was lost (${(fault as Error).message}). The database is opened again.`);
    }
  }
}
