// npm run backup and npm run restore as processes: killed and started again, they end with the same contacts.
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { childrenOf, createFolder, pause, readLoaded, type Script, startScript, untilSaid } from '../folder.ts';

/** Two pieces. */
const CONTACTS = 25_000;
const LOOK_MS = 5;

const { folder, remove } = createFolder();
const [source, target, backup] = ['source', 'target', 'backup'].map((name) => join(folder, name)) as [string, string, string]; // biome-ignore format: short
const left: number[] = [];
afterAll(() => {
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  remove();
});

const startBackup = () => startScript('backup/backup', '--persist-to', source, '--to', backup);
const startRestore = () => startScript('backup/restore', '--persist-to', target, '--from', backup);

/** Kills it; the runtime that it leaves behind stays, and holds what it writes to open. */
async function kill({ process: killed }: Script): Promise<void> {
  left.push(...childrenOf(killed.pid!));
  const exited = once(killed, 'exit');
  expect(killed.kill('SIGKILL')).toBe(true);
  await exited;
}

async function readChecksum(persistTo: string): Promise<string> {
  const script = startScript('seed', '--contacts', String(CONTACTS), '--persist-to', persistTo, '--checksum');
  expect([await script.ended, script.said()]).toEqual([0, expect.stringContaining('sha256')]);
  return script.said().match(/sha256 \w{64}/)![0];
}

const hasPiece = () => {
  try {
    return readdirSync(backup).includes('manifest.json');
  } catch {
    return false;
  }
};

it('a backup and a restore that were killed go on, and end with the contacts that were there', async () => {
  const before = await readChecksum(source);

  const killedBackup = startBackup();
  while (!hasPiece()) await pause(LOOK_MS);
  await kill(killedBackup);
  const resumedBackup = startBackup();
  expect([await resumedBackup.ended, resumedBackup.said()]).toEqual([0, expect.stringContaining('The backup is whole: 25,000')]); // biome-ignore format: short
  expect(resumedBackup.said()).toContain('Going on after contact 20,000.');

  const killedEarly = startRestore();
  while (readLoaded(target) === 0) await pause(LOOK_MS);
  await kill(killedEarly);
  const loading = startScript('seed', '--contacts', '10', '--persist-to', target);
  expect([await loading.ended, loading.said()]).toEqual([1, expect.stringContaining('an unfinished restore')]);
  const killedLate = startRestore();
  await untilSaid(killedLate, /contacts: .* in |counts: /);
  await kill(killedLate);
  const resumed = startRestore();
  expect([await resumed.ended, resumed.said()]).toEqual([0, expect.stringContaining('Restored 25,000 contacts')]);
  expect(await readChecksum(target)).toBe(before);
});
