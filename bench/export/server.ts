// Kartei as it would be uploaded, and once more with its queries counted, in a workerd of their own on a local database and
// an empty KV; and the memory that this workerd has. Ends with `close`.
import { readProcessMb } from '../harness/process.ts';
import { bundleWorker, readShared, startWorkers } from '../harness/servers.ts';
import { RAN_PATH, type Ran } from './ran.ts';

const COUNTED = 'bench/export/counted.ts';

export interface ExportServer {
  /** Where each listens, without a slash at the end. */
  urls: { kartei: string; counted: string };
  /** What ran for the counted one since this was asked last. */
  readRan: () => Promise<Ran>;
  /** 0 where the kernel does not tell. */
  readMb: () => number;
  close: () => Promise<void>;
}

export async function startExportServer(persistTo: string): Promise<ExportServer> {
  const common = { ...readShared(), bindings: { ACCESS: 'open' }, versionMetadata: 'BUILD' };
  const workers = [
    { ...common, name: 'kartei', modules: await bundleWorker() },
    { ...common, name: 'counted', modules: await bundleWorker(COUNTED) },
  ];
  return startWorkers(persistTo, workers, async ({ urlOf, processes }) => {
    const urls = { kartei: await urlOf('kartei'), counted: await urlOf('counted') };
    return {
      urls,
      readRan: async () => (await (await fetch(urls.counted + RAN_PATH)).json()) as Ran,
      readMb: () => processes.reduce((sum, pid) => sum + readProcessMb(pid), 0),
    };
  });
}
