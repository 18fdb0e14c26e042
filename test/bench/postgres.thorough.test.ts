// PostgreSQL as a subject, where it is installed: the same contacts, and the same pages as Kartei's.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED } from '../../bench/export/scenarios.ts';
import { prepareData } from '../../bench/harness/data.ts';
import { findPrograms } from '../../bench/postgres/cluster.ts';
import { type Peers, startPostgres } from '../../bench/postgres/peer.ts';
import { measurePeers } from '../../bench/suites/beside/peers.ts';
import { measureQuestions } from '../../bench/suites/beside/questions.ts';
import { measureExport } from '../../bench/suites/export.ts';

const CONTACTS = 3000;
const EFFORT = { list: { warmUps: 0, rounds: 2, budgetMs: 0, leastSamples: 2 }, slices: { count: 2, seconds: 0.05 } };

const isInstalled = () => {
  try {
    return existsSync(findPrograms());
  } catch {
    return false;
  }
};

describe.runIf(isInstalled())('PostgreSQL', () => {
  let folder: string;
  let persistTo: string;
  let peers: Peers;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kartei-bench-'));
    persistTo = await prepareData(folder, CONTACTS);
    peers = await startPostgres(persistTo, () => {});
  });
  afterAll(async () => {
    await peers?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('lists the same pages', async () => {
    const { measurements, scenarios } = await measurePeers({ persistTo, peers, effort: EFFORT, note: () => {} });
    expect(scenarios.length).toBeGreaterThan(15);
    expect(new Set(measurements.map(({ subject }) => subject))).toEqual(
      new Set(['kartei', 'postgres', 'postgres tuned']),
    );
  });

  it('answers random questions alike', async () => {
    const asked = await measureQuestions({ persistTo, peers, count: 60, seed: 1, note: () => {} });
    expect(asked.lines).toContain('60 of 60 pages are the same.');
    expect(asked.lines!.filter((line) => line.startsWith('Steps: '))).toHaveLength(10);
  });

  it('copies all contacts out beside an export', async () => {
    const { measurements } = await measureExport({ persistTo, effort: 'quick', seed: 1, peers, note: () => {} });
    const subjects = measurements.filter(({ name }) => name === EXPORTED).map(({ subject }) => subject);
    expect(subjects).toEqual(['kartei', expect.any(String), "PostgreSQL's COPY"]);
  });
});
