// Suite `export`: all contacts as one CSV file, by Kartei and by SQLite alone in turn; the memory of the runtime meanwhile;
// what it asks of D1; and whether a transfer that is cut ten times comes to the same bytes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Draws } from '../../seed/generate/draw.ts';
import { type Downloaded, download, HEAD, hashFile } from '../export/download.ts';
import { sampleMemory, toMemory } from '../export/memory.ts';
import { copyPlain, findPlain, SELECT, SHELL } from '../export/plain.ts';
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
    const { urls, readMb, readRan } = server;
    const seconds = new Map<string, number[]>();
    const add = (subject: string, one: number) => seconds.set(subject, [...(seconds.get(subject) ?? []), one]);

    note('the whole export, its memory sampled');
    const { done: first, samples } = await sampleMemory(readMb, (watch) => download(urls.kartei, ours, { watch }));
    add('kartei', first.seconds);
    const hash = await hashFile(ours);
    note(`${plain.subject}, for the same rows`);
    add(plain.subject, await time(() => plain.write(theirs)));
    await assertSameRows(ours, theirs, first);
    for (let round = 1; round < ROUNDS[effort]; round++) {
      add('kartei', (await download(urls.kartei, ours)).seconds);
      add(plain.subject, await time(() => plain.write(theirs)));
    }
    if (peers) {
      note(COPY);
      result.versions.postgres = peers.version;
      for (let round = 0; round < ROUNDS[effort]; round++)
        add(COPY, await time(() => copyOut(peers.database, SELECT, theirs)));
    }
    note('the export once more, its queries counted');
    await download(urls.counted, ours);
    const ran = await readRan();
    note(`the export, cut ${CUTS} times`);
    const resumed = await download(urls.kartei, ours, { cuts: drawCuts(seed, first.bytes) });
    const isSame = (await hashFile(ours)) === hash;

    const { tenth, highest } = toMemory(samples);
    const own = { requests: first.requests, queries: ran.queries, bytes: first.bytes };
    const measurements: Measurement[] = [...seconds].map(([subject, all]) => ({
      name: EXPORTED,
      subject,
      unit: 's',
      summary: summarize(all),
      samples: all,
      ...(subject === 'kartei' && { rowsRead: ran.rowsRead }),
      seen: { rows_per_second: toRate(first.rows, all), ...(subject === 'kartei' && own) },
    }));
    const memory = { at_first: Math.round(samples[0]!.mb), samples: samples.length };
    const outcome = { cuts: CUTS, requests: resumed.requests, same_bytes: isSame ? 'yes' : 'no', sha256: hash };
    measurements.push(
      { name: MEMORY, subject: 'kartei', unit: 'MB', ...toSummary([tenth, highest]), seen: memory },
      { name: RESUMED, subject: 'kartei', unit: 's', ...toSummary([resumed.seconds]), seen: outcome },
    );
    addTo(result, { scenarios: SCENARIOS, measurements });
    return finishResult(result);
  } finally {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

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

function toRate(rows: number, seconds: number[]): number {
  return Math.round(rows / summarize(seconds).median);
}

function toSummary(samples: number[]): Pick<Measurement, 'summary' | 'samples'> {
  return { summary: summarize(samples), samples };
}
