// The harness as it is run, on few contacts: every baseline answers as Kartei does, and a report comes out.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WARM, WRITTEN } from '../../bench/cases/scenarios.ts';
import { toUnseen } from '../../bench/cases/unseen.ts';
import { copyPlain, findPlain, writeByNode } from '../../bench/export/plain.ts';
import { hashRows } from '../../bench/export/rows.ts';
import { EXPORTED, MEMORY, RESUMED } from '../../bench/export/scenarios.ts';
import { prepareData } from '../../bench/harness/data.ts';
import { findFile } from '../../bench/postgres/load.ts';
import { toExportLines } from '../../bench/report/export.ts';
import { publishResults } from '../../bench/report/publish.ts';
import { readResult } from '../../bench/report/result.ts';
import { measureExport } from '../../bench/suites/export.ts';
import { measureList } from '../../bench/suites/list.ts';
import { measureLoad } from '../../bench/suites/load.ts';
import { measureCpu } from '../../bench/suites/worker/cpu.ts';
import { measureJson } from '../../bench/suites/worker/json.ts';
import { measurePrices } from '../../bench/suites/worker/prices.ts';
import { measureSize } from '../../bench/suites/worker/size.ts';
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
});
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

  it('load what they measure at fixed rates, each subject as long as it keeps up', async () => {
    const options = { secondsEach: 0.4, rates: [5, 10, 15], note: () => {} };
    const goesOn = ({ rate }: { rate: number }) => rate < 10; // not how quick this machine is
    const { measurements } = await measureLoad(persistTo, { ...options, goesOn });
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

describe('the suite of exports', () => {
  it('writes the rows that SQLite alone writes, and the same bytes however often it is cut', async () => {
    const result = await measureExport({ persistTo, effort: 'quick', seed: 1, peers: null, note: () => {} });
    const find = (name: string) => result.measurements.filter((one) => one.name === name);
    const [ours, plain] = find(EXPORTED);
    expect([ours!.subject, plain!.subject]).toEqual(['kartei', expect.stringMatching(/^(sqlite3 -csv|node:sqlite)$/)]);
    expect(ours!.seen).toMatchObject({ requests: 1, queries: expect.any(Number) });
    expect(ours!.rowsRead).toBeGreaterThanOrEqual(3 * CONTACTS);
    expect(find(MEMORY)[0]!.samples).toHaveLength(2);
    expect(find(RESUMED)[0]!.seen).toMatchObject({ cuts: 10, requests: 11, same_bytes: 'yes' });
    expect(judgeResult(result)).toHaveLength(3);
    expect(toExportLines([result]).join('\n')).toContain(`| ${RESUMED}: kartei |`);
  });

  it('writes the same by the SQLite in Node, where its own tool is not installed', async () => {
    const [copy, file] = [join(folder, 'copy.sqlite'), join(folder, 'node.csv')];
    expect(await copyPlain(findFile(persistTo), copy)).toBe(CONTACTS);
    writeByNode(copy, file);
    const other = join(folder, 'other.csv');
    await (await findPlain(copy)).write(other);
    expect(await hashRows({ path: file })).toBe(await hashRows({ path: other }));
  });
});

describe("the suites of the Worker's own work", () => {
  const sampling = { runs: 5, samples: 2 };
  const none = () => {};

  it('tell what CPU a list takes whose answers from D1 are replayed, and what of it planning takes', async () => {
    const { measurements } = await measureCpu(persistTo, sampling, none);
    const byName = Map.groupBy(measurements, ({ name }) => name);
    expect(byName.has('first page')).toBe(true);
    for (const own of byName.values()) {
      expect(new Set(own.map(({ subject }) => subject)).size).toBe(2);
      for (const { summary } of own) expect(summary.median).toBeGreaterThan(0);
    }
  });

  it('make the same page by each way, and keep the same in each form', async () => {
    const json = await measureJson(persistTo, sampling, none);
    const sent = json.measurements.filter(({ subject }) => subject === 'worker').map(({ seen }) => Number(seen!.bytes));
    expect(sent).toHaveLength(7);
    const [packed, texts, objects, made, written, arrays, text] = sent;
    expect([packed, made, written, texts, text]).toEqual([objects, objects, objects, objects, objects]);
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

  it('tell how many bytes are for what, and how long writes keep the database busy', async () => {
    const { measurements } = await measureSize(persistTo, none, { singles: 3, batches: 2 });
    const sizes = measurements.filter(({ subject }) => subject === 'size').map(({ seen }) => Number(seen!.bytes));
    expect(sizes).toHaveLength(5);
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0) / CONTACTS).toBeGreaterThan(400);
    expect(measurements.filter(({ subject }) => subject === 'writes')).toHaveLength(2);
  });
});

it('asks the same in words that are new each time', () => {
  const asked = Array.from({ length: 1000 }, (_, at) => toUnseen('sort=city', 1_800_000_000_000 + at));
  expect(new Set(asked).size).toBe(1000);
  for (const search of asked) expect(new URLSearchParams(search).get('fields')).toBe(FIELD_NAMES.join());
});
