// npm run epoch, and the start of a load or server, on a local database that was put back from a copy of its files.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorker } from '../../bench/harness/worker.ts';
import { announceVersion } from '../../seed/announce.ts';
import type { Database } from '../../seed/database.ts';
import { openMigrated } from '../../seed/migration.ts';
import { parseVersion } from '../../src/version.ts';
import { PERSON } from './backup/copied.ts';
import { startScript } from './folder.ts';
import { createMigrated } from './local/template.ts';

interface Served {
  create: (name: string) => Promise<void>;
  list: (headers?: Record<string, string>) => Promise<string[]>;
}

/** Of a time that has been undone. */
const BOOKMARK = '00000001-00000001-00000001-00000000000000000000000000000001';

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

beforeAll(() => within(announceVersion));
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

/** Asks a Worker on the database: `create` writes a contact, `list` gives the first names, the newest contact first. */
const serve = <T>(act: (worker: Served, kv: KVNamespace) => Promise<T>) =>
  within(async ({ d1, kv }) => {
    const { send } = openWorker(d1, kv, 'timeline');
    const create = async (name: string) => {
      const body = JSON.stringify({ ...PERSON, first_name: name, customer_id: `E-${name}` });
      const sent = await send('/v1/contacts', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      expect(sent.status).toBe(201);
    };
    const list = async (headers: Record<string, string> = {}) => {
      const { text } = await send('/v1/contacts?sort=-id&limit=5', { headers });
      return (JSON.parse(text) as { data: { first_name: string }[] }).data.map(({ first_name }) => first_name);
    };
    return act({ create, list }, kv);
  });

it('no page of what was undone is answered, nor its bookmark followed, once others are written', async () => {
  await serve(({ create }) => create('Kept'));
  rmSync(copy, { recursive: true });
  cpSync(files, copy, { recursive: true });
  const undone = await serve(async ({ create, list }, kv) => {
    await create('Undone');
    expect(await list()).toEqual(['Undone', 'Kept']);
    return kv.get('version');
  });
  rmSync(files, { recursive: true });
  cpSync(copy, files, { recursive: true });
  expect(await startScript('epoch', '--persist-to', folder).ended).toBe(0);
  await serve(async ({ create, list }) => {
    expect(await list()).toEqual(['Kept']);
    await create('Later');
    expect(await list()).toEqual(['Later', 'Kept']);
    expect(await list({ 'X-Data-Version': undone!, 'X-D1-Bookmark': BOOKMARK })).toEqual(['Later', 'Kept']);
  });
});
