import { describe, expect, it } from 'vitest';
import { drawGrowth, drawLatencies, drawLoad } from '../../bench/report/chart.ts';
import { toHeadlines } from '../../bench/report/headlines.ts';
import { drawHeatMap } from '../../bench/report/heatmap.ts';
import type { Measurement, Result } from '../../bench/report/result.ts';
import { toLoadingLines, toSearchLines, toSummary } from '../../bench/report/summary.ts';
import { summarize } from '../../bench/verdict/percentile.ts';
import { isHeld, judgeResult } from '../../bench/verdict/targets.ts';

type Named = [name: string, subject: string, median: number, more?: Partial<Measurement>];

function result(kind: string, named: Named[], unflattering: string[] = []): Result {
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

describe("the documentation's numbers", () => {
  it('are those of the results', () => {
    const lists = result('list', [
      ['first page', 'kartei', 2.5, { rowsRead: 154 }],
      ['first page', 'naive', 80],
    ]);
    const text = toSummary([lists]).join('\n');
    expect(text).toContain('3,000,000 contacts, 2 cores of a CPU, 2026-01-02');
    expect(text).toContain('| first page | 2.50 | 154 |  | 32 × |  |  |');
  });

  it('are eight in the README, each beside one that flatters less', () => {
    const lists = result('list', [
      ['deep page', 'kartei', 2, { rowsRead: 154 }],
      ['deep page', 'joined', 500],
      ['deep page by id', 'kartei', 2.5, { rowsRead: 155 }],
      ['deep page by id', 'joined', 5],
    ]);
    const [, , , , ...rows] = toHeadlines([lists]);
    expect(rows).toHaveLength(8);
    expect(rows[1]).toBe(
      '| the page at row 1,500,000 | 2.00 ms (154 rows) | 250 × | deep page by id: 2.50 ms (155 rows), 2.0 × |',
    );
    expect(rows[7]).toBe('| loading contacts | not measured |  |  |');
  });

  it('are those of loading and of searches, too', () => {
    const seeds = result('seed', [
      ['load', 'kartei', 30, { seen: { rows_per_second: 100_000, times: 3 } }],
      ['load', 'plain SQLite', 10],
    ]);
    expect(toLoadingLines([seeds])).toContain('| kartei | 30.0 ms | 100,000 | 3 |  |');
    expect(toHeadlines([result('list', []), seeds]).at(-1)).toContain(
      'plain SQLite, the same rows and indexes: 10.0 ms',
    );
    expect(toSearchLines([{ ...result('search', []), lines: ['q=a  5'] }])).toContain('q=a  5');
  });

  it('say so where nothing was measured', () => {
    for (const toLines of [toSummary, toHeadlines, toLoadingLines, toSearchLines])
      expect(toLines([])[0]).toMatch(/^Not measured yet/);
  });
});

describe('the charts', () => {
  const { measurements } = result('list', [
    ['first page', 'kartei', 2, { seen: { contacts: 30, offered: 5 } }],
    ['first page', 'naive', 80, { seen: { contacts: 3000, offered: 10 } }],
  ]);

  const HEAT = {
    title: 'A title',
    numbers: 'modelled' as const,
    rows: ['weur', 'oc'],
    columns: ['cold', 'warm'],
    cells: [
      [12, null],
      [240, 3],
    ],
  };

  it.each([
    ['latencies', () => drawLatencies('A title', measurements)],
    ['growth', () => drawGrowth('A title', measurements)],
    ['load', () => drawLoad('A title', measurements)],
    ['a heat map', () => drawHeatMap(HEAT)],
  ])('are drawn as SVG: %s', async (_, draw) => {
    const drawn = await draw();
    expect(drawn).toMatch(/^<svg .*A title.*<\/svg>$/s);
    expect(drawn).not.toContain('NaN');
  });

  it('say of a heat map whether it is measured or modelled', async () => {
    expect(await drawHeatMap(HEAT)).toContain('modelled, milliseconds');
  });
});
