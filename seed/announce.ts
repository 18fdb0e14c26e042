// The data version of a database → KV, so that no page that was kept before a load is answered after it.
import { announce } from '../src/cache/version.ts';
import type { Database } from './database.ts';

/** Announces the version. Throws where KV does not take it: pages of the old data would be answered for ten minutes. */
export async function announceVersion({ d1, kv }: Pick<Database, 'd1' | 'kv'>): Promise<void> {
  const readVersion = async () => (await d1.prepare('select version from data_state').first<number>('version')) ?? 0;
  if (!(await announce(kv, readVersion))) throw new Error('KV did not take the data version.');
}
