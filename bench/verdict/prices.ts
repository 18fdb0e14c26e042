// How many rows a write may write: rows written are the dearest thing that is billed. Pure.

import { CHANGE, CREATE } from '../report/prices.ts';
import type { Result } from '../report/result.ts';
import type { Verdict } from './verdict.ts';

const MOST_WRITTEN = [
  [CHANGE, 8], // two of them for the audit
  [CREATE, 60],
] as const;

export function judgePrices({ measurements }: Result): Verdict[] {
  return MOST_WRITTEN.map(([wanted, most]) => {
    const written = Number(measurements.find(({ name }) => name === wanted)?.seen?.rows_written);
    return { claim: `${wanted}: at most ${most} rows written`, reached: written <= most, seen: String(written) };
  });
}
