// A Worker of the bench's own in a workerd of its own, on a local database and an empty KV; and the CPU that this process
// takes, by the kernel's account of it.
import { rm } from 'node:fs/promises';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { openClient } from '../harness/client.ts';
import { listChildren, readProcessMs } from '../harness/process.ts';
import { bundleWorker, lendState, readShared } from '../harness/servers.ts';

/** What a loop told of itself. */
export type Told = Record<string, number>;

export interface Inside {
  /** In the database. */
  contacts: number;
  /** Asks the Worker with these parameters. Throws where it fails. */
  ask: (parameters: Record<string, string | number>) => Promise<Told>;
  /** The CPU that its process has taken so far, all threads together; null where the kernel does not tell (not Linux). */
  readCpuMs: () => number | null;
  close: () => Promise<void>;
}

/** Starts the Worker that begins in this file, a path from the project's root. */
export async function startInside(persistTo: string, entry: string): Promise<Inside> {
  const modules = await bundleWorker(entry);
  const state = await lendState(persistTo);
  const before = new Set(listChildren());
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: state,
      log: new Log(LogLevel.ERROR),
      workers: [{ ...readShared(), name: 'inside', modules, bindings: { ACCESS: 'open' }, versionMetadata: 'BUILD' }],
    }),
  );
  const client = openClient(1);
  const close = async () => {
    client.close();
    await miniflare.dispose();
    await rm(state, { recursive: true, force: true });
  };
  try {
    await miniflare.ready;
    const { origin } = await miniflare.unsafeGetDirectURL('inside');
    const { DB } = await miniflare.getBindings<{ DB: D1Database }>('inside');
    const contacts = Number(await DB.prepare('select contacts from data_state').first('contacts'));
    const started = listChildren().filter((pid) => !before.has(pid));
    return {
      contacts,
      ask: async (parameters) => {
        const search = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
        const { status, body } = await client.ask(`${origin}/?${search}`);
        if (status !== 200) throw new Error(`${search}: ${status} ${body.slice(0, 300)}`);
        return JSON.parse(body) as Told;
      },
      readCpuMs: () => (started.length > 0 ? started.reduce((sum, pid) => sum + readProcessMs(pid), 0) : null),
      close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}
