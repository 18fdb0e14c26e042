// What a bench needs of its machine: a port, the processes that this one has started, and what the kernel tells of them: CPU
// and memory. Nothing where it does not tell (not Linux).
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const NANOSECONDS = 1e6;
const KILOBYTE = 1024;
const MEGABYTE = 1_000_000;

/** A port that nobody listens on. */
export async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The processes that this one has started. */
export function listChildren(): number[] {
  const own = `/proc/${process.pid}/task`;
  return read(() =>
    readdirSync(own).flatMap((task) => readFileSync(`${own}/${task}/children`, 'utf8').split(' ').filter(Boolean)),
  ).map(Number);
}

/** What all threads of a process have run for. */
export function readProcessMs(pid: number): number {
  const tasks = read(() => readdirSync(`/proc/${pid}/task`));
  const times = tasks.flatMap((task) => read(() => [readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8')]));
  return times.reduce((sum, time) => sum + Number(time.split(' ')[0]), 0) / NANOSECONDS;
}

/** What of a process lies in memory, in megabytes of 1,000,000 bytes; 0 where the kernel does not tell. */
export function readProcessMb(pid: number): number {
  const [status = ''] = read(() => [readFileSync(`/proc/${pid}/status`, 'utf8')]);
  return (Number(status.match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) * KILOBYTE) / MEGABYTE;
}

/** Nothing where there is no such file. */
function read(files: () => string[]): string[] {
  try {
    return files();
  } catch {
    return [];
  }
}
