// Brings a local database to the schema of migrations/, and says which command does so for a remote one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BINDING, type Database, type Location, OFFLINE, openDatabase, ROOT } from './database.ts';
import { Refusal } from './refusal.ts';
import { retry } from './retry.ts';

export const WRANGLER = resolve(ROOT, 'node_modules/wrangler/bin/wrangler.js');

const toRemoteCommand = (env: string) => `npx wrangler d1 migrations apply ${BINDING} --env ${env} --remote`;

/** Opens a database that has the whole schema: migrates a local one, refuses a remote one that lacks a migration. */
export async function openMigrated(location: Location): Promise<Database> {
  const database = await openDatabase(location);
  try {
    const pending = await listPending(database.d1);
    if (pending.length === 0) return database;
    if (location.remote)
      throw new Refusal(
        `The database lacks ${pending.join(', ')}. First run: ${toRemoteCommand(location.env ?? 'production')}`,
      );
  } catch (fault) {
    await database.close();
    throw fault;
  }
  await database.close();
  await applyMigrations(location.persistTo);
  return openDatabase(location);
}

/** The migration files that have not been applied, in order. */
async function listPending(d1: D1Database): Promise<string[]> {
  const files = (await readdir(resolve(ROOT, 'migrations'))).filter((name) => name.endsWith('.sql')).sort();
  const known = await retry(() => d1.prepare(`select name from sqlite_schema where name = 'd1_migrations'`).first());
  if (!known) return files;
  const { results } = await retry(() => d1.prepare('select name from d1_migrations').all<{ name: string }>());
  const applied = new Set(results.map(({ name }) => name));
  return files.filter((name) => !applied.has(name));
}

async function applyMigrations(persistTo: string): Promise<void> {
  const args = [WRANGLER, 'd1', 'migrations', 'apply', BINDING, '--local', '--persist-to', resolve(persistTo)];
  const env = { ...process.env, ...OFFLINE, CI: 'true' };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Refusal(`The migrations could not be applied.\n${said.trim()}`);
}
