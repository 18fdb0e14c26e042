// A real local D1 for the tests of loads, with contacts loaded into it before they begin.
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../../../seed/database.ts';
import { load } from '../../../seed/load/load.ts';
import { beginRun } from '../../../seed/load/run.ts';
import { openMigrated } from '../../../seed/migration.ts';
import { runs } from '../../support/runs.ts';
import { startHere } from '../folder.ts';
import { createMigrated } from '../local/template.ts';

export const CONTACTS = runs(300);

const policy = { attempts: 3, baseMs: 1, capMs: 1, random: () => 1 };

/** Of a load that the tests make: in chunks of another size than that of the contacts that are there. */
export const options = { chunk: CONTACTS / 6, policy, quiet: true, start: startHere };

/** Opens a database for the tests of a file, shows it to them while it is empty and again when the contacts are in it. */
export async function openLoaded(
  onMigrated: (d1: D1Database) => Promise<void>,
  onLoaded: (d1: D1Database) => Promise<void> = async () => {},
): Promise<void> {
  const { folder, remove } = await createMigrated();
  let database: Database;
  beforeAll(async () => {
    database = await openMigrated({ persistTo: folder, remote: false });
    const { d1 } = database;
    await onMigrated(d1);
    await load(d1, await beginRun(d1, 1, CONTACTS), { policy, quiet: true, chunk: Math.ceil(CONTACTS / 1.7) });
    await onLoaded(d1);
  });
  afterAll(async () => {
    await database.close();
    remove();
  });
}
