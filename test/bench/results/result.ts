// Results of the bench that were never measured, for what judges and reports them.
import type { Measurement, Result } from '../../../bench/report/result.ts';
import { summarize } from '../../../bench/verdict/percentile.ts';

export type Named = [name: string, subject: string, median: number, more?: Partial<Measurement>];

/** Nine samples of each are around its median. */
export function result(kind: string, named: Named[], unflattering: string[] = []): Result {
  const measurements = named.map(([name, subject, median, more]): Measurement => {
    const samples = Array.from({ length: 9 }, (_, at) => median * (0.96 + at / 100));
    return { name, subject, unit: 'ms', summary: summarize(samples), samples, ...more };
  });
  const names = [...new Set(named.map(([name]) => name))];
  return {
    kind,
    startedAt: '2026-01-02T03:04:05Z',
    seconds: 1,
    commands: ['npm run bench'],
    machine: { cpu: 'a CPU', cores: 2 },
    versions: {},
    data: { contacts: 3_000_000 },
    scenarios: names.map((name) => ({ name, expected: 'Something.', unflattering: unflattering.includes(name) })),
    measurements,
  };
}
