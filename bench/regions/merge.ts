// Runs of the region bench, made at different times, in; one result and what it amounts to by region and state out. All
// samples stay raw, so percentiles are taken of the samples of all runs together and never of percentiles. Pure.

import { HINTS, type Hint, type Sample, type State } from '../prober/sample.ts';
import { type Summary, summarize } from '../verdict/percentile.ts';

export interface Run {
  id: string;
  startedAt: string;
  seconds: number;
  command: string;
  /** What was read: an origin, a path, and how many contacts were behind it. */
  target: string;
  path: string;
  contacts: number;
}

export interface RegionSample extends Sample {
  run: string;
  /** Where the probe was asked to run, and the data centre that it ran in. */
  hint: Hint;
  ran: string | null;
}

export interface RegionsResult {
  kind: 'regions';
  /** Every number in it was measured. */
  numbers: 'measured';
  runs: Run[];
  samples: RegionSample[];
}

/** What is shown, in this order. What fills the cache is not: it is a cold page the first time and a warm one later. */
export const SHOWN_STATES = ['connect', 'cold', 'warm', 'write', 'after write'] as const satisfies State[];

/** All runs in one; a run that is in several results counts once. Throws an Error where they read different things. */
export function mergeRegions(results: RegionsResult[]): RegionsResult {
  const runs = new Map<string, Run>();
  const samples: RegionSample[] = [];
  for (const result of results) {
    const fresh = new Set(result.runs.map(({ id }) => id).filter((id) => !runs.has(id)));
    for (const run of result.runs) if (fresh.has(run.id)) runs.set(run.id, run);
    samples.push(...result.samples.filter(({ run }) => fresh.has(run)));
  }
  const read = new Set([...runs.values()].map(({ target, path }) => target + path));
  if (read.size > 1) throw new Error(`These results are of different pages: ${[...read].join(', ')}`);
  const order = [...runs.values()].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  return { kind: 'regions', numbers: 'measured', runs: order, samples };
}

/** A region in one state. */
export interface RegionSummary {
  hint: Hint;
  state: State;
  /** Airports of the data centres that the probe ran in, that answered, and where placed code ran; D1's regions. */
  ran: string[];
  answered: string[];
  placed: string[];
  databases: string[];
  requests: number;
  /** Answers other than 2xx, and none. They are in no percentile. */
  failed: number;
  /** Of the answers that say whether a cache had them; null where none says. */
  hits: number | null;
  /** Reads after a write that were older than it. */
  stale: number;
  /** Milliseconds from asking to the last byte; null where nothing came back. */
  times: Summary | null;
  /** The median of what the API says that it took itself, in ms. */
  serverMs: number | null;
}

export function summarizeRegions({ samples }: RegionsResult): RegionSummary[] {
  return HINTS.flatMap((hint) =>
    SHOWN_STATES.flatMap((state) => {
      const here = samples.filter((sample) => sample.hint === hint && sample.state === state);
      return here.length === 0 ? [] : [summarizeRegion(hint, state, here, findStale(samples, hint))];
    }),
  );
}

function summarizeRegion(hint: Hint, state: State, here: RegionSample[], stale: Set<RegionSample>): RegionSummary {
  const answered = here.filter(({ status }) => isAnswer(state, status));
  const cached = answered.filter(({ cache }) => cache !== null);
  const server = answered.map(({ serverMs }) => serverMs).filter((ms) => ms !== null);
  return {
    hint,
    state,
    ran: distinct(here, 'ran'),
    answered: distinct(here, 'answered'),
    placed: distinct(here, 'placement'),
    databases: distinct(here, 'region'),
    requests: here.length,
    failed: here.length - answered.length,
    hits: cached.length > 0 ? cached.filter(({ cache }) => cache === 'hit').length / cached.length : null,
    stale: here.filter((sample) => stale.has(sample)).length,
    times: answered.length > 0 ? summarize(answered.map(timeOf)) : null,
    serverMs: server.length > 0 ? summarize(server).median : null,
  };
}

/** The first request of a slice is for a page of Cloudflare's: whatever comes back shows how long the way is. */
function isAnswer(state: State, status: number): boolean {
  return state === 'connect' ? status > 0 : status >= 200 && status < 300;
}

export function timeOf({ headersMs, bodyMs }: Sample): number {
  return headersMs + bodyMs;
}

function distinct(samples: RegionSample[], name: 'ran' | 'answered' | 'placement' | 'region'): string[] {
  return [...new Set(samples.map((sample) => sample[name]).filter((value) => value !== null))].sort();
}

/** Reads after a write whose version is below that of the write before them. */
function findStale(samples: RegionSample[], hint: Hint): Set<RegionSample> {
  const stale = new Set<RegionSample>();
  const written = new Map<string, number>();
  for (const sample of samples) {
    if (sample.hint !== hint || sample.version === null) continue;
    if (sample.state === 'write') written.set(sample.run, sample.version);
    if (sample.state === 'after write' && sample.version < (written.get(sample.run) ?? 0)) stale.add(sample);
  }
  return stale;
}

/** Times by region and state for a heat map: rows, columns and a cell for each pair, null where nothing was measured. */
export interface HeatMap {
  title: string;
  unit: 'ms';
  numbers: 'measured' | 'modelled';
  rows: string[];
  columns: string[];
  cells: (number | null)[][];
}

export function toHeatMap(summaries: RegionSummary[]): HeatMap {
  const rows = HINTS.filter((hint) => summaries.some((summary) => summary.hint === hint));
  const columns = SHOWN_STATES.filter((state) => summaries.some((summary) => summary.state === state));
  const find = (hint: Hint, state: State) =>
    summaries.find((summary) => summary.hint === hint && summary.state === state)?.times?.median ?? null;
  const cells = rows.map((hint) => columns.map((state) => find(hint, state)));
  return { title: 'Median by region, measured', unit: 'ms', numbers: 'measured', rows, columns, cells };
}
