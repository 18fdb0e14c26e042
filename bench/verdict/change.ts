// Two results of one suite in, what changed beyond the noise out. Medians differ between any two runs; a difference counts
// only where it is beyond both medians' intervals and beyond what the floor of the same scenario, in which there is
// nothing of Kartei, moved between the runs. Pure.
import type { Measurement, Result } from '../report/result.ts';

/** What differs between any two runs and is no reason to doubt. */
const VARYING = ['load_before', 'kartei'];

export type Verdict = 'faster' | 'slower' | 'same' | 'reads less' | 'reads more';

export interface Change {
  name: string;
  subject: string;
  before: number;
  after: number;
  unit: Measurement['unit'];
  /** What the second took, as a share of what the first took; and its interval. */
  ratio: number;
  interval: Interval;
  /** By how much the scenario's floor moved, or all floors where it has none; null where there is no floor to tell. */
  drift: Interval | null;
  verdicts: Verdict[];
}

export type Interval = [low: number, high: number];

export interface Comparison {
  changes: Change[];
  /** What is in one result only. */
  missing: string[];
  added: string[];
  /** Why the two may not be comparable. */
  doubts: string[];
}

/** Subjects without a line of Kartei's. */
const FLOORS = ['sql', 'kv', 'hello'];

export function compareResults(before: Result, after: Result): Comparison {
  const [old, fresh] = [index(before), index(after)];
  const drifts = findDrifts(old, fresh);
  const both = [...old].filter(([key]) => fresh.has(key));
  return {
    changes: both.map(([key, one]) => toChange(one, fresh.get(key)!, drifts)),
    missing: [...old.keys()].filter((key) => !fresh.has(key)),
    added: [...fresh.keys()].filter((key) => !old.has(key)),
    doubts: [
      ...(before.kind === after.kind ? [] : [`suites ${before.kind} and ${after.kind}`]),
      ...findDoubts('machine', before.machine, after.machine),
      ...findDoubts('data', before.data, after.data),
      ...findDoubts('versions', before.versions, after.versions),
    ],
  };
}

function index({ measurements }: Result): Map<string, Measurement> {
  return new Map(measurements.map((one) => [toKey(one), one]));
}

/** Names a measurement: of one scenario there may be several, by size or rate. */
function toKey({ name, subject, seen }: Measurement): string {
  const by = ['contacts', 'offered']
    .filter((what) => seen?.[what] !== undefined)
    .map((what) => `${what} ${seen![what]}`);
  return [name, subject, ...by].join(', ');
}

function findDrifts(old: Map<string, Measurement>, fresh: Map<string, Measurement>): Map<string, Interval> {
  const drifts = new Map<string, Interval>();
  for (const [key, before] of old) {
    const after = fresh.get(key);
    if (!after || !FLOORS.includes(before.subject)) continue;
    const [low, high] = toRatio(before, after);
    const known = drifts.get(before.name);
    drifts.set(before.name, toSpan(known ? [known, [low, high]] : [[low, high]])!);
  }
  return drifts;
}

/** What all floors moved by, for scenarios that have none of their own. */
function toSpan(drifts: Interval[]): Interval | null {
  if (drifts.length === 0) return null;
  return [Math.min(...drifts.map(([low]) => low)), Math.max(...drifts.map(([, high]) => high))];
}

/** Every ratio that two values within the medians' intervals can have. */
function toRatio(before: Measurement, after: Measurement): Interval {
  const [old, fresh] = [before.summary.interval, after.summary.interval];
  return [fresh[0] / old[1], fresh[1] / old[0]];
}

function toChange(before: Measurement, after: Measurement, drifts: Map<string, Interval>): Change {
  const { name, subject, unit } = before;
  const interval = toRatio(before, after);
  const drift = FLOORS.includes(subject) ? null : (drifts.get(name) ?? toSpan([...drifts.values()]));
  const [least, most] = [Math.min(1, drift?.[0] ?? 1), Math.max(1, drift?.[1] ?? 1)];
  const [less, more]: Verdict[] = unit === 'req/s' ? ['slower', 'faster'] : ['faster', 'slower'];
  const others = interval[0] > most ? more! : 'same';
  const time = interval[1] < least ? less! : others;
  const [old, fresh] = [before.rowsRead, after.rowsRead];
  const rows: Verdict[] =
    old === undefined || fresh === undefined || old === fresh ? [] : [fresh < old ? 'reads less' : 'reads more'];
  return {
    name,
    subject,
    unit,
    before: before.summary.median,
    after: after.summary.median,
    ratio: after.summary.median / before.summary.median,
    interval,
    drift,
    verdicts: [time, ...rows],
  };
}

function findDoubts(
  what: string,
  before: Record<string, string | number>,
  after: Record<string, string | number>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => before[name] !== after[name] && !VARYING.includes(name))
    .map((name) => `${what}: ${name} was ${before[name]}, is ${after[name]}`);
}
