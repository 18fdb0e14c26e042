// Brings a local database to the schema of migrations/, and says which command does so for a remote one. wrangler's command
// would do the same here, but starts a runtime for each file, which takes ten seconds.
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { unstable_splitSqlQuery as splitSqlQuery } from 'wrangler';
import { BINDING, type Database, type Location, openDatabase, ROOT } from './database.ts';
import { Refusal } from './refusal.ts';
import { retry } from './retry.ts';

export const WRANGLER = resolve(ROOT, 'node_modules/wrangler/bin/wrangler.js');

const FOLDER = resolve(ROOT, 'migrations');
/** Where wrangler notes what it has applied. */
const NOTED = 'd1_migrations';
const TABLE = `create table if not exists ${NOTED} (id integer primary key autoincrement, name text unique,
  applied_at timestamp default current_timestamp not null)`;

const toRemoteCommand = (env: string) => `npx wrangler d1 migrations apply ${BINDING} --env ${env} --remote`;

/** Opens a database that has the whole schema: migrates a local one, refuses a remote one that lacks a migration. */
export async function openMigrated(location: Location): Promise<Database> {
  const database = await openDatabase(location);
  try {
    const pending = await listPending(database.d1);
    if (pending.length > 0 && location.remote)
      throw new Refusal(
        `The database lacks ${pending.join(', ')}. First run: ${toRemoteCommand(location.env ?? 'production')}`,
      );
    for (const file of pending) await migrate(database.d1, file);
    return database;
  } catch (fault) {
    await database.close();
    throw fault;
  }
}

/** The migration files that have not been applied, in order. */
async function listPending(d1: D1Database): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  const known = await retry(() => d1.prepare(`select name from sqlite_schema where name = '${NOTED}'`).first());
  if (!known) return files;
  const { results } = await retry(() => d1.prepare(`select name from ${NOTED}`).all<{ name: string }>());
  const applied = new Set(results.map(({ name }) => name));
  return files.filter((name) => !applied.has(name));
}

/** Applies a file as one transaction, and notes it as wrangler does; another process may have done so just before. */
async function migrate(d1: D1Database, file: string): Promise<void> {
  const text = await readFile(resolve(FOLDER, file), 'utf8');
  const statements = [...splitSqlQuery(text), `insert into ${NOTED} (name) values ('${file}')`];
  try {
    await d1.batch([TABLE, ...statements].map((statement) => d1.prepare(statement)));
  } catch (fault) {
    if ((await listPending(d1)).includes(file))
      throw new Refusal(`The migration ${file} could not be applied. ${(fault as Error).message}`);
  }
}
