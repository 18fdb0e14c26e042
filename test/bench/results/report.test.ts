import { describe, expect, it } from 'vitest';
import { drawGrowth, drawLatencies, drawLoad } from '../../../bench/report/chart.ts';
import { toHeadlines } from '../../../bench/report/headlines.ts';
import { drawHeatMap } from '../../../bench/report/heatmap.ts';
import { toPageLines } from '../../../bench/report/page.ts';
import { toPeerLines, toQuestionLines } from '../../../bench/report/peers.ts';
import { toDollars, toPriceLines } from '../../../bench/report/prices.ts';
import { toLoadingLines, toSearchLines, toSummary } from '../../../bench/report/summary.ts';
import { toCpuLines, toJsonLines, toStoredLines } from '../../../bench/report/worker.ts';
import { result } from './result.ts';

describe('the prices', () => {
  it('are dollars for a million of a request', () => {
    const use = { rowsRead: 1000, rowsWritten: 2, kvReads: 1, kvWrites: 1, cpuMs: 5 };
    expect(toDollars(use)).toBeCloseTo(0.3 + 0.1 + 1 + 2 + 0.5 + 5);
    const seen = { rows_written: 0, kv_reads: 1, kv_writes: 1 };
    const prices = result('prices', [['first page, cold', 'kartei', 1, { rowsRead: 154, seen }]]);
    const cpu = result('cpu', [['a', 'kartei', 2, { seen: { kind: 'list' } }]]);
    expect(toPriceLines([prices]).at(-1)).toBe('| first page, cold | 154 | 0 | 1 | 1 | 5.95 |');
    expect(toPriceLines([prices, cpu]).at(-1)).toBe('| first page, cold | 154 | 0 | 1 | 1 | 5.99 |');
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
    expect(toLoadingLines([seeds])).toContain('| kartei | 30.0 ms | 100,000 | 3 |  |  |');
    expect(toHeadlines([result('list', []), seeds]).at(-1)).toContain(
      'plain SQLite, the same rows and indexes: 10.0 ms',
    );
    expect(toSearchLines([{ ...result('search', []), lines: ['q=a  5'] }])).toContain('q=a  5');
  });

  it('are those beside PostgreSQL, and of the ways to JSON', () => {
    const peers = result('peers', [
      ['first page', 'kartei', 2, { rowsRead: 154, seen: { requests: 1 } }],
      ['first page', 'postgres', 4],
    ]);
    expect(toPeerLines([peers]).at(-1)).toBe('| first page | 2.00 | 154 | 1 | 4.00 (2.0 ×) |');
    const json = result('json', [
      ['objects', 'whole', 2],
      ['objects', 'worker', 0.2, { seen: { bytes: 1000, received: 2000 } }],
    ]);
    expect(toJsonLines([json]).at(-1)).toBe('| objects | 2.00 | 0.200 | 2.0 | 1.0 |');
  });

  it('say so where nothing was measured', () => {
    const derived = [toSummary, toHeadlines, toLoadingLines, toSearchLines, toPriceLines, toPageLines];
    for (const toLines of [...derived, toPeerLines, toQuestionLines, toCpuLines, toJsonLines, toStoredLines])
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
