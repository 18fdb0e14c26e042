import { describe, expect, it } from 'vitest';
import type { WalkedPage } from '../../bench/harness/walk.ts';
import { reportWalks, toMeasurements, walkAll } from '../../bench/harness/walks.ts';
import { startResult } from '../../bench/report/result.ts';
import { judgeResult } from '../../bench/verdict/targets.ts';

const toPage = (search: string, page: WalkedPage['page'], rowsRead: number, milliseconds: number): WalkedPage => ({
  search,
  page,
  rowsRead,
  milliseconds,
  statements: [rowsRead],
});

const walk = async (search: string) => [
  toPage(search, 'first', 100, 1),
  toPage(search, 'second', search === 'sort=city,id' ? 80_001 : 200, search === 'sort=id,city' ? 301 : 2),
];

describe('walked lists', () => {
  it('are told by kind and page, with the dearest and the slowest of each', async () => {
    const walks = await walkAll(walk, { pairs: ['sort=id,city', 'sort=city,id'], others: ['sort=id'] });
    const measurements = toMeasurements(walks);
    expect(measurements.map(({ name, rowsRead, summary, seen }) => [name, rowsRead, summary.max, seen])).toEqual([
      ['pairs, first page', 100, 1, { lists: 2, dearest: 'sort=id,city (first)', slowest: 'sort=id,city (first)' }],
      [
        'pairs, second page',
        80_001,
        301,
        { lists: 2, dearest: 'sort=city,id (second)', slowest: 'sort=id,city (second)' },
      ],
      ['others, first page', 100, 1, { lists: 1, dearest: 'sort=id (first)', slowest: 'sort=id (first)' }],
      ['others, second page', 200, 2, { lists: 1, dearest: 'sort=id (second)', slowest: 'sort=id (second)' }],
    ]);
    expect(reportWalks(walks).join('\n')).toContain('80001 rows, 2.0 ms: sort=city,id (second)');
  });

  it('fall short of the target where one page does, by rows or by time', async () => {
    const judge = async (lists: string[]) => {
      const measurements = toMeasurements(await walkAll(walk, { lists }));
      return judgeResult({ ...startResult('bounds', { contacts: 3_000_000 }), measurements })[0]!;
    };
    expect(await judge(['sort=id'])).toMatchObject({ reached: true, seen: 'at most 200 rows and 2 ms' });
    expect(await judge(['sort=id', 'sort=city,id'])).toMatchObject({
      reached: false,
      seen: '80001 rows, sort=city,id (second)',
    });
    expect(await judge(['sort=id,city'])).toMatchObject({ reached: false, seen: '301 ms, sort=id,city (second)' });
  });
});
