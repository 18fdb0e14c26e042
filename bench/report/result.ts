// What a run of the bench leaves behind: one JSON file that says what was measured, on what, with what and how, so that
// a report can be made and two runs can be compared without running anything again.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from '../../seed/database.ts';
import type { Summary } from '../verdict/percentile.ts';

/** One scenario of one subject. */
export interface Measurement {
  /** What was asked. */
  name: string;
  /** Who was asked: Kartei, or what it is compared with. */
  subject: string;
  unit: 'ms' | 'req/s' | 's' | 'KB' | 'MB' | 'shift';
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
  /** Chosen against Kartei, and held to nothing. */
  unflattering: boolean;
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
  /** What a suite with tables of its own printed. */
  lines?: string[];
}

/** Committed results and their reports. */
export const RESULTS = resolve(ROOT, 'bench/results');

const require = createRequire(import.meta.url);

/** How much else the machine was doing when the run began: processes that wanted a core, over the last minute. */
const BUSY = 'load_before';

/** The machine, without its name. */
export function describeMachine(): Result['machine'] {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    [BUSY]: Number(loadavg()[0]!.toFixed(1)),
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

/** Options that say where files are, which is nobody's business. */
const PLACES = ['--data', '--persist-to', '--out'];

/** The command that was given, as a person would give it. */
export function describeCommand(): string {
  const args = process.argv
    .slice(2)
    .filter((arg, at, all) => ![arg, all[at - 1]].some((part) => PLACES.includes(part!)));
  return args.length === 0 ? 'npm run bench' : `npm run bench -- ${args.join(' ')}`;
}

/** Begins a result. */
export function startResult(kind: string, data: Result['data']): Result {
  return {
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
}

/** Adds scenarios and what was measured of them. */
export function addTo(result: Result, { scenarios, measurements }: Pick<Result, 'scenarios' | 'measurements'>): void {
  result.scenarios.push(...scenarios);
  result.measurements.push(...measurements);
}

/** Notes how long it took. */
export function finishResult(result: Result): Result {
  return { ...result, seconds: Math.round((Date.now() - Date.parse(result.startedAt)) / 1000) };
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

/** Whether a file of the folder is the result of a suite, and not of another kind. */
export function isResult(content: object): content is Result {
  return 'measurements' in content;
}

/** On how many contacts, on what, and when. */
export function toWhere({ data, machine, startedAt }: Result): string {
  return `${Number(data.contacts).toLocaleString('en')} contacts, ${machine.cores} cores of ${machine.cpu}, ${startedAt.slice(0, 10)}`;
}
