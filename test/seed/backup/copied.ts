// Databases for the tests of backups: one with contacts that a load and the Worker wrote, empty ones, and what both must
// have in common once one is the other's restored backup.
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { openWorker } from '../../../bench/harness/worker.ts';
import { announceVersion } from '../../../seed/announce.ts';
import { beginCopy, finishCopy } from '../../../seed/backup/copy.ts';
import { type Manifest, readManifest } from '../../../seed/backup/manifest.ts';
import { beginRestore, endRestore, putBack } from '../../../seed/backup/put.ts';
import type { Database } from '../../../seed/database.ts';
import { checksum } from '../../../seed/load/checksum.ts';
import { load } from '../../../seed/load/load.ts';
import { beginRun } from '../../../seed/load/run.ts';
import { openMigrated } from '../../../seed/migration.ts';
import { createFolder, startHere } from '../folder.ts';
import { readCounts, readWords } from '../load/stored.ts';
import { createMigrated } from '../local/template.ts';

export const CONTACTS = 2_300;

/** A migrated database that is closed and removed after the test. */
export async function openEmpty(atEnd: (end: () => Promise<void>) => void = onTestFinished): Promise<Database> {
  const { folder, remove } = await createMigrated();
  const database = await openMigrated({ persistTo: folder, remote: false });
  atEnd(async () => {
    await database.close();
    remove();
  });
  return database;
}

/** One with contacts, for all tests of the file. */
export async function openLoaded(): Promise<Database> {
  const database = await openEmpty(afterAll);
  await load(database.d1, await beginRun(database.d1, 1, CONTACTS), { quiet: true, start: startHere });
  return database;
}

/** A folder for a backup of a test. */
export function createTarget(): string {
  const { folder, remove } = createFolder();
  onTestFinished(remove);
  return join(folder, 'backup');
}

export const PERSON = { last_name: 'Olsen', street: 'Storgata', street_number: '5', city_code: '0155', city: 'Oslo', country: 'NO' }; // biome-ignore format: short

/** Writes as clients do, with no announcement just before: the next would wait for a second. */
export function openWriter({ d1, kv }: Pick<Database, 'd1' | 'kv'>) {
  const { send } = openWorker(d1, kv, 'writer');
  const write = async (method: string, path: string, body?: object) => {
    await d1.prepare('update data_state set announced_at = 0').run();
    const headers = { 'Content-Type': 'application/json' };
    const { status, text } = await send(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text;
  };
  return {
    create: (name: string) => write('POST', '/v1/contacts', { ...PERSON, first_name: name, customer_id: `B-${name}` }),
    change: (id: number, change: object) => write('PATCH', `/v1/contacts/${id}`, change),
    remove: (id: number) => write('DELETE', `/v1/contacts/${id}`),
  };
}

/** Copies, or goes on with it; gives the manifest and how many contacts were read again. */
export async function copyTo(folder: string, d1: D1Database): Promise<{ manifest: Manifest; reread: number }> {
  const manifest = await beginCopy(d1, folder, readManifest(folder));
  const reread = await finishCopy(d1, { folder, manifest }, true);
  return { manifest, reread };
}

/** Restores, or goes on with it. */
export async function restoreFrom(folder: string, { d1, kv }: Pick<Database, 'd1' | 'kv'>): Promise<void> {
  const manifest = readManifest(folder)!;
  const run = await beginRestore(d1, manifest);
  if (!run.finished) await putBack(d1, { folder, manifest, run, quiet: true });
  await announceVersion({ d1, kv }, { isRestored: true });
  await endRestore(d1, manifest);
}

/** What is the same of a database and of its restored backup. */
export async function readKept(d1: D1Database) {
  const all = async (sql: string) => (await d1.prepare(sql).all()).results;
  return {
    checksum: await checksum(d1),
    contacts: await all('select contacts from data_state'),
    sequence: await all('select name, seq from sqlite_sequence order by name'),
    run: await all('select * from seed_run'),
    search: await all('select * from search_state'),
    statistics: await all('select id from statistics'),
    counts: await readCounts(d1),
    words: await readWords(d1),
  };
}
