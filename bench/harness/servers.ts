// Kartei as it would be uploaded and everything that it is compared with, in one workerd on one local database and one
// KV that begins empty, each on a socket of its own with no proxy before it. Ends with `close`.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_readConfig as readConfig } from 'wrangler';
import { OFFLINE, ROOT, STATE_LAYOUT } from '../../seed/database.ts';
import { WRANGLER } from '../../seed/migration.ts';
import { listChildren } from './process.ts';

export const BASELINES = ['naive', 'joined', 'sql', 'kv', 'hello'] as const;
export const SUBJECTS = ['kartei', ...BASELINES] as const;
export type Subject = (typeof SUBJECTS)[number];

export interface Servers {
  /** Where each listens, without a slash at the end. */
  urls: Record<Subject, string>;
  kv: KVNamespace;
  close: () => Promise<void>;
}

interface Module {
  type: 'ESModule';
  path: string;
  contents: string;
}

/** Starts all on the data of a state folder. `statements` are those that `sql` runs, by name. */
export async function startServers(persistTo: string, statements: Record<string, string>): Promise<Servers> {
  const shared = readShared();
  const baseline = await readBaseline();
  const workers = [
    {
      ...shared,
      name: 'kartei',
      modules: await bundleWorker(),
      bindings: { ACCESS: 'open' },
      versionMetadata: 'BUILD',
    },
    ...BASELINES.map((name) => ({
      ...shared,
      name,
      modules: [...baseline].sort((a, b) => toRank(a, name) - toRank(b, name)),
      bindings: { STATEMENTS: statements },
    })),
  ];
  return startWorkers(persistTo, workers, async ({ urlOf, bindingsOf }) => {
    const toUrl = async (name: Subject) => [name, await urlOf(name)] as const;
    const urls = Object.fromEntries(await Promise.all(SUBJECTS.map(toUrl))) as Servers['urls'];
    return { urls, kv: (await bindingsOf('kartei')).KV };
  });
}

/** Workers that run, by their names. */
export interface Running {
  /** Where it listens, without a slash at the end. */
  urlOf: (name: string) => Promise<string>;
  bindingsOf: (name: string) => Promise<{ DB: D1Database; KV: KVNamespace }>;
  /** Their processes; none where the kernel does not tell. */
  processes: number[];
  /** Where the runtime lists what can be inspected. */
  inspector: () => Promise<URL>;
}

/** Starts Workers in a workerd of their own, on a local database and an empty KV, and opens them; `close` ends them. */
export async function startWorkers<T>(
  persistTo: string,
  workers: object[],
  open: (running: Running) => Promise<T>,
  { isInspected = false } = {},
): Promise<T & { close: () => Promise<void> }> {
  const state = await lendState(persistTo);
  const before = new Set(listChildren());
  const options = {
    resourcePersistencePath: join(state, STATE_LAYOUT),
    log: new Log(LogLevel.ERROR),
    workers,
    ...(isInspected && { inspectorPort: 0 }),
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions(options as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  const close = async () => {
    await miniflare.dispose();
    await rm(state, { recursive: true, force: true });
  };
  try {
    await miniflare.ready;
    const opened = await open({
      urlOf: async (name) => (await miniflare.unsafeGetDirectURL(name)).origin,
      bindingsOf: (name) => miniflare.getBindings(name),
      inspector: () => miniflare.getInspectorURL(),
      processes: listChildren().filter((pid) => !before.has(pid)),
    });
    return { ...opened, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

/** What all Workers of the bench are configured with. */
export function readShared() {
  Object.assign(process.env, OFFLINE);
  const config = readConfig({ config: resolve(ROOT, 'wrangler.toml') });
  return {
    compatibilityDate: config.compatibility_date!,
    d1Databases: { DB: config.d1_databases[0]!.database_id! },
    kvNamespaces: { KV: config.kv_namespaces[0]!.id! },
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  };
}

/** A state folder with the database of another, and nothing else of it: what is cached in one run must not serve the next. */
export async function lendState(persistTo: string): Promise<string> {
  const state = await mkdtemp(join(tmpdir(), 'kartei-state-'));
  const database = resolve(persistTo, STATE_LAYOUT, 'd1');
  await mkdir(database, { recursive: true });
  await mkdir(join(state, STATE_LAYOUT));
  await symlink(database, join(state, STATE_LAYOUT, 'd1'));
  return state;
}

const bundled = new Map<string, Promise<Module[]>>();

/** The Worker as the bundler makes it for Cloudflare, or another that begins in this file; once for each. */
export function bundleWorker(entry = 'src/index.ts'): Promise<Module[]> {
  const bundle = bundled.get(entry) ?? runBundler(entry);
  bundled.set(entry, bundle);
  return bundle;
}

async function runBundler(entry: string): Promise<Module[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kartei-bundle-'));
  try {
    const args = [WRANGLER, 'deploy', entry, '--dry-run', '--outdir', folder, '--env='];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...OFFLINE } });
    const file = basename(entry).replace(/\.ts$/, '.js');
    return [{ type: 'ESModule', path: 'index.js', contents: await readFile(join(folder, file), 'utf8') }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of bench/baseline without their types, which is all that they need. */
async function readBaseline(): Promise<Module[]> {
  const folder = join(import.meta.dirname, '../baseline');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const read = async (path: string): Promise<Module> => {
    const contents = stripTypeScriptTypes(await readFile(join(folder, path), 'utf8'));
    return { type: 'ESModule', path, contents };
  };
  return Promise.all(files.map(read));
}

/** A Worker's first module is its entry. */
function toRank({ path }: Module, name: string): number {
  return path === `${name}.ts` ? 0 : 1;
}
