// Contacts in, PostgreSQL as a subject of the bench out, in both kinds: a cluster with the same rows, and for each kind a
// server before it. Ends with `close`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startCluster } from './cluster.ts';
import { loadDatabases } from './load.ts';
import { KINDS, type Kind } from './schema.ts';

/** By the name of the subject: where it listens, without a slash at the end. */
export interface Peers {
  urls: Record<string, string>;
  /** The address of the database whose indexes are plain. */
  database: string;
  version: string;
  close: () => Promise<void>;
}

const NAMES: Record<Kind, string> = { plain: 'postgres', tuned: 'postgres tuned' };

/** Throws a Refusal where PostgreSQL is not installed. */
export async function startPostgres(persistTo: string, note: (line: string) => void): Promise<Peers> {
  const cluster = await startCluster();
  const servers: ChildProcess[] = [];
  const close = async () => {
    for (const server of servers) if (server.exitCode === null && server.kill()) await once(server, 'exit');
    await cluster.close();
  };
  try {
    const databases = await loadDatabases(cluster, persistTo, note);
    const urls: Peers['urls'] = {};
    for (const kind of KINDS) {
      const args = ['--url', databases[kind], ...(kind === 'tuned' ? ['--tuned'] : [])];
      const server = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      servers.push(server);
      const [line] = await once(createInterface(server.stdout), 'line');
      urls[NAMES[kind]] = line as string;
    }
    return { urls, database: databases.plain, version: cluster.version, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}
