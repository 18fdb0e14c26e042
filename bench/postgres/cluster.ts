// A PostgreSQL of the bench's own, where it is installed: a new cluster in a temporary folder, listening on loopback alone,
// with nothing left of it at the end. PostgreSQL refuses to run as root, so root runs it as another user.
import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '../../seed/refusal.ts';
import { findPort } from '../harness/process.ts';

/** Where Debian and Homebrew put each version. */
const PLACES = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];
/** Who may run it in place of root; the first that exists. */
const USERS = ['postgres', 'nobody'];
const NEEDED = ['initdb', 'postgres'];
const MISSING =
  'PostgreSQL is not installed here: there is no initdb in PATH. Nothing but its programs is needed, no running server:\n' +
  '  apt-get install postgresql (Debian, Ubuntu), brew install postgresql (macOS), or put the folder of initdb into PATH.';

/** Of the machine's memory, as its manual advises; more than this the contacts do not need. */
const BUFFERS = { share: 0.25, mostMb: 4096 };
const READY = 'database system is ready to accept connections';
const START_MS = 30_000;
const POLL_MS = 50;

export interface Cluster {
  /** The address of a database of this name. */
  toUrl: (database: string) => string;
  version: string;
  close: () => Promise<void>;
}

interface User {
  uid: number;
  gid: number;
}

/** The folder with the programs. Throws a Refusal that says how to get them. */
export function findPrograms(path = process.env.PATH ?? '', places = PLACES): string {
  const installed = places
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((name) => join(place, name, 'bin')));
  const folders = [...path.split(delimiter).filter(Boolean), ...installed.sort().reverse()];
  const found = folders.find((folder) => NEEDED.every((program) => existsSync(join(folder, program))));
  if (!found) throw new Refusal(MISSING);
  return found;
}

/** Makes and starts a cluster whose only user is `postgres`, trusted without a password on loopback. */
export async function startCluster(): Promise<Cluster> {
  const programs = findPrograms();
  const user = await findUser();
  const folder = await mkdtemp(join(tmpdir(), 'kartei-postgres-'));
  if (user) await chown(folder, user.uid, user.gid);
  const options: SpawnOptions = { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, ...user };
  const data = join(folder, 'data');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const order = ['--encoding=UTF8', '--locale=C', '--auth=trust', '--username=postgres', '--no-sync'];
    await promisify(execFile)(join(programs, 'initdb'), ['--pgdata', data, ...order], { ...options, encoding: 'utf8' });
    const port = await findPort();
    await appendFile(join(data, 'postgresql.conf'), toSettings({ port, folder }));
    const log = join(folder, 'log');
    const server = spawn('/bin/sh', ['-c', 'exec "$0" -D "$1" >"$2" 2>&1', join(programs, 'postgres'), data, log], {
      ...options,
      stdio: 'ignore',
    });
    const stop = () => server.kill('SIGINT'); // ends its sessions, and then itself
    process.once('exit', stop);
    const exited = once(server, 'exit');
    const close = async () => {
      process.off('exit', stop);
      stop();
      await exited;
      await remove();
    };
    try {
      await waitUntilReady(log, () => server.exitCode !== null);
    } catch (fault) {
      await close();
      throw fault;
    }
    const { stdout } = await promisify(execFile)(join(programs, 'postgres'), ['--version']);
    const version = stdout.match(/\d+(\.\d+)*/)?.[0] ?? 'unknown';
    return { toUrl: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`, version, close };
  } catch (fault) {
    await remove();
    throw fault;
  }
}

/** For one machine that does nothing else: memory, and the costs of a disk whose pages are all in memory. */
function toSettings({ port, folder }: { port: number; folder: string }): string {
  const memoryMb = Math.floor(totalmem() / 2 ** 20);
  const buffersMb = Math.min(BUFFERS.mostMb, Math.floor(BUFFERS.share * memoryMb));
  return [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    `shared_buffers = ${buffersMb}MB`,
    `effective_cache_size = ${Math.floor(memoryMb / 2)}MB`,
    'work_mem = 64MB',
    'random_page_cost = 1.1',
    'jit = off',
    'max_wal_size = 8GB',
    `max_parallel_workers = ${cpus().length}`,
    "timezone = 'UTC'",
    'synchronous_commit = off',
    '',
  ].join('\n');
}

/** Null where this process may run it itself. */
async function findUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = USERS.map((name) => users.find(([known]) => known === name)).find(Boolean);
  if (!found) throw new Refusal(`PostgreSQL does not run as root, and there is no user ${USERS.join(' or ')} here.`);
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

async function waitUntilReady(log: string, hasEnded: () => boolean): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end && !hasEnded(); ) {
    if ((await readFile(log, 'utf8').catch(() => '')).includes(READY)) return;
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
  throw new Error(`PostgreSQL did not start: ${await readFile(log, 'utf8').catch(() => 'it said nothing')}`);
}
