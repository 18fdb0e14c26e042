// The seed as a process: killed at random moments and started again, and refused what it must not do. The runtime that
// a killed process leaves behind stays until the end, so each next process meets it beside the same database.
import { afterAll, describe, expect, it } from 'vitest';
import { childrenOf, createFolder, pause, readLoaded, startScript, untilSaid } from './folder.ts';

const CONTACTS = 12_000;
const CHUNK = 100;
const FEW = 250;
const LONGEST_MS = 2_500;
const LOOK_MS = 20;

const folders = [createFolder(), createFolder(), createFolder()];
const left: number[] = [];

afterAll(() => {
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  for (const { remove } of folders) remove();
});

const startSeed = (folder: string) =>
  startScript('seed', '--contacts', String(CONTACTS), '--chunk', String(CHUNK), '--persist-to', folder, '--checksum');

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
    const { folder } = folders[2]!;
    const start = (...more: string[]) =>
      startScript('seed', '--contacts', String(FEW), '--persist-to', folder, ...more);
    expect(await start().ended).toBe(0);
    const again = start();
    expect(await again.ended).toBe(0);
    expect(again.said()).toContain(`The database already holds ${FEW} contacts of seed 1.`);
    const other = start('--seed', '2');
    expect(await other.ended).toBe(1);
    expect(other.said().trim()).toBe(
      `error: The database holds ${FEW} contacts of seed 1. To delete them and load these, add --reset.`,
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
