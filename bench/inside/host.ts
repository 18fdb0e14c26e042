// A Worker of the bench's own in a workerd of its own, on a local database and an empty KV; and the CPU that this process
// takes, by the kernel's account of it.
import { openClient } from '../harness/client.ts';
import { readProcessMs } from '../harness/process.ts';
import { bundleWorker, readShared, startWorkers } from '../harness/servers.ts';

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
  const worker = { ...readShared(), name: 'inside', modules, bindings: { ACCESS: 'open' }, versionMetadata: 'BUILD' };
  const client = openClient(1);
  const { close, ...inside } = await startWorkers(persistTo, [worker], async ({ urlOf, bindingsOf, processes }) => {
    const url = await urlOf('inside');
    const { DB } = await bindingsOf('inside');
    return {
      contacts: Number(await DB.prepare('select contacts from data_state').first('contacts')),
      ask: async (parameters: Record<string, string | number>) => {
        const search = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
        const { status, body } = await client.ask(`${url}/?${search}`);
        if (status !== 200) throw new Error(`${search}: ${status} ${body.slice(0, 300)}`);
        return JSON.parse(body) as Told;
      },
      readCpuMs: () => (processes.length > 0 ? processes.reduce((sum, pid) => sum + readProcessMs(pid), 0) : null),
    };
  });
  return {
    ...inside,
    close: async () => {
      client.close();
      await close();
    },
  };
}
