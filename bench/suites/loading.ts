// Suite `seed`: how long it takes to load the contacts. The measuring is a process of its own (seed.ts), for it is of its
// memory, too. Loading is long, so it is done once: there is no interval.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addTo, finishResult, type Measurement, type Result, startResult } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';
import type { SeedMeasure } from './seed.ts';

const NAME = 'load into an empty database';

export async function measureLoading(contacts: number): Promise<Result> {
  const result = startResult('seed', { contacts });
  const args = [join(import.meta.dirname, 'seed.ts'), '--contacts', String(contacts), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const measure = JSON.parse(stdout.trim().split('\n').at(-1)!) as SeedMeasure;
  const toMeasurement = (subject: string, seconds: number, seen: Measurement['seen'] = {}): Measurement => ({
    name: NAME,
    subject,
    unit: 's',
    summary: summarize([seconds]),
    samples: [seconds],
    seen: { rows_per_second: Math.round((3 * contacts) / seconds), ...seen },
  });
  const expected =
    'Slower than a plain file by a small factor: D1 takes text, keeps counts and statistics, and rows must be made.';
  addTo(result, {
    scenarios: [{ name: NAME, expected, unflattering: false }],
    measurements: [
      toMeasurement('kartei', measure.d1Seconds, {
        peak_mb: Math.round(measure.peakMb),
        times: Number(measure.ratio.toFixed(2)),
        database_mb: Math.round(measure.databaseMb),
      }),
      toMeasurement('plain SQLite', measure.plainSeconds, { database_mb: Math.round(measure.plainMb) }),
    ],
  });
  return finishResult(result);
}
