import { describe, expect, it } from 'vitest';
import { HINTS, type Hint, readHeaders, type Sample } from '../../bench/prober/sample.ts';
import { toModelTables } from '../../bench/regions/atlas.ts';
import { D1_REGIONS, roundTripOf, SAME_REGION_MS } from '../../bench/regions/latency.ts';
import {
  type Costs,
  DEPLOYMENTS,
  type Deployment,
  type ModelledState,
  model,
  modelOne,
  nearestOf,
  toCosts,
  toModelHeatMap,
} from '../../bench/regions/model.ts';

const COSTS: Costs = {
  miss: { measuredServerMs: 3, trips: 2, samples: 10 },
  hit: { measuredServerMs: 1, trips: 0, samples: 10 },
  write: { measuredServerMs: 5, trips: 1, samples: 10 },
};

describe('published round trips', () => {
  it.each([
    ['wnam', 'weur', 151],
    ['weur', 'wnam', 153],
    ['sam', 'enam', 121],
    ['oc', 'apac', 127],
    ['me', 'oc', 182],
    ['afr', 'weur', 171],
    ['eeur', 'eeur', SAME_REGION_MS],
  ] as const)('from %s to %s are the table’s', (from, to, milliseconds) => {
    expect(roundTripOf(from, to)).toBe(milliseconds);
  });

  it('differ by direction by less than a tenth, as they would not with a number in the wrong place', () => {
    for (const from of D1_REGIONS)
      for (const to of D1_REGIONS)
        expect(roundTripOf(from, to) / roundTripOf(to, from), `${from} and ${to}`).toBeLessThan(1.1);
  });

  it('say which of the regions of D1 is the nearest', () => {
    expect(HINTS.map((hint) => [hint, nearestOf(hint)])).toEqual([
      ['wnam', 'wnam'],
      ['enam', 'enam'],
      ['sam', 'enam'],
      ['weur', 'weur'],
      ['eeur', 'eeur'],
      ['apac', 'apac'],
      ['apac-ne', 'apac'],
      ['apac-se', 'apac'],
      ['oc', 'oc'],
      ['afr', 'weur'],
      ['me', 'apac'],
    ]);
  });
});

describe('a modelled time', () => {
  it.each<[Deployment, Hint, ModelledState, string, number]>([
    ['one primary', 'sam', 'cold', '3 + 2 × 191', 385],
    ['one primary', 'sam', 'warm', '3 + 2 × 191', 385],
    ['one primary', 'sam', 'after write', '3 + 2 × 191', 385],
    ['one primary', 'sam', 'write', '5 + 1 × 191', 196],
    ['one primary', 'weur', 'cold', '3 + 2 × 10', 23],
    ['replicas', 'sam', 'cold', '3 + 2 × 121', 245],
    ['replicas', 'sam', 'after write', '3 + 2 × 121 + 89, the replica asking the primary', 334],
    ['replicas', 'weur', 'after write', '3 + 2 × 10, the primary itself', 23],
    ['replicas', 'sam', 'write', '5 + 1 × 191', 196],
    ['KV pages', 'sam', 'cold', '3 + 2 × 191 + 50', 435],
    ['KV pages', 'sam', 'warm', '1 + 10', 11],
    ['KV pages', 'sam', 'after write', '3 + 2 × 191 + 10', 395],
    ['both', 'sam', 'cold', '3 + 2 × 121 + 50', 295],
    ['both', 'sam', 'warm', '1 + 10', 11],
    ['both', 'sam', 'after write', '3 + 2 × 121 + 89 + 10', 344],
  ])('of %s from %s, %s, is %s', (...[deployment, hint, state, , milliseconds]) => {
    const modelled = modelOne({ deployment, hint, state, primary: 'weur' }, COSTS)!;
    expect(modelled.modelledMs).toBe(milliseconds);
    const { measuredServerMs, modelledNetworkMs, publishedKvMs } = modelled;
    expect(measuredServerMs + modelledNetworkMs + publishedKvMs).toBe(milliseconds);
  });

  it('is there for every deployment, region and state when everything was measured', () => {
    expect(model(COSTS, 'weur')).toHaveLength(4 * HINTS.length * 4);
  });

  it('is not there where what it needs was not measured', () => {
    const modelled = model({ ...COSTS, hit: null, write: null }, 'weur');
    expect(new Set(modelled.map(({ deployment }) => deployment))).toEqual(new Set(['one primary', 'replicas']));
    expect(modelled.some(({ state }) => state === 'write')).toBe(false);
  });

  it('says everywhere that it is one', () => {
    const map = toModelHeatMap(model(COSTS, 'weur'), 'cold');
    expect(map.numbers).toBe('modelled');
    expect([map.title, ...map.columns].every((text) => text.includes('modelled'))).toBe(true);
    expect(map.columns).toHaveLength(DEPLOYMENTS.length);
    const table = toModelTables([map], COSTS, 'weur');
    expect(table[0]).toContain('Modelled, not measured');
    const cells = table.filter((line) => line.startsWith('| sam')).flatMap((line) => line.split('|').slice(2, -1));
    expect(cells.map((cell) => cell.trim())).toEqual(['≈ 385', '≈ 245', '≈ 435', '≈ 295']);
  });
});

describe('what a server costs', () => {
  const sample = (changes: Partial<Sample>): Sample => ({
    ...readHeaders(new Headers()),
    state: 'cold',
    at: 0,
    status: 200,
    headersMs: 99,
    bodyMs: 0,
    bytes: 1,
    ...changes,
  });

  it('is the median of what it said, of pages from the database, of pages from a cache, and of writes', () => {
    const costs = toCosts([
      ...[2, 4, 90].map((serverMs) => sample({ serverMs, trips: 1, queries: 3, cache: 'miss' })),
      ...[1, 2].map((serverMs) => sample({ state: 'warm', serverMs, cache: 'hit' })),
      sample({ state: 'warm', serverMs: 70, cache: 'miss' }),
      sample({ state: 'fill', serverMs: 80, cache: 'miss' }),
      sample({ state: 'write', serverMs: 8, queries: 2 }),
      sample({ status: 503, serverMs: 0 }),
    ]);
    expect(costs).toEqual({
      miss: { measuredServerMs: 4, trips: 1, samples: 3 },
      hit: { measuredServerMs: 1.5, trips: 0, samples: 2 },
      write: { measuredServerMs: 8, trips: 2, samples: 1 },
    });
  });

  it('is unknown where no cold page was measured', () => {
    expect(() => toCosts([sample({ state: 'warm', serverMs: 1, cache: 'hit' })])).toThrow('nothing to model from');
  });
});
