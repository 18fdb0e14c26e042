// Where the data lives in, the D1 binding of it out: wrangler's local state folder, or the real database of the
// production environment. What is read and written through the binding is the same code for both.
import { resolve } from 'node:path';
import { getPlatformProxy } from 'wrangler';

/** Where a database is: in a local state folder (wrangler's `--persist-to`), or at Cloudflare. */
export type Location = { persistTo: string; remote: boolean };

/** An open database, and the KV beside it. `close` ends the runtime that serves the bindings. */
export type Database = { d1: D1Database; kv: KVNamespace; close: () => Promise<void> };

/** The checkout; wrangler.toml and migrations/ are in it. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Where wrangler keeps local state unless told otherwise. */
export const LOCAL_STATE = resolve(ROOT, '.wrangler/state');

/** wrangler keeps the state of its local resources in this folder of the one given as `--persist-to`. */
const STATE_LAYOUT = 'v3';

/** Named in place of .dev.vars, of which the scripts need nothing and wrangler would tell. */
const NO_VARIABLES = ['.no-variables'];
const REMOTE_ENVIRONMENT = 'production';

/** The binding's name in wrangler.toml. */
export const BINDING = 'DB';

/** What keeps wrangler and its runtime from waiting for a network that may not be there. */
export const OFFLINE = { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' };

/** Opens the database. Throws an Error with a message for the user when a remote one cannot be reached. */
export async function openDatabase({ persistTo, remote }: Location): Promise<Database> {
  Object.assign(process.env, OFFLINE);
  const configPath = resolve(ROOT, 'wrangler.toml');
  const options = remote
    ? { environment: REMOTE_ENVIRONMENT, remoteBindings: true }
    : { persist: { path: resolve(persistTo, STATE_LAYOUT) }, remoteBindings: false };
  const proxy = await getPlatformProxy<{ [BINDING]: D1Database; KV: KVNamespace }>({
    configPath,
    envFiles: NO_VARIABLES,
    ...options,
  });
  return { d1: proxy.env[BINDING], kv: proxy.env.KV, close: () => proxy.dispose() };
}
