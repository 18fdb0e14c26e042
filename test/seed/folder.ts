// A folder for the local state of one test file, and the processes that work on it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ROOT } from '../../seed/database.ts';
import { makeChunk } from '../../seed/generate/chunk.ts';
import type { Maker } from '../../seed/generate/maker.ts';

/** Makes an empty folder and the function that removes it. */
export function createFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kartei-test-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Makes a load's rows in this thread: a thread of its own takes longer to start than a small load. */
export const startHere = (): Maker => ({
  make: async ({ seed, from, to }) => makeChunk(seed, from, to),
  stop: async () => {},
});

export type Script = { process: ChildProcess; said: () => string; ended: Promise<number | null> };

/** Starts a script of seed/ as npm does, without a terminal. */
export function startScript(name: string, ...args: string[]): Script {
  return startScriptIn({}, name, ...args);
}

/** Starts it with these variables besides those of this process. */
export function startScriptIn(variables: Record<string, string>, name: string, ...args: string[]): Script {
  return startIn(ROOT, variables, name, ...args);
}

/** Starts it in another checkout. */
export function startIn(root: string, variables: Record<string, string>, name: string, ...args: string[]): Script {
  return startNode([resolve(root, `seed/${name}.ts`), ...args], variables, root);
}

/** Starts Node with these arguments, and these variables besides those of this process. */
export function startNode(args: string[], variables: Record<string, string>, root = ROOT): Script {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  const ended = new Promise<number | null>((end) => child.once('close', end));
  return { process: child, said: () => said, ended };
}

/** Resolves when the script has said what matches; throws what it said instead when it ended without. */
export async function untilSaid(script: Script, text: RegExp): Promise<void> {
  let over = false;
  void script.ended.then(() => {
    over = true;
  });
  while (!text.test(script.said())) {
    if (over) throw new Error(`Never said ${text} but:\n${script.said()}`);
    await new Promise((next) => setTimeout(next, 10));
  }
}

/** The ids of the processes that a process started and that still run, but for the one that tells. */
export function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([id, parent, name]) => (Number(parent) === pid && name !== 'ps' ? Number(id) : []));
}

/** The file that holds the database, the larger one beside the ledger's; null while there is none. */
export function findFile(folder: string): string | null {
  const files = globSync(join(folder, 'v3/d1/miniflare-D1DatabaseObject/*.sqlite'));
  const found = files.filter((path) => !path.includes('metadata'));
  return found.sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? null;
}

/** How many contacts the record of a load says are stored; 0 while there is none. */
export function readLoaded(folder: string): number {
  const file = findFile(folder);
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

export const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));
