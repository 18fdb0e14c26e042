// How much of the Worker's own code runs, as a count that is the same on each machine and in each run: how often its
// blocks are entered, as V8 counts them for coverage. A function counts its blocks if it is first called after this module
// is read; of one that was called before, V8 counts only some of its calls, as it makes machine code of them.
import { Session } from 'node:inspector/promises';

const OWN = '/src/';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Entries of blocks of the Worker's code while `run` runs. */
export async function countSteps(run: () => unknown): Promise<number> {
  await session.post('Profiler.takePreciseCoverage'); // what came before is not counted
  await run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const own = result.filter(({ url }) => url.includes(OWN)).flatMap(({ functions }) => functions);
  return own.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}
