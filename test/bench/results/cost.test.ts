// The model of what a deployment costs, against bills that are worked out by hand.
import { expect, it } from 'vitest';
import { BATCH, SINGLE, toCeilingLines, toCostLines } from '../../../bench/report/cost.ts';
import { CHANGE, CREATE } from '../../../bench/report/prices.ts';
import { type Measurement, type Result, startResult } from '../../../bench/report/result.ts';
import { summarize } from '../../../bench/verdict/percentile.ts';

const READS = [
  ...['first page, cold', 'sort by city, cold', 'common first name by points, cold', 'three filters, cold'],
  ...['search of two words, cold', 'one contact', 'the same, repeated at once', 'the same, later'],
];

const toMeasurement = (name: string, subject: string, value: number): Measurement => ({
  name,
  subject,
  unit: 'ms',
  summary: summarize([value]),
  samples: [value],
});
const toUsed = (name: string, rowsRead: number, rowsWritten: number): Measurement => ({
  ...toMeasurement(name, 'kartei', 0),
  rowsRead,
  seen: { rows_written: rowsWritten, kv_reads: 0, kv_writes: 0 },
});
const toResult = (kind: string, measurements: Measurement[]): Result => ({
  ...startResult(kind, { contacts: 1000 }),
  measurements,
});

const prices = toResult('prices', [
  ...READS.map((name) => toUsed(name, 1000, 0)),
  ...[CHANGE, CREATE, 'delete a contact'].map((name) => toUsed(name, 0, 100)),
]);
const size = toResult('size', [
  { ...toMeasurement('rows of contacts', 'size', 1), seen: { bytes: 1_000_000 } },
  toMeasurement(SINGLE, 'writes', 5),
  toMeasurement(BATCH, 'writes', 1000),
]);

/** The cells of the line that begins with this. */
const cellsOf = (lines: string[], start: string) =>
  lines.find((line) => line.startsWith(`| ${start} |`))!.split(' | ').map((cell) => cell.replace(/ ?\|/g, '').trim()); // biome-ignore format: short

it('takes off what the plan includes, and prices the rest', () => {
  const lines = toCostLines([prices, size]);
  const month = 2_592_000;
  const written = (5 * month * 100 - 50e6) / 1e6;
  expect(cellsOf(lines, 'rows written').slice(1)).toEqual([
    '0.00',
    (0.5 * month * 1e-4 - 50).toFixed(2),
    written.toFixed(2),
  ]);
  const read = ((100 * month * 1000 - 25e9) / 1e6) * 0.001;
  expect(cellsOf(lines, 'rows read').at(-1)).toBe(read.toFixed(2));
  expect(cellsOf(lines, 'requests')[3]).toBe((((105 * month - 10e6) / 1e6) * 0.3).toFixed(2));
  expect(cellsOf(lines, 'storage').slice(1)).toEqual(['0.00', '0.00', '0.00']);
});

it('tells how many contacts fit, and how many writes a second', () => {
  const lines = toCeilingLines([prices, size]);
  expect(cellsOf(lines, "10 GB, D1's limit")[1]).toBe('10.0 million contacts');
  expect(cellsOf(lines, 'one writer, changes that come alone')[1]).toBe('200 a second');
  expect(cellsOf(lines, 'one writer, 500 changes in one transaction')[1]).toBe('500 a second');
});

it('says what is not measured yet', () => {
  expect(toCostLines([])).toEqual([expect.stringContaining('npm run bench -- --suite size')]);
});
