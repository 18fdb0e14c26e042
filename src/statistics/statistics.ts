// What is known about the data, as a database's own planner has it: built from a sample of contacts, small enough to
// hold in memory. Never needed for a right answer, only for a fast one. Pure.
import { FIELD_NAMES, type FieldName, type Value } from '../contact/fields.ts';
import { compareValues } from '../query/restriction.ts';
import { type Frequencies, listWords, toFrequencies } from './frequency.ts';

/** The most common values that are stored of a field. */
const MOST_COMMON = 500;
/** A value that occurs less often in the sample is not called common: its share would be a guess. */
const LEAST_COUNT = 6;
/** The other values are cut into this many runs of equally many contacts. */
export const RUNS = 100;
/** Its multiples fill 0 to 1 evenly (the golden ratio's fraction). */
const GOLDEN = 0.618_033_988_749_895;
/** Whole contacts that are stored, to tell which filters go together and which sort they follow. */
const STORED_CONTACTS = 2000;

export interface FieldStatistics {
  /** Share of contacts with no value, 0 to 1. */
  missing: number;
  /** Estimated number of distinct values. */
  distinct: number;
  /** The commonest values with their shares of all contacts, commonest first. */
  common: [Value, number][];
  /** Bounds of the runs into which the values that are not common are cut, ascending; empty where there are too few. */
  bounds: Value[];
  /** The field's keys of the contacts that are stored, in the same order for every field. */
  keys: (Value | null)[];
}

export interface Statistics {
  /** How many contacts there were when the sample was taken. */
  contacts: number;
  /** How many of them are in the sample. */
  sampled: number;
  fields: Record<FieldName, FieldStatistics>;
  /** How common words are; statistics may be older than the search. */
  words?: Frequencies;
}

/** A sampled contact: the key of each field, in the order of the field table. */
export type SampledContact = (Value | null)[];

/** Statistics from sampled contacts, drawn evenly from `contacts` in all. */
export function toStatistics(sample: SampledContact[], contacts: number): Statistics {
  const stored = thin(sample, STORED_CONTACTS);
  const describe = (name: FieldName, at: number) => [name, describeField(sample, stored, at, contacts)];
  const fields = Object.fromEntries(FIELD_NAMES.map(describe)) as Statistics['fields'];
  const places = Object.fromEntries(FIELD_NAMES.map((name, at) => [name, at])) as Record<FieldName, number>;
  const words = toFrequencies(sample.map((contact) => listWords((field) => contact[places[field]])));
  return { contacts, sampled: sample.length, fields, words };
}

function describeField(
  sample: SampledContact[],
  stored: SampledContact[],
  at: number,
  contacts: number,
): FieldStatistics {
  const counts = new Map<Value, number>();
  let missing = 0;
  for (const contact of sample) {
    const key = contact[at]!;
    if (key === null) missing++;
    else counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const common = [...counts]
    .filter(([, count]) => count >= LEAST_COUNT)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_COMMON);
  const isCommon = new Set(common.map(([value]) => value));
  const rest = sample.map((contact) => contact[at]!).filter((key) => key !== null && !isCommon.has(key)) as Value[];
  rest.sort(compareValues);
  return {
    missing: share(missing, sample.length),
    distinct: estimateDistinct(counts, sample.length - missing, contacts),
    common: common.map(([value, count]) => [value, share(count, sample.length)]),
    bounds:
      rest.length > RUNS
        ? Array.from({ length: RUNS + 1 }, (_, run) => rest[Math.floor((run * (rest.length - 1)) / RUNS)]!)
        : [],
    keys: stored.map((contact) => contact[at]!),
  };
}

/** Distinct values of a population from a sample: Haas and Stokes, "Estimating the Number of Classes", 1998 (Duj1). */
function estimateDistinct(counts: Map<Value, number>, sampled: number, population: number): number {
  const once = [...counts.values()].filter((count) => count === 1).length;
  if (sampled === 0) return 0;
  return Math.round((sampled * counts.size) / (sampled - once + (once * sampled) / Math.max(population, sampled)));
}

function thin<T>(list: T[], most: number): T[] {
  return list.length <= most ? list : spreadOver(list.length, most).map((at) => list[at]!);
}

/** `picks` numbers below `total`, one from each of as many equal runs, in no rhythm that the data could share. */
export function spreadOver(total: number, picks: number): number[] {
  return Array.from({ length: picks }, (_, at) => Math.floor(((at + ((at * GOLDEN) % 1)) * total) / picks));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toPrecision(4));
}
