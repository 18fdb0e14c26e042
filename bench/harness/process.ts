// The processes that this one has started, and what the kernel tells of them: CPU and memory. Nothing where it does not tell
// (not Linux).
import { readdirSync, readFileSync } from 'node:fs';

const NANOSECONDS = 1e6;
const KILOBYTE = 1024;
const MEGABYTE = 1_000_000;

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
