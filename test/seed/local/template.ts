// Databases that many tests begin with, each a copy of one that is made once for this state of the project: a migrated
// one takes seconds, one with contacts up to a minute.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from '../../../seed/database.ts';
import { openMigrated } from '../../../seed/migration.ts';
import { createFolder, pause, startScript } from '../folder.ts';

interface Copy {
  folder: string;
  remove: () => void;
}

const LOOK_MS = 50;
/** What decides what a loaded database holds: the contacts, their folded texts and words, what is counted, and the statistics. */
const LOADING = [
  'migrations',
  'seed/generate',
  'seed/load',
  'src/contact',
  'src/db',
  'src/sql',
  'src/statistics',
  'src/text',
];

/** A folder with a migrated database in it. */
export function createMigrated(): Promise<Copy> {
  return copyOf(nameTemplate('migrated', ['migrations']), async (folder) => {
    await (await openMigrated({ persistTo: folder, remote: false })).close();
  });
}

/** A folder with so many contacts of the first seed in its database. */
export function createLoaded(contacts: number): Promise<Copy> {
  const name = nameTemplate(`loaded-${contacts}`, LOADING);
  return copyOf(name, async (folder) => {
    const load = startScript('seed', '--contacts', String(contacts), '--persist-to', folder);
    if ((await load.ended) !== 0) throw new Error(load.said());
  });
}

/** Another one where what it is made by has changed. */
function nameTemplate(kind: string, folders: string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const file of readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.(sql|ts)$/.test(file)) hash.update(readFileSync(resolve(ROOT, folder, file)));
  return join(tmpdir(), `kartei-${kind}-${hash.digest('hex').slice(0, 16)}`);
}

async function copyOf(template: string, make: (folder: string) => Promise<void>): Promise<Copy> {
  while (!existsSync(template)) if (!(await makeAlone(template, make))) await pause(LOOK_MS);
  const created = createFolder();
  cpSync(template, created.folder, { recursive: true });
  return created;
}

/** Makes it unless another process is at it, which the name of its maker beside it says. */
async function makeAlone(template: string, make: (folder: string) => Promise<void>): Promise<boolean> {
  const maker = `${template}.maker`;
  try {
    writeFileSync(maker, String(process.pid), { flag: 'wx' });
  } catch {
    if (!isRunning(maker)) rmSync(maker, { force: true });
    return false;
  }
  const made = createFolder();
  try {
    if (existsSync(template)) return true;
    await make(made.folder);
    renameSync(made.folder, template);
    return true;
  } finally {
    made.remove();
    rmSync(maker, { force: true });
  }
}

function isRunning(maker: string): boolean {
  try {
    return process.kill(Number(readFileSync(maker, 'utf8')), 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'ENOENT'; // it has ended its work meanwhile
  }
}
