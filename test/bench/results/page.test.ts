// The targets of the page: reached at their limits, missed beyond them.
import { expect, it } from 'vitest';
import { BACK, FIRST_PAINT, MEMORY, SCRIPT, SHIFT, STYLE } from '../../../bench/page/cases.ts';
import { INPUTS } from '../../../bench/page/inputs.ts';
import { toPageLines } from '../../../bench/report/page.ts';
import type { Measurement, Result } from '../../../bench/report/result.ts';
import { summarize } from '../../../bench/verdict/percentile.ts';
import { judgeResult } from '../../../bench/verdict/targets.ts';

const EMPTY: Result = {
  kind: 'page',
  startedAt: '2026-01-02T03:04:05Z',
  seconds: 1,
  commands: [],
  machine: { cpu: 'a CPU', cores: 2 },
  versions: {},
  data: { contacts: 3_000_000 },
  scenarios: [],
  measurements: [],
};

function measured(milliseconds: number, requests: number, moved: number): Result {
  const one = (name: string, unit: Measurement['unit'], samples: number[], seen: Measurement['seen'] = {}) => ({
    ...{ name, subject: 'kartei', unit, summary: summarize(samples), samples, seen },
  });
  const measurements = [
    one(FIRST_PAINT, 'ms', [6 * milliseconds]),
    ...INPUTS.map(({ name }) => one(name, 'ms', [milliseconds])),
    one(BACK, 'ms', [milliseconds], { requests }),
    one(SHIFT, 'shift', [0, moved]),
    one(MEMORY, 'MB', [5, 5 + requests], { nodes: '9, 9' }),
    one(SCRIPT, 'KB', [1.2 * milliseconds]),
    one(STYLE, 'KB', [0.2 * milliseconds]),
  ];
  return { ...EMPTY, measurements };
}

it('reaches its targets at their limits', () => {
  expect(judgeResult(measured(50, 0, 0)).filter(({ reached }) => !reached)).toEqual([]);
  expect(toPageLines([measured(50, 0, 0)])).toContain('| back | 50.0 ms | 50.0 to 50.0 | requests 0 |');
});

it('misses each beyond its limit, and where it was not measured', () => {
  expect(judgeResult(measured(50.1, 1, 0.01)).filter(({ reached }) => reached)).toEqual([]);
  expect(judgeResult(EMPTY).filter(({ reached }) => reached)).toEqual([]);
});
