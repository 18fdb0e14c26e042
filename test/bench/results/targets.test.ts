import { describe, expect, it } from 'vitest';
import { isHeld, judgeResult } from '../../../bench/verdict/targets.ts';
import { type Named, result } from './result.ts';

const RATES: Named[] = [
  ['first pages a second, cold', 'kartei', 640, { unit: 'req/s' }],
  ['first pages a second, cold', 'sql', 900, { unit: 'req/s' }],
  ['first pages a second, repeated', 'kartei', 2050, { unit: 'req/s' }],
  ['first pages a second, repeated', 'kv', 1000, { unit: 'req/s' }],
];

describe('the targets', () => {
  it('are reached at their limits', () => {
    const lists: Named[] = [
      ['first page', 'kartei', 2],
      ['first page', 'naive', 20],
      ['first page', 'joined', 2],
      ['deep page', 'kartei', 2],
      ['deep page', 'naive', 2000],
      ['deep page', 'joined', 900],
    ];
    const verdicts = judgeResult(result('list', [...lists, ...RATES]));
    expect(verdicts.map(({ reached, seen }) => [reached, seen])).toEqual([
      [true, 'first page: 10.0'],
      [true, 'deep page: 1000.0'],
      [true, 'in none of 2'],
      [true, '0.71'],
      [true, '2.05'],
    ]);
  });

  it('name each scenario that falls short', () => {
    const lists: Named[] = [
      ['first page', 'kartei', 2],
      ['first page', 'naive', 19],
      ['first page', 'joined', 1],
      ['deep page', 'kartei', 2],
      ['deep page', 'naive', 1990],
      ['deep page', 'joined', 900],
    ];
    expect(
      judgeResult(result('list', lists))
        .map(({ seen }) => seen)
        .slice(0, 3),
    ).toEqual(['first page: 9.5', 'deep page: 995.0', 'first page: 0.50']);
  });

  it('do not hold where a scenario was chosen against Kartei', () => {
    const lists: Named[] = [
      ['substring', 'kartei', 100],
      ['substring', 'naive', 50],
      ['substring', 'joined', 50],
    ];
    const [naive, , joined] = judgeResult(result('list', lists, ['substring']));
    expect([naive!.reached, joined!.reached]).toEqual([true, true]);
  });

  it('hold at 3 million contacts', () => {
    expect(isHeld(result('list', []))).toBe(true);
    expect(isHeld({ ...result('list', []), data: { contacts: 100_000 } })).toBe(false);
  });

  it('ask for the same rows read at every size', () => {
    const at = (contacts: number, rowsRead: number): Named => [
      'first page',
      'kartei',
      2,
      { rowsRead, seen: { contacts } },
    ];
    expect(judgeResult(result('growth', [at(30, 150), at(300, 165)]))[0]!.reached).toBe(true);
    expect(judgeResult(result('growth', [at(30, 150), at(300, 166)]))[0]).toMatchObject({
      reached: false,
      seen: 'first page: 150 to 166',
    });
  });
});

describe("the targets of the Worker's own work", () => {
  it('are of the median question', () => {
    const of = (name: string, subject: string, median: number, kind: string): Named => [
      name,
      subject,
      median,
      { seen: { kind } },
    ];
    const verdicts = judgeResult(
      result('cpu', [
        of('a', 'kartei', 1, 'list'),
        of('b', 'kartei', 3, 'list'),
        of('c', 'kartei', 9, 'list'),
        of('d', 'kartei', 5, 'search'),
        of('a', 'planning', 0.5, 'list'),
      ]),
    );
    expect(verdicts.map(({ reached, seen }) => [reached, seen])).toEqual([
      [true, '3.00 ms'],
      [false, '5.00 ms'],
      [true, '0.50 ms'],
    ]);
  });

  it('hold a write to the rows that it writes, and loading to time, memory and size', () => {
    const written = (name: string, rows: number): Named => [name, 'kartei', 1, { seen: { rows_written: rows } }];
    const prices = result('prices', [
      written("change a contact's points", 9),
      written('create a contact, its words known', 60),
    ]);
    expect(judgeResult(prices).map(({ reached, seen }) => [reached, seen])).toEqual([
      [false, '9'],
      [true, '60'],
    ]);
    const seed = result('seed', [['load', 'kartei', 1, { seen: { times: 3.9, peak_mb: 1001, database_mb: 2600 } }]]);
    expect(judgeResult(seed).map(({ reached }) => reached)).toEqual([true, false, true]);
  });
});
