// Kartei as it would be uploaded, and once more with its queries counted, in a workerd of their own on a local database and
// an empty KV; and the memory that this workerd has. Ends with `close`.
import { rm } from 'node:fs/promises';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { listChildren, readProcessMb } from '../harness/process.ts';
import { bundleWorker, lendState, readShared } from '../harness/servers.ts';
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
  const state = await lendState(persistTo);
  const before = new Set(listChildren());
  const options = { resourcePersistencePath: state, log: new Log(LogLevel.ERROR), workers };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  const close = async () => {
    await miniflare.dispose();
    await rm(state, { recursive: true, force: true });
  };
  try {
    await miniflare.ready;
    const toUrl = async (name: string) => (await miniflare.unsafeGetDirectURL(name)).origin;
    const urls = { kartei: await toUrl('kartei'), counted: await toUrl('counted') };
    const started = listChildren().filter((pid) => !before.has(pid));
    return {
      urls,
      readRan: async () => (await (await fetch(urls.counted + RAN_PATH)).json()) as Ran,
      readMb: () => started.reduce((sum, pid) => sum + readProcessMb(pid), 0),
      close,
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}
