// Loads the same contacts twice in one run: through the D1 binding as the seed does, and into a plain SQLite file
// through node:sqlite. The plain load counts only inserting and indexing, not making the rows, so the ratio flatters
// it. Memory is that of this process and the runtime beside it, where /proc has it (Linux).
import '../../seed/memory.ts';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { ROOT } from '../../seed/database.ts';
import { startMaker } from '../../seed/generate/maker.ts';
import { indexes } from '../../seed/load/indexes.ts';
import { LARGEST_CHUNK, tables } from '../../seed/load/insert.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { openMigrated } from '../../seed/migration.ts';

export interface SeedMeasure {
  contacts: number;
  d1Seconds: number;
  plainSeconds: number;
  ratio: number;
  peakMb: number;
  /** Of D1, with all that is kept beside the rows; and of the plain file. */
  databaseMb: number;
  plainMb: number;
}

const SEED = 1;
const SAMPLE_MS = 250;
const MEGABYTE = 1_000_000;

/** Measures both loads in temporary folders. Megabytes are of 1,000,000 bytes, 0 where memory cannot be read. */
export async function measureSeed(contacts: number): Promise<SeedMeasure> {
  const folder = await mkdtemp(join(tmpdir(), 'kartei-seed-'));
  try {
    const { seconds: d1Seconds, peakMb, databaseMb } = await loadD1(folder, contacts);
    const plain = join(folder, 'plain.sqlite');
    const plainSeconds = await loadPlain(plain, contacts);
    const plainMb = (await stat(plain)).size / MEGABYTE;
    return { contacts, d1Seconds, plainSeconds, ratio: d1Seconds / plainSeconds, peakMb, databaseMb, plainMb };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function loadD1(
  persistTo: string,
  contacts: number,
): Promise<{ seconds: number; peakMb: number; databaseMb: number }> {
  const { d1, close } = await openMigrated({ persistTo, remote: false });
  let peakMb = 0;
  const sampler = setInterval(async () => {
    peakMb = Math.max(peakMb, await readMemoryMb());
  }, SAMPLE_MS);
  try {
    const started = performance.now();
    await load(d1, await beginRun(d1, SEED, contacts), { quiet: true });
    const seconds = (performance.now() - started) / 1000;
    const { meta } = await d1.prepare('select 1').all();
    return { seconds, peakMb, databaseMb: meta.size_after / MEGABYTE };
  } finally {
    clearInterval(sampler);
    await close();
  }
}

async function loadPlain(path: string, contacts: number): Promise<number> {
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on');
  for (const file of (await readdir(join(ROOT, 'migrations'))).filter((name) => name.endsWith('.sql')).sort()) {
    database.exec(await readFile(join(ROOT, 'migrations', file), 'utf8'));
  }
  for (const { name } of indexes) database.exec(`drop index "${name}"`);
  database.exec(`insert into seed_run values (1, ${SEED}, ${contacts}, 0, 0); update search_state set indexed_to = 0`); // so that triggers stand aside here too
  const inserts = tables.map((table) => {
    const { name, columns } = getTableConfig(table);
    const list = columns.map((column) => `"${column.name}"`);
    return database.prepare(`insert into "${name}" (${list}) values (${columns.map(() => '?')})`);
  });
  const maker = startMaker();
  let ms = 0;
  for (let from = 0; from < contacts; from += LARGEST_CHUNK) {
    const { rows } = await maker.make({ seed: SEED, from, to: Math.min(from + LARGEST_CHUNK, contacts) });
    const lists = rows.map((json) => JSON.parse(json) as (string | number | null)[][]);
    ms += time(() => {
      database.exec('begin');
      for (const [at, list] of lists.entries()) for (const row of list) inserts[at]!.run(...row);
      database.exec('commit');
    });
  }
  await maker.stop();
  for (const { sql } of indexes) ms += time(() => database.exec(sql));
  database.close();
  return ms / 1000;
}

function time(action: () => void): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

/** The resident memory of this process and all below it. */
async function readMemoryMb(): Promise<number> {
  const parents = new Map<number, number>();
  const kilobytes = new Map<number, number>();
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    parents.set(pid, Number(status.match(/PPid:\s+(\d+)/)?.[1] ?? 0));
    kilobytes.set(pid, Number(status.match(/VmRSS:\s+(\d+)/)?.[1] ?? 0));
  }
  const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  const sum = [...kilobytes].filter(([pid]) => isOurs(pid)).reduce((total, [, size]) => total + size, 0);
  return (sum * 1024) / MEGABYTE;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { contacts: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
  });
  const measure = await measureSeed(Number(values.contacts));
  if (values.json) console.log(JSON.stringify(measure));
  else {
    console.log(`contacts          ${measure.contacts.toLocaleString('en')}`);
    console.log(
      `through D1        ${measure.d1Seconds.toFixed(1)} s (rows made, inserted, indexed, counted, analysed)`,
    );
    console.log(`plain SQLite file ${measure.plainSeconds.toFixed(1)} s (inserted, indexed)`);
    console.log(`ratio             ${measure.ratio.toFixed(2)}`);
    console.log(`peak memory       ${Math.round(measure.peakMb)} MB`);
    console.log(`database          ${Math.round(measure.databaseMb)} MB (plain: ${Math.round(measure.plainMb)} MB)`);
  }
}
