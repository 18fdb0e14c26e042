import { describe, expect, it } from 'vitest';
import { toRegionTable } from '../../bench/regions/atlas.ts';
import {
  mergeRegions,
  type RegionSample,
  type RegionsResult,
  summarizeRegions,
  toHeatMap,
} from '../../bench/regions/merge.ts';

function sampleOf(changes: Partial<RegionSample>): RegionSample {
  return {
    run: 'a',
    hint: 'weur',
    ran: 'AMS',
    state: 'cold',
    at: 0,
    status: 200,
    headersMs: 10,
    bodyMs: 0,
    bytes: 100,
    answered: 'AMS',
    placement: null,
    region: 'WEUR',
    cache: 'miss',
    serverMs: 5,
    databaseMs: 1,
    queries: 1,
    trips: 1,
    version: 1,
    ...changes,
  };
}

function resultOf(id: string, samples: Partial<RegionSample>[], path = '/v1/contacts'): RegionsResult {
  const run = { id, startedAt: `2026-11-20T1${id.length}:00:00Z`, seconds: 1, command: 'npm run bench' };
  return {
    kind: 'regions',
    numbers: 'measured',
    runs: [{ ...run, target: 'https://api.example', path, contacts: 100 }],
    samples: samples.map((changes) => sampleOf({ run: id, ...changes })),
  };
}

const times = (...milliseconds: number[]) => milliseconds.map((headersMs) => ({ headersMs }));

describe('runs of the region bench', () => {
  it('have the percentiles of all their samples together when merged', () => {
    const quick = resultOf('a', times(...Array.from({ length: 90 }, () => 10)));
    const slow = resultOf('bb', times(...Array.from({ length: 10 }, () => 1000)));
    const [summary] = summarizeRegions(mergeRegions([slow, quick]));
    expect(summary!.times).toMatchObject({ count: 100, median: 10, max: 1000 });
    expect(summary!.times!.p95).toBe(1000); // the mean of both runs' p95 would be 505
    expect(summarizeRegions(quick)[0]!.times).toMatchObject({ p95: 10, p99: null });
  });

  it('count once, however many results they are in, and stand in the order in which they were made', () => {
    const [a, b] = [resultOf('a', times(1)), resultOf('bb', times(3))];
    const merged = mergeRegions([b, mergeRegions([a, b]), a]);
    expect(merged.runs.map(({ id }) => id)).toEqual(['a', 'bb']);
    expect(merged.samples).toHaveLength(2);
  });

  it('are not merged where they read different pages', () => {
    const [a, b] = [resultOf('a', times(1)), resultOf('bb', times(1), '/v1/contacts?sort=city')];
    expect(() => mergeRegions([a, b])).toThrow('different pages');
  });
});

describe('what regions amount to', () => {
  it('is told for each region and state, with where it ran and how it was answered', () => {
    const result = resultOf('a', [
      { headersMs: 100, bodyMs: 20, serverMs: 7 },
      { ran: 'FRA', answered: 'FRA', headersMs: 10, bodyMs: 2, serverMs: 9, cache: 'hit' },
      { hint: 'sam', ran: 'MIA', answered: 'GRU', placement: 'remote-LHR' },
    ]);
    const summaries = summarizeRegions(result);
    expect(summaries.map(({ hint }) => hint)).toEqual(['sam', 'weur']);
    expect(summaries[0]).toMatchObject({
      ran: ['MIA'],
      answered: ['GRU'],
      placed: ['remote-LHR'],
      databases: ['WEUR'],
    });
    expect(summaries[1]).toMatchObject({ ran: ['AMS', 'FRA'], requests: 2, failed: 0, hits: 0.5, serverMs: 8 });
    expect(summaries[1]!.times).toMatchObject({ min: 12, max: 120 });
  });

  it('counts failures and keeps them out of the times', () => {
    const result = resultOf('a', [{ headersMs: 10 }, { status: 503, headersMs: 1 }, { status: 0, headersMs: 30_000 }]);
    expect(summarizeRegions(result)[0]).toMatchObject({ requests: 3, failed: 2, times: { count: 1, max: 10 } });
    const [none] = summarizeRegions(resultOf('a', [{ status: 0, error: 'refused' }]));
    expect(none).toMatchObject({ failed: 1, times: null });
    expect(toRegionTable(result, [none!]).at(-1)).toContain('| cold  |');
  });

  it('takes any answer to the first request of a slice, which shows the way and not the API', () => {
    expect(summarizeRegions(resultOf('a', [{ state: 'connect', status: 404 }]))[0]).toMatchObject({ failed: 0 });
  });

  it('finds reads that are older than the write before them', () => {
    const result = resultOf('a', [
      { state: 'write', version: 7 },
      { state: 'after write', version: 7 },
      { state: 'write', version: 8 },
      { state: 'after write', version: 7 },
      { hint: 'oc', state: 'after write', version: 2 },
    ]);
    const summaries = summarizeRegions(result).filter(({ state }) => state === 'after write');
    expect(summaries.map(({ hint, stale }) => [hint, stale])).toEqual([
      ['weur', 1],
      ['oc', 0],
    ]);
    expect(toRegionTable(result, summaries).join('\n')).toContain('after write, 1 STALE');
  });

  it('is a heat map of medians, empty where nothing was measured', () => {
    const result = resultOf('a', [
      { state: 'warm', headersMs: 3 },
      { hint: 'oc', headersMs: 200 },
    ]);
    expect(toHeatMap(summarizeRegions(result))).toEqual({
      title: 'Median by region, measured',
      unit: 'ms',
      numbers: 'measured',
      rows: ['weur', 'oc'],
      columns: ['cold', 'warm'],
      cells: [
        [null, 3],
        [200, null],
      ],
    });
  });
});
