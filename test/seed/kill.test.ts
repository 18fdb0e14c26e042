// The seed as a process: killed at random moments and started again, and refused what it must not do. The runtime that
// a killed process leaves behind stays until the end, so each next process meets it beside the same database.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { childrenOf, createFolder, startScript, untilSaid } from './folder.ts';

const CONTACTS = 30_000;
const CHUNK = 250;
const LONGEST_MS = 2_500;
const LOOK_MS = 20;

const folders = [createFolder(), createFolder()];
const left: number[] = [];

afterAll(() => {
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  for (const { remove } of folders) remove();
});

function startSeed(folder: string, ...more: string[]) {
  const args = ['--contacts', String(CONTACTS), '--chunk', String(CHUNK), '--persist-to', folder, '--checksum'];
  return startScript('seed', ...args, ...more);
}

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

/** How many contacts the record of a load says are stored; 0 while there is none. */
function readLoaded(folder: string): number {
  const [file] = globSync(join(folder, 'v3/d1/miniflare-D1DatabaseObject/*.sqlite')).filter(
    (path) => !path.includes('metadata'),
  );
  if (!file) return 0;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare('select loaded from seed_run').get()?.loaded ?? 0);
  } catch {
    return 0; // not migrated yet, or locked
  } finally {
    database.close();
  }
}

/**
 * Starts the seed and kills it once it has said what matches: some time after it has stored a chunk, or at once (null).
 * Gives all that it said.
 */
async function killAfter(folder: string, text: RegExp, ms: number | null): Promise<string> {
  const seed = startSeed(folder);
  await untilSaid(seed, text);
  while (ms !== null && readLoaded(folder) === 0) await pause(LOOK_MS);
  if (ms !== null) await pause(ms);
  left.push(...childrenOf(seed.process.pid!));
  seed.process.kill('SIGKILL');
  await seed.ended.catch(() => null);
  return seed.said();
}

describe('the seed', () => {
  it('ends with the same data when it was killed at random moments and started again', async () => {
    const [whole, killed] = folders.map(({ folder }) => folder) as [string, string];
    const said: string[] = [];
    const wentOn = () => said.some((text) => text.includes('Going on after contact'));
    said.push(await killAfter(killed, /Loading/, null));
    expect(readLoaded(killed)).toBe(0);
    said.push(await killAfter(killed, /Loading/, 0));
    said.push(await killAfter(killed, /Going on/, Math.random() * LONGEST_MS));
    said.push(await killAfter(killed, /contacts: .* in |indexes|already/, Math.random() * 100));
    const resumed = startSeed(killed);
    expect(await resumed.ended, said.join('\n')).toBe(0);
    const uninterrupted = startSeed(whole);
    expect(await uninterrupted.ended).toBe(0);
    const [expected] = uninterrupted.said().match(/sha256 \w{64}/) ?? [];
    expect(resumed.said()).toContain(expected);
    expect(wentOn()).toBe(true);
  });

  it('says so when the database already holds the data, and refuses to load others over it', async () => {
    const { folder } = folders[0]!;
    const again = startSeed(folder);
    expect(await again.ended).toBe(0);
    expect(again.said()).toContain('The database already holds 30,000 contacts of seed 1.');
    const other = startSeed(folder, '--seed', '2');
    expect(await other.ended).toBe(1);
    expect(other.said().trim()).toBe(
      'error: The database holds 30000 contacts of seed 1. To delete them and load these, add --reset.',
    );
  });

  it('refuses a bad value with one message that names the option', async () => {
    const seed = startScript('seed', '--contacts', '3e6');
    expect(await seed.ended).toBe(1);
    expect(seed.said().trim()).toMatch(
      /^error: option '--contacts <n>' argument '3e6' is invalid\. .*from 1 to \d+\.$/,
    );
  });
});
