// What CPU the Worker may take for a question that no cache knows: at the median of the questions' medians. Pure.
import type { Result } from '../report/result.ts';
import { median } from './judge.ts';
import type { Verdict } from './verdict.ts';

const MOST_MS = { list: 3, search: 4, planning: 1 };

export function judgeCpu({ measurements }: Result): Verdict[] {
  const judge = (claim: string, most: number, own: Result['measurements']): Verdict => {
    const seen = median(own.map(({ summary }) => summary.median));
    return { claim: `${claim} takes at most ${most} ms of CPU`, reached: seen <= most, seen: `${seen.toFixed(2)} ms` };
  };
  const whole = measurements.filter(({ subject }) => subject === 'kartei');
  const ofKind = (kind: string) => whole.filter(({ seen }) => seen!.kind === kind);
  return [
    judge('a list', MOST_MS.list, ofKind('list')),
    judge('a search', MOST_MS.search, ofKind('search')),
    judge(
      'planning',
      MOST_MS.planning,
      measurements.filter(({ subject }) => subject === 'planning'),
    ),
  ];
}
