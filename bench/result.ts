// What a run of the bench leaves behind: one JSON file that says what was measured, on what, with what and how, so that
// a report can be made and two runs can be compared without running anything again.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from '../seed/database.ts';
import type { Summary } from './percentile.ts';

/** One scenario of one subject. */
export interface Measurement {
  /** What was asked. */
  name: string;
  /** Who was asked: Kartei, or what it is compared with. */
  subject: string;
  unit: 'ms' | 'req/s' | 's';
  summary: Summary;
  /** Everything that was measured, in `unit`, so that runs can be merged; left out where there are too many. */
  samples?: number[];
  /** Rows and index entries read by one request, as D1 bills them; left out where it was not asked. */
  rowsRead?: number;
  /** What else was seen, by name: statements, the state of the cache, contacts, the rate offered and the rate served. */
  seen?: Record<string, string | number>;
}

/** A scenario is the same for all who are asked. */
export interface Expected {
  name: string;
  /** What it should show, written before it was measured. */
  expected: string;
}

export interface Result {
  kind: string;
  startedAt: string;
  seconds: number;
  commands: string[];
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  data: Record<string, string | number>;
  scenarios: Expected[];
  measurements: Measurement[];
}

/** Committed results and their reports. */
export const RESULTS = resolve(ROOT, 'bench/results');

const require = createRequire(import.meta.url);

/** The machine, without its name. */
export function describeMachine(): Result['machine'] {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
  };
}

/** Versions of what took part. */
export function describeVersions(): Result['versions'] {
  const versionOf = (name: string): string => require(`${name}/package.json`).version;
  const wrangler = createRequire(require.resolve('wrangler/package.json'));
  return {
    kartei: describeCommit(),
    node: process.version,
    wrangler: versionOf('wrangler'),
    miniflare: wrangler('miniflare/package.json').version,
    workerd: createRequire(wrangler.resolve('miniflare/package.json'))('workerd/package.json').version,
  };
}

function describeCommit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: ROOT, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** The command that was given, as a person would give it. */
export function describeCommand(): string {
  const args = process.argv.slice(2);
  return args.length === 0 ? 'npm run bench' : `npm run bench -- ${args.join(' ')}`;
}

/** Begins a result; `finish` stamps how long it took. */
export function startResult(kind: string, data: Result['data']): Result & { finish: () => Result } {
  const begun = performance.now();
  const result: Result = {
    kind,
    startedAt: new Date().toISOString(),
    seconds: 0,
    commands: [describeCommand()],
    machine: describeMachine(),
    versions: describeVersions(),
    data,
    scenarios: [],
    measurements: [],
  };
  const finish = () => {
    result.seconds = Math.round((performance.now() - begun) / 1000);
    return result;
  };
  return Object.assign(result, { finish });
}

/** Writes the result beside its report; returns the file. */
export async function writeResult(folder: string, result: Result): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${result.kind}.json`);
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
  await writeFile(file, `${JSON.stringify(result, rounded, 1).replace(/\[\s+([-\d.,\s]+?)\s+\]/g, toLine)}\n`);
  return file;
}

function toLine(_: string, numbers: string): string {
  return `[${numbers.replace(/\s+/g, ' ')}]`;
}

export async function readResult(file: string): Promise<Result> {
  return JSON.parse(await readFile(file, 'utf8')) as Result;
}
