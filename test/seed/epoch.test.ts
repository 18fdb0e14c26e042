// npm run epoch, and the start of a load or server, on a local database that was put back from a copy of its files.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { announceVersion } from '../../seed/announce.ts';
import type { Database } from '../../seed/database.ts';
import { openMigrated } from '../../seed/migration.ts';
import { parseVersion } from '../../src/version.ts';
import { createMigrated, startScript } from './folder.ts';

const { folder, remove } = await createMigrated();
const files = join(folder, 'v3/d1');
const copy = join(folder, 'copy');

async function within<T>(act: (database: Database) => Promise<T>): Promise<T> {
  const database = await openMigrated({ persistTo: folder, remote: false });
  try {
    return await act(database);
  } finally {
    await database.close();
  }
}
const announced = () => within(async ({ kv }) => parseVersion(await kv.get('version')));

/** Copies the database, writes and announces that, and puts the copy back. */
async function undoWrites(): Promise<void> {
  cpSync(files, copy, { recursive: true });
  await within(async ({ d1, kv }) => {
    await d1.prepare('update data_state set version = version + 3').run();
    await announceVersion({ d1, kv });
  });
  rmSync(files, { recursive: true });
  cpSync(copy, files, { recursive: true });
}

beforeAll(() => within(announceVersion), 60_000);
afterAll(remove);

it('the command begins a new epoch and announces it', async () => {
  await undoWrites();
  const before = (await announced())!;
  const script = startScript('epoch', '--persist-to', folder);
  expect([await script.ended, script.said()]).toEqual([0, expect.stringContaining('A new epoch has begun.')]);
  const after = (await announced())!;
  expect(after.slice(0, 20) > before.slice(0, 20)).toBe(true);
});

it('so does what announces the version of a database that is behind the announced one', async () => {
  await undoWrites();
  const before = (await announced())!;
  await within(announceVersion);
  const after = (await announced())!;
  expect(after.slice(0, 20) > before.slice(0, 20)).toBe(true);
  await within(announceVersion);
  expect(await announced()).toBe(after);
});
