// What the local runtime does to the seed, which it survives: it stalls, another's transaction is under way, it is killed.
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, type Database, openProxied, STATE_LAYOUT } from '../../seed/database.ts';
import { checksum } from '../../seed/load/checksum.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { releaseStatements } from '../../seed/memory.ts';
import { openMigrated } from '../../seed/migration.ts';
import { isRuntimeLost } from '../../seed/runtime.ts';
import { childrenOf, findFile, pause, readLoaded, startHere, startScript } from './folder.ts';
import { createMigrated } from './local/template.ts';

const CONTACTS = 3_000;
const CHUNK = 100;
const STALLS = 5;
/** Longer than miniflare waits before it tells the runtime which handles were collected: 100 ms. */
const STALL_MS = 250;
/** Longer than a database takes to open. */
const LOCK_MS = 5_000;
const LOOK_MS = 20;

const { folder, remove } = await createMigrated();
let database: Database;
let runtime: number;

beforeAll(async () => {
  const before = childrenOf(process.pid);
  const persist = { path: resolve(folder, STATE_LAYOUT) };
  database = await openProxied({ configPath: CONFIG, persist, remoteBindings: false }, 'production'); // as a remote one is
  [runtime] = childrenOf(process.pid).filter((pid) => !before.includes(pid)) as [number];
});

afterAll(async () => {
  await database.close();
  remove();
});

describe('the seed', () => {
  it('keeps the statements of a batch until a runtime that stalls has answered it', async () => {
    const { d1 } = database;
    const send = () => d1.batch([1, 2, 3].map((n) => d1.prepare('select ?1 as n').bind(n)));
    await send(); // miniflare waits for the first synchronously
    for (let stall = 0; stall < STALLS; stall++) {
      const answer = send();
      process.kill(runtime, 'SIGSTOP');
      try {
        await releaseStatements();
        await pause(STALL_MS);
      } finally {
        process.kill(runtime, 'SIGCONT');
      }
      expect((await answer).map(({ results }) => results)).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
    }
  });

  it('opens the database and begins beside a transaction that a killed process left', async () => {
    const beside = await createMigrated();
    const transaction = new DatabaseSync(findFile(beside.folder)!);
    try {
      transaction.exec('begin immediate');
      const released = pause(LOCK_MS).then(() => transaction.exec('rollback'));
      const { d1, close } = await openMigrated({ persistTo: beside.folder, remote: false });
      expect(await beginRun(d1, 1, CONTACTS)).toMatchObject({ loaded: 0 });
      await Promise.all([released, close()]);
    } finally {
      transaction.close();
      beside.remove();
    }
  });

  it('goes on by itself when the runtime under it is killed', async () => {
    const killed = await createMigrated();
    const args = [
      '--contacts',
      String(CONTACTS),
      '--chunk',
      String(CHUNK),
      '--persist-to',
      killed.folder,
      '--checksum',
    ];
    const seed = startScript('seed', ...args);
    try {
      while (readLoaded(killed.folder) === 0) await pause(LOOK_MS);
      for (const pid of childrenOf(seed.process.pid!)) process.kill(pid, 'SIGKILL');
      expect(await seed.ended, seed.said()).toBe(0);
      expect(seed.said()).toMatch(/The local runtime was lost .*\nGoing on after contact/);
      await load(database.d1, await beginRun(database.d1, 1, CONTACTS), { quiet: true, start: startHere });
      expect(seed.said()).toContain(`sha256 ${await checksum(database.d1)}`);
    } finally {
      seed.process.kill('SIGKILL');
      killed.remove();
    }
  });

  it.each([
    ['Attempted to use poisoned stub. Stubs to runtime objects must be re-created', true],
    ['fetch failed', true],
    ['D1_ERROR: Network connection lost.', false],
    ['D1_ERROR: no such table: app_user', false],
  ])('takes "%s" for a runtime that is lost: %s', (message, isLost) => {
    expect(isRuntimeLost(new Error(message))).toBe(isLost);
  });
});
