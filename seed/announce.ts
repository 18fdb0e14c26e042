// The data version of a database → KV, so that no page that was kept before a load is answered after it.

import { openDatabase } from '../src/db/database.ts';
import { announceNow } from '../src/version/announcement.ts';
import type { Database } from './database.ts';

/**
 * Announces the version; of a new epoch where the database is restored, which it is too where KV knows of a later version.
 * Throws where KV does not take it: pages of the old data would be answered for ten minutes.
 */
export async function announceVersion(
  { d1, kv }: Pick<Database, 'd1' | 'kv'>,
  state = { isRestored: false },
): Promise<void> {
  if (!(await announceNow(kv, openDatabase(d1, 'first-primary'), state)))
    throw new Error('KV did not take the data version.');
}
