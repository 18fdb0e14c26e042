// The harness as it is run, on few contacts: every baseline answers as Kartei does, and a report comes out.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WARM, WRITTEN } from '../../bench/cases/scenarios.ts';
import { toRespelt, toUnseen } from '../../bench/cases/unseen.ts';
import { prepareData } from '../../bench/harness/data.ts';
import { publishResults } from '../../bench/report/publish.ts';
import { readResult } from '../../bench/report/result.ts';
import { measureList } from '../../bench/suites/list.ts';
import { measureLoad } from '../../bench/suites/load.ts';
import { measureCpu } from '../../bench/suites/worker/cpu.ts';
import { measureJson } from '../../bench/suites/worker/json.ts';
import { measurePrices } from '../../bench/suites/worker/prices.ts';
import { measureStored } from '../../bench/suites/worker/stored.ts';
import { judgeResult } from '../../bench/verdict/targets.ts';
import { FIELD_NAMES } from '../../src/contact/fields.ts';

const CONTACTS = 3000;
const EFFORT = { list: { warmUps: 0, rounds: 2, budgetMs: 0, leastSamples: 2 }, slices: { count: 2, seconds: 0.05 } };

let folder: string;
let persistTo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kartei-bench-'));
  persistTo = await prepareData(folder, CONTACTS);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the suites', () => {
  it('measure lists that agree, and write a report with every scenario', async () => {
    const noted: string[] = [];
    const result = await measureList(persistTo, EFFORT, (line) => noted.push(line));
    const subjects = new Set(result.measurements.map(({ subject }) => subject));
    expect([...subjects].sort()).toEqual(['hello', 'joined', 'kartei', 'kv', 'naive', 'sql']);
    const first = result.measurements.filter(({ name }) => name === 'first page');
    expect(Object.fromEntries(first.map(({ subject, rowsRead }) => [subject, rowsRead]))).toEqual({
      kartei: expect.any(Number),
      naive: CONTACTS + 3 * 50,
      joined: CONTACTS + 3 * 50,
      sql: expect.any(Number),
    });
    const warm = result.measurements.find(({ name, subject }) => name === WARM && subject === 'kartei')!;
    expect([warm.rowsRead, warm.seen!.cache]).toEqual([0, expect.stringMatching(/^hit/)]);
    const written = result.measurements.find(({ name }) => name === WRITTEN)!;
    expect(written.rowsRead).toBeGreaterThan(50);
    const report = await publishResults(join(folder, 'results'), [result]);
    const text = await readFile(report, 'utf8');
    for (const { name, expected } of result.scenarios) expect(text).toContain(`| ${name} | ${expected} |`);
    expect(await readFile(join(folder, 'results/list.svg'), 'utf8')).toContain('</svg>');
    const kept = await readResult(join(folder, 'results/list.json'));
    expect(kept.measurements).toHaveLength(result.measurements.length);
    expect(kept.machine).toEqual(result.machine);
  });

  it('load what they measure at fixed rates', async () => {
    const { measurements } = await measureLoad(persistTo, { secondsEach: 0.4, rates: [5, 10], note: () => {} });
    expect(new Set(measurements.map(({ name }) => name))).toEqual(
      new Set(['reads', 'reads, repeated', 'reads with writes']),
    );
    const reads = measurements.filter(({ name, subject }) => name === 'reads' && subject === 'kartei');
    expect(reads.map(({ seen, summary }) => [seen!.offered, summary.count, seen!.failed])).toEqual([
      [5, 2, 0],
      [10, 4, 0],
    ]);
  });
});

describe("the suites of the Worker's own work", () => {
  const sampling = { runs: 5, samples: 2 };
  const none = () => {};

  it('tell what CPU a list takes whose answers from D1 are replayed, and its planning less', async () => {
    const { measurements } = await measureCpu(persistTo, sampling, none);
    for (const own of Map.groupBy(measurements, ({ name }) => name).values()) {
      const [whole, planning] = own.map(({ summary }) => summary.median);
      expect(planning).toBeGreaterThan(0);
      expect(whole).toBeGreaterThan(planning!);
    }
  });

  it('make the same page by each way, and keep the same in each form', async () => {
    const json = await measureJson(persistTo, sampling, none);
    const sent = json.measurements.filter(({ subject }) => subject === 'worker').map(({ seen }) => Number(seen!.bytes));
    expect(sent).toHaveLength(6);
    const [objects, made, written, arrays, texts, text] = sent;
    expect([made, written, texts, text]).toEqual([objects, objects, objects, objects]);
    expect(arrays).toBeLessThan(objects!);
    const { measurements } = await measureStored(persistTo, sampling, none);
    const kept = measurements.filter(({ subject }) => subject === 'keep').map(({ seen }) => Number(seen!.bytes));
    expect(Math.max(...kept)).toBe(kept[0]);
  });

  it('tell what requests use, within the rows that a write may write', async () => {
    const result = await measurePrices(persistTo, none);
    const use = ({ rowsRead, seen }: (typeof result.measurements)[number]) => [
      rowsRead,
      seen!.kv_reads,
      seen!.kv_writes,
    ];
    const [cold, atOnce, later] = result.measurements.map(use);
    for (const [rowsRead, kvReads, kvWrites] of [atOnce!, later!]) {
      expect([rowsRead, kvWrites]).toEqual([0, 0]);
      expect(kvReads).toBeLessThanOrEqual(1); // of the data version, once a second
    }
    expect(cold![0]).toBeGreaterThan(50);
    expect(judgeResult(result).map(({ seen }) => Number(seen))).toEqual([expect.any(Number), expect.any(Number)]);
  });
});

it('asks the same in words that are new each time', () => {
  const asked = Array.from({ length: 1000 }, (_, at) => toUnseen('sort=city', 1_800_000_000_000 + at));
  expect(new Set(asked).size).toBe(1000);
  for (const search of asked.slice(0, 20)) {
    const fields = new URLSearchParams(search).get('fields')!.split(',');
    expect(fields.toSorted()).toEqual(FIELD_NAMES.toSorted());
  }
});

it('spells the same otherwise each time', () => {
  const asked = Array.from({ length: 1000 }, (_, at) => toRespelt('sort=city', at));
  expect(new Set(asked).size).toBe(1000);
  for (const search of asked) expect(new URLSearchParams(search).get('fields')).toBe(FIELD_NAMES.join());
});
