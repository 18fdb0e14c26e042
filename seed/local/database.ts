// wrangler's local state, served by a runtime of this process: its D1s by one request a call, its KV by miniflare's proxy.
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { type Send, toDatabase } from './client.ts';
import { answer, type Told } from './runtime.ts';

/** As in wrangler.toml, for local development. */
export interface Bindings {
  compatibility_date?: string | undefined;
  d1_databases: { binding: string; database_id?: string | undefined }[];
  kv_namespaces: { binding: string; id?: string | undefined }[];
}

const URL_OF_CALLS = 'http://localhost/';

/** Opens what is kept in the folder. `close` ends the runtime. */
export async function openLocal(folder: string, { compatibility_date, d1_databases, kv_namespaces }: Bindings) {
  const options = {
    ...{ modules: true, script: `export default { fetch: ${answer} }` },
    resourcePersistencePath: folder,
    compatibilityDate: compatibility_date!,
    d1Databases: Object.fromEntries(d1_databases.map(({ binding, database_id }) => [binding, database_id!])),
    kvNamespaces: Object.fromEntries(kv_namespaces.map(({ binding, id }) => [binding, id!])),
    log: new Log(LogLevel.ERROR),
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  let isLost = false;
  /** A runtime that was lost is started anew, but what was under way is not known: whoever asks begins again. */
  const send: Send = async (call) => {
    if (isLost) throw new Error('The local runtime failed to answer before.');
    try {
      const response = await miniflare.dispatchFetch(URL_OF_CALLS, { method: 'POST', body: JSON.stringify(call) });
      return (await response.json()) as Told;
    } catch (fault) {
      isLost = true;
      throw fault;
    }
  };
  await miniflare.ready;
  const [kv] = await Promise.all(kv_namespaces.map(({ binding }) => miniflare.getKVNamespace(binding)));
  return {
    d1s: Object.fromEntries(d1_databases.map(({ binding }) => [binding, toDatabase(binding, send)])),
    kv: kv as unknown as KVNamespace,
    close: () => miniflare.dispose(),
  };
}
