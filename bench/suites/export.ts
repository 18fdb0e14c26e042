// Suite `export`: all contacts as one CSV file, by Kartei and by SQLite alone in turn; the memory of the runtime meanwhile;
// what it asks of D1; and whether a transfer that is cut ten times comes to the same bytes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Draws } from '../../seed/generate/draw.ts';
import { type Downloaded, download, HEAD, hashFile } from '../export/download.ts';
import { type Sample, sampleMemory, toMemory } from '../export/memory.ts';
import { copyPlain, findPlain, SELECT, SHELL } from '../export/plain.ts';
import type { Ran } from '../export/ran.ts';
import { hashRows } from '../export/rows.ts';
import { EXPORTED, MEMORY, RESUMED, SCENARIOS } from '../export/scenarios.ts';
import { type ExportServer, startExportServer } from '../export/server.ts';
import { copyOut } from '../postgres/copy.ts';
import { findFile } from '../postgres/load.ts';
import type { Peers } from '../postgres/peer.ts';
import { addTo, finishResult, type Measurement, type Result, startResult } from '../report/result.ts';
import { summarize } from '../verdict/percentile.ts';

const ROUNDS = { quick: 1, full: 3 };
const CUTS = 10;
/** Beside the kinds of things that the seed draws for. */
const KIND_OF_CUT = 102;
/** Of a hash. */
const SHOWN = 16;
const COPY = "PostgreSQL's COPY";

interface Options {
  persistTo: string;
  effort: keyof typeof ROUNDS;
  seed: number;
  /** Null: without PostgreSQL. */
  peers: Peers | null;
  note: (line: string) => void;
}

export async function measureExport({ persistTo, effort, seed, peers, note }: Options): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'kartei-export-'));
  const [ours, theirs, copy] = ['ours.csv', 'theirs.csv', 'copy.sqlite'].map((name) => join(folder, name)) as Files;
  let server: ExportServer | null = null;
  try {
    note('copies the database for SQLite alone');
    const contacts = await copyPlain(findFile(persistTo), copy);
    const plain = await findPlain(copy);
    const result = startResult('export', { contacts, seed });
    result.versions[plain.subject] = plain.version;
    if (plain.subject !== SHELL) note(`sqlite3 is not installed: ${plain.subject} takes its place`);
    server = await startExportServer(persistTo);
    const { urls, readMb } = server;

    note('the whole export, its memory sampled');
    const { done: first, samples } = await sampleMemory(readMb, (watch) => download(urls.kartei, ours, { watch }));
    const hash = await hashFile(ours);
    note(`${plain.subject}, for the same rows`);
    const firstPlain = await time(() => plain.write(theirs));
    await assertSameRows(ours, theirs, first);
    const seconds: Seconds = { kartei: [first.seconds], [plain.subject]: [firstPlain] };
    for (let round = 1; round < ROUNDS[effort]; round++) {
      seconds.kartei!.push((await download(urls.kartei, ours)).seconds);
      seconds[plain.subject]!.push(await time(() => plain.write(theirs)));
    }
    if (peers) {
      note(COPY);
      result.versions.postgres = peers.version;
      seconds[COPY] = [];
      for (let round = 0; round < ROUNDS[effort]; round++)
        seconds[COPY].push(await time(() => copyOut(peers.database, SELECT, theirs)));
    }
    note('the export once more, its queries counted');
    await download(urls.counted, ours);
    const ran = await server.readRan();
    note(`the export, cut ${CUTS} times`);
    const resumed = await download(urls.kartei, ours, { cuts: drawCuts(seed, first.bytes) });
    const isSame = (await hashFile(ours)) === hash;

    const measurements = [
      ...toTimes(seconds, first, ran),
      toMemoryMeasurement(samples),
      {
        ...toOne(RESUMED, 's', [resumed.seconds]),
        seen: {
          cuts: CUTS,
          requests: resumed.requests,
          same_bytes: isSame ? 'yes' : 'no',
          sha256: hash.slice(0, SHOWN),
        },
      },
    ];
    addTo(result, { scenarios: SCENARIOS, measurements });
    return finishResult(result);
  } finally {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** By subject. */
type Seconds = Record<string, number[]>;

type Files = [ours: string, theirs: string, copy: string];

/** Beside the head and the last line, which only Kartei writes. */
async function assertSameRows(ours: string, theirs: string, { bytes, endLine }: Downloaded): Promise<void> {
  const rows = { path: ours, start: Buffer.byteLength(HEAD), end: bytes - Buffer.byteLength(endLine) - 1 };
  if ((await hashRows(rows)) !== (await hashRows({ path: theirs }))) throw new Error('SQLite alone writes other rows.');
}

/** Anywhere in the file, in ascending order, no two alike. */
function drawCuts(seed: number, bytes: number): number[] {
  const draws = new Draws(seed, KIND_OF_CUT, 0);
  const cuts = new Set<number>();
  while (cuts.size < CUTS) cuts.add(1 + draws.below(bytes - 1));
  return [...cuts].sort((a, b) => a - b);
}

async function time(action: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await action();
  return (performance.now() - begun) / 1000;
}

function toTimes(seconds: Seconds, { rows, requests, bytes }: Downloaded, { queries, rowsRead }: Ran): Measurement[] {
  return Object.entries(seconds).map(([subject, all]) => {
    const rate = { rows_per_second: Math.round(rows / summarize(all).median) };
    const one = { ...toOne(EXPORTED, 's', all), subject };
    return subject === 'kartei'
      ? { ...one, rowsRead, seen: { ...rate, requests, queries, bytes } }
      : { ...one, seen: rate };
  });
}

function toMemoryMeasurement(samples: Sample[]): Measurement {
  const { tenth, highest } = toMemory(samples);
  const seen = { at_first_mb: Math.round(samples[0]!.mb), looks: samples.length };
  return { ...toOne(MEMORY, 'MB', [tenth, highest]), seen };
}

function toOne(name: string, unit: Measurement['unit'], samples: number[]): Measurement {
  return { name, subject: 'kartei', unit, summary: summarize(samples), samples };
}
