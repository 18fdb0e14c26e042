// How much of the Worker's own code runs, as a count that is the same on each machine: how often its blocks are entered, as
// V8 counts them for coverage.
import { Session } from 'node:inspector/promises';

const OWN = '/src/';

/** Entries of blocks of the Worker's code while `run` runs. */
export async function countSteps(run: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await session.post('Profiler.takePreciseCoverage'); // what came before is not counted
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const own = result.filter(({ url }) => url.includes(OWN)).flatMap(({ functions }) => functions);
    return own.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}
