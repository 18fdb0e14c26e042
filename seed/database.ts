// Where the data lives in, the D1 and KV bindings of it out: wrangler's local state folder, or the real ones of an
// environment at Cloudflare. What is read and written through the bindings is the same code for both.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type GetPlatformProxyOptions, getPlatformProxy, unstable_readConfig as readConfig } from 'wrangler';
import type { Environment } from './environment.ts';
import { openLocal } from './local/database.ts';
import { Refusal } from './refusal.ts';
import { nameMissing } from './ship/missing.ts';

/** Where a database is: in a local state folder (wrangler's `--persist-to`), or at Cloudflare, in an environment (production). */
export type Location = { persistTo: string; remote: boolean; env?: Environment };

/** An open database, the ledger of erasures and the KV beside it. `close` ends the runtime that serves the bindings. */
export type Database = { d1: D1Database; ledger: D1Database; kv: KVNamespace; close: () => Promise<void> };

/** The checkout; wrangler.toml and migrations/ are in it. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Where wrangler keeps local state unless told otherwise. */
export const LOCAL_STATE = resolve(ROOT, '.wrangler/state');

/** wrangler keeps the state of its local resources in this folder of the one given as `--persist-to`. */
export const STATE_LAYOUT = 'v3';

/** Named in place of .dev.vars, of which the scripts need nothing and wrangler would tell. */
const NO_VARIABLES = ['.no-variables'];

/** The binding's name in wrangler.toml. */
export const BINDING = 'DB';

/** What keeps wrangler and its runtime from waiting for a network that may not be there. */
export const OFFLINE = { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' };

export const CONFIG = resolve(ROOT, 'wrangler.toml');
const REMOTE_CONFIG = resolve(ROOT, '.wrangler/seed/remote.json');

/** An environment, as far as a load needs it; its database's name is the one that a reset is confirmed with. */
export function readEnvironment(env: Environment) {
  const config = readConfig({ config: CONFIG, env });
  const { account_id, compatibility_date, d1_databases, kv_namespaces } = config;
  return { account_id, compatibility_date, d1_databases, kv_namespaces };
}

/**
 * Writes a configuration whose bindings are the real ones. It is only here: with `remote` in wrangler.toml, `wrangler dev`
 * would serve the real data too.
 */
async function writeRemoteConfig(env: Environment): Promise<string> {
  const { d1_databases, kv_namespaces, ...rest } = readEnvironment(env);
  const toRemote = <T extends object>(binding: T) => ({ ...binding, remote: true });
  const config = { ...rest, d1_databases: d1_databases.map(toRemote), kv_namespaces: kv_namespaces.map(toRemote) };
  await mkdir(dirname(REMOTE_CONFIG), { recursive: true });
  await writeFile(REMOTE_CONFIG, JSON.stringify({ name: 'kartei-seed', ...config }));
  return REMOTE_CONFIG;
}

/** Opens the database. Throws an Error with a message for the user when a remote one cannot be reached. */
export async function openDatabase({ persistTo, remote, env = 'production' }: Location): Promise<Database> {
  Object.assign(process.env, OFFLINE);
  if (remote) return openProxied({ configPath: await writeRemoteConfig(env), remoteBindings: true }, env);
  const { d1s, kv, close } = await openLocal(resolve(persistTo, STATE_LAYOUT), readConfig({ config: CONFIG }));
  return { d1: d1s[BINDING]!, ledger: d1s.LEDGER!, kv, close };
}

/** Opens it by the proxies that wrangler makes of bindings. */
export async function openProxied(options: GetPlatformProxyOptions, env: Environment): Promise<Database> {
  const proxy = await getPlatformProxy<{ [BINDING]: D1Database; LEDGER: D1Database; KV: KVNamespace }>({
    envFiles: NO_VARIABLES,
    ...options,
  }).catch((fault: Error) => {
    const missing = options.remoteBindings ? nameMissing(env, fault.message, readEnvironment(env)) : null;
    throw missing === null ? fault : new Refusal(missing);
  });
  const { KV: kv, LEDGER } = proxy.env;
  return { d1: holdStatements(proxy.env[BINDING]), ledger: holdStatements(LEDGER), kv, close: () => proxy.dispose() };
}

/**
 * Keeps the statements of a batch until it is answered. A statement lives in the runtime as long as its handle here; where
 * the handles are collected while the batch is on its way to a runtime that is slow to read it, there is nothing to run,
 * and the batch fails by an assertion.
 */
function holdStatements<T extends D1Database | D1DatabaseSession>(d1: T): T {
  const underway = new Set<D1PreparedStatement[]>();
  const batch = async (statements: D1PreparedStatement[]) => {
    underway.add(statements);
    try {
      return await d1.batch(statements);
    } finally {
      underway.delete(statements);
    }
  };
  const get = (target: T, key: string | symbol) => {
    if (key === 'batch') return batch;
    if (key === 'withSession' && 'withSession' in target)
      return (start?: string) => holdStatements(target.withSession(start));
    return Reflect.get(target, key);
  };
  return new Proxy(d1, { get });
}
