// The ledger of erasures → the database: contacts that were deleted, and are there again because an older state was restored,
// are deleted again. Whoever restores calls it once the database answers; it may be called again at any time.
import { openDatabase } from '../../src/db/database.ts';
import { selectContacts } from '../../src/sql/contacts.ts';
import { replayErasures, shipErasures } from '../../src/write/ledger.ts';
import { announceVersion } from '../announce.ts';
import type { Database } from '../database.ts';
import { retry } from '../retry.ts';

/** Who deletes, as the audit has it. */
const NAME = 'erasures --replay';

/** Empties the ledger: ids of a database that is loaded anew are given again. */
export async function clearLedger(ledger: D1Database): Promise<void> {
  await retry(() => ledger.prepare('drop table if exists erased').run());
}

/** Gives how many contacts were deleted. What they made the data's version is announced. */
export async function replayLedger({ d1, ledger, kv }: Omit<Database, 'close'>): Promise<number> {
  const databases = { database: openDatabase(d1, 'first-primary'), ledger: openDatabase(ledger, 'first-primary') };
  const author = { name: NAME, request: crypto.randomUUID() };
  const replayed = await replayErasures(databases, { selectContacts, author });
  while ((await shipErasures({ DB: d1, LEDGER: ledger })) > 0);
  if (replayed > 0) await announceVersion({ d1, kv });
  return replayed;
}
