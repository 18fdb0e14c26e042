import { describe, expect, it } from 'vitest';
import type { Measurement, Result } from '../../bench/report/result.ts';
import { compareResults } from '../../bench/verdict/change.ts';
import { summarize } from '../../bench/verdict/percentile.ts';

const around = (median: number, spread = 0.1) =>
  Array.from({ length: 21 }, (_, at) => median * (1 + (spread * (at - 10)) / 10));

function measurement(subject: string, samples: number[], more: Partial<Measurement> = {}): Measurement {
  return { name: 'first page', subject, unit: 'ms', summary: summarize(samples), samples, ...more };
}

function result(...measurements: Measurement[]): Result {
  const about = { kind: 'list', startedAt: '2026-01-01T00:00:00Z', seconds: 1, commands: [] };
  return {
    ...about,
    machine: { cores: 2 },
    versions: { kartei: 'a', node: '24' },
    data: { contacts: 3 },
    scenarios: [],
    measurements,
  };
}

const verdictOf = (before: Result, after: Result) =>
  compareResults(before, after).changes.find(({ subject }) => subject === 'kartei')!.verdicts;

describe('a comparison', () => {
  it.each([
    ['the same numbers', 10, 10, ['same']],
    ['medians within each other', 10, 10.3, ['same']],
    ['twice the time', 10, 20, ['slower']],
    ['half the time', 10, 5, ['faster']],
  ])('of %s', (_, before, after, verdicts) => {
    expect(
      verdictOf(result(measurement('kartei', around(before))), result(measurement('kartei', around(after)))),
    ).toEqual(verdicts);
  });

  it('does not blame Kartei for what the floor of the scenario did, too', () => {
    const before = result(measurement('kartei', around(10)), measurement('sql', around(5)));
    const busy = result(measurement('kartei', around(20)), measurement('sql', around(10)));
    const worse = result(measurement('kartei', around(40)), measurement('sql', around(10)));
    expect(verdictOf(before, busy)).toEqual(['same']);
    expect(verdictOf(before, worse)).toEqual(['slower']);
  });

  it('takes the move of all floors where a scenario has none', () => {
    const other = (ms: number) => measurement('sql', around(ms), { name: 'last page' });
    const before = result(measurement('kartei', around(10)), other(5));
    expect(verdictOf(before, result(measurement('kartei', around(20)), other(10)))).toEqual(['same']);
    expect(verdictOf(before, result(measurement('kartei', around(20)), other(5)))).toEqual(['slower']);
  });

  it('takes more requests a second for quicker', () => {
    const rate = (value: number) => result(measurement('kartei', around(value), { unit: 'req/s' }));
    expect(verdictOf(rate(100), rate(200))).toEqual(['faster']);
    expect(verdictOf(rate(200), rate(100))).toEqual(['slower']);
  });

  it('names every change of the rows read, which have no noise', () => {
    const reads = (rowsRead: number) => result(measurement('kartei', around(10), { rowsRead }));
    expect(verdictOf(reads(150), reads(151))).toEqual(['same', 'reads more']);
    expect(verdictOf(reads(150), reads(100))).toEqual(['same', 'reads less']);
  });

  it('keeps sizes and rates apart', () => {
    const at = (contacts: number, ms: number) => measurement('kartei', around(ms), { seen: { contacts } });
    const { changes, missing, added } = compareResults(result(at(30, 1), at(300, 9)), result(at(30, 1), at(3000, 9)));
    expect(changes).toHaveLength(1);
    expect(missing).toEqual(['first page, kartei, contacts 300']);
    expect(added).toEqual(['first page, kartei, contacts 3000']);
  });

  it('doubts results of other machines, data and versions, but not of other commits', () => {
    const before = result();
    const after = { ...result(), machine: { cores: 8 }, data: { contacts: 4 }, versions: { kartei: 'b', node: '25' } };
    expect(compareResults(before, after).doubts).toEqual([
      'machine: cores was 2, is 8',
      'data: contacts was 3, is 4',
      'versions: node was 24, is 25',
    ]);
  });
});
