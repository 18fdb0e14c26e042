// What loading may take beside a plain file, and how large the database may be. Pure.
import type { Result } from '../report/result.ts';
import type { Verdict } from './verdict.ts';

const MOST_TIMES = 4;
const MOST_MEMORY_MB = 1000;
const MOST_DATABASE_MB = 2600;

export function judgeSeed({ measurements }: Result): Verdict[] {
  const seen = measurements.find(({ subject }) => subject === 'kartei')?.seen ?? {};
  const judge = (claim: string, value: string | number | undefined, most: number): Verdict => ({
    claim,
    reached: Number(value) <= most,
    seen: value === undefined ? 'not measured' : String(value),
  });
  return [
    judge(`loading takes at most ${MOST_TIMES} times as long as into a plain file`, seen.times, MOST_TIMES),
    judge(`it takes at most ${MOST_MEMORY_MB.toLocaleString('en')} MB of memory`, seen.peak_mb, MOST_MEMORY_MB),
    judge(`the database has at most ${MOST_DATABASE_MB.toLocaleString('en')} MB`, seen.database_mb, MOST_DATABASE_MB),
  ];
}
