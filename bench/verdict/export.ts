// What an export must reach: its time beside SQLite alone, flat memory, and the same bytes however often it is cut. Pure.
import { EXPORTED, MEMORY, RESUMED } from '../export/scenarios.ts';
import type { Result } from '../report/result.ts';
import type { Verdict } from './verdict.ts';

const MOST_TIMES = 3;
const MOST_GROWTH_MB = 50;

export function judgeExport({ measurements }: Result): Verdict[] {
  const [ours, plain] = measurements.filter(({ name }) => name === EXPORTED);
  const times = ours!.summary.median / plain!.summary.median;
  const [tenth, highest] = measurements.find(({ name }) => name === MEMORY)!.samples!;
  const { cuts, same_bytes, requests } = measurements.find(({ name }) => name === RESUMED)!.seen!;
  return [
    {
      claim: `an export takes at most ${MOST_TIMES} times as long as ${plain!.subject}`,
      reached: times <= MOST_TIMES,
      seen: times.toFixed(2),
    },
    {
      claim: `after its first tenth the runtime's memory grows by at most ${MOST_GROWTH_MB} MB`,
      reached: highest! > 0 && highest! - tenth! <= MOST_GROWTH_MB,
      seen: highest! > 0 ? `${Math.round(tenth!)} MB, then at most ${Math.round(highest!)} MB` : 'not told here',
    },
    {
      claim: `cut at ${cuts} random bytes it comes to the same bytes`,
      reached: same_bytes === 'yes',
      seen: `${same_bytes}, in ${requests} requests`,
    },
  ];
}
