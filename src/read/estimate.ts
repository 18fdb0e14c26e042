// How many contacts filters leave, and how far a walk goes until it has met enough of them: statistics of single fields,
// corrected by the sampled contacts, which know what goes together. Pure.
import { FIELDS, type FieldName } from './fields.ts';
import type { SortKey } from './order.ts';

import { compareValues, contains, type Restriction, unrestricted, type Value } from './restriction.ts';
import { estimateShare, type Statistics } from './statistics.ts';
import type { Tests } from './step.ts';

/** Shares that are assumed where there are no statistics, as other planners assume them. */
const ASSUMED = { point: 0.005, range: 0.3, substring: 0.05 };
/** From so many sampled contacts on, their count is believed over the product of single shares. */
const ENOUGH = 8;
/** Of so many contacts, the walk's first match in the sample is late enough not to be chance: e^-4. */
const NOT_BY_CHANCE = 4;

export interface Estimator {
  contacts: number;
  /** Contacts that pass the tests. */
  countMatches(tests: Tests): number;
  /** Share, 0 to 1, that one field's restriction leaves. */
  shareOf(field: FieldName, restriction: Restriction): number;
  /** Rows that a walk in this order, of those in `range`, looks at until `rows` of them have passed the tests. */
  countSteps(walk: { key: SortKey; range: Restriction; tests: Tests; rows: number }): number;
  /** The values of a field, null among them, that more contacts than this share, each with their number. */
  crowds(field: FieldName, contacts: number): { value: Value | null; contacts: number }[];
}

/** `contacts` is how many there are. Without statistics, the same questions are answered by assumptions. */
export function toEstimator(statistics: Statistics | null, contacts: number): Estimator {
  const shareOf = (field: FieldName, restriction: Restriction) =>
    statistics ? estimateShare(statistics, field, restriction) : assumeShare(field, restriction, contacts);
  const jointShare = (tests: Tests) => estimateJointShare(statistics, tests, shareOf);
  return {
    contacts,
    shareOf,
    countMatches: (tests) => contacts * jointShare(tests),
    countSteps: ({ key, range, tests, rows }) => {
      const reach = contacts * shareOf(key.field, range);
      const matches = contacts * jointShare({ ...tests, restrictions: { ...tests.restrictions, [key.field]: range } });
      const even = (rows * reach) / Math.max(matches, 1e-9);
      return Math.min(reach, Math.max(even, delayOf(statistics, { key, range, tests, even })));
    },
    crowds: (field, least) => {
      if (!statistics) return [];
      const { missing, common } = statistics.fields[field];
      const shares: [Value | null, number][] = missing > 0 ? [[null, missing], ...common] : common;
      return shares
        .map(([value, share]) => ({ value, contacts: share * contacts }))
        .filter((crowd) => crowd.contacts > least);
    },
  };
}

function assumeShare(field: FieldName, { intervals, nulls }: Restriction, contacts: number): number {
  const point = FIELDS[field].unique ? 1 / contacts : ASSUMED.point;
  const isPoint = intervals.every(({ lo, hi }) => lo !== null && lo === hi);
  return Math.min(1, (isPoint ? intervals.length * point : ASSUMED.range) + (nulls ? ASSUMED.range : 0));
}

function estimateJointShare(statistics: Statistics | null, tests: Tests, shareOf: Estimator['shareOf']): number {
  const fields = Object.keys(tests.restrictions) as FieldName[];
  const shares = new Map(fields.map((field) => [field, shareOf(field, tests.restrictions[field]!)]));
  const substringShare = tests.substrings.length === 0 ? 1 : ASSUMED.substring;
  const product = [...shares.values()].reduce((product, share) => product * share, substringShare);
  if (!statistics || fields.length + tests.substrings.length < 2) {
    if (!statistics || tests.substrings.length === 0) return product;
    return (sampled(statistics, tests).length + 0.5) / (keptContacts(statistics) + 1);
  }
  const found = sampled(statistics, tests).length;
  if (found >= ENOUGH) return found / keptContacts(statistics);
  // Too few for a count: start from the rarest filter, and take the others as often as they go with it in the sample.
  const [rarest] = [...fields].sort((a, b) => shares.get(a)! - shares.get(b)!);
  if (rarest === undefined) return (found + 0.5) / (keptContacts(statistics) + 1);
  const base = sampled(statistics, { restrictions: { [rarest]: tests.restrictions[rarest]! }, substrings: [] }).length;
  const together = base >= ENOUGH ? (found + 0.25) / base : product / Math.max(shares.get(rarest)!, 1e-12);
  return shares.get(rarest)! * Math.min(1, together);
}

/** Where the sample says that matches lie far back in the order: how far the walk goes before it meets the first ones. */
function delayOf(
  statistics: Statistics | null,
  { key, range, tests, even }: { key: SortKey; range: Restriction; tests: Tests; even: number },
): number {
  if (!statistics) return even;
  const kept = keptContacts(statistics);
  const each = statistics.contacts / Math.max(kept, 1);
  const keys = statistics.fields[key.field].keys;
  const walked = sampled(statistics, { restrictions: { [key.field]: range }, substrings: [] });
  const matching = new Set(sampled(statistics, tests));
  const found = walked.filter((at) => matching.has(at)).length;
  if (found < 2) return even;
  walked.sort((a, b) => compareKeys(keys[a]!, keys[b]!) * (key.descending ? -1 : 1));
  const first = walked.findIndex((at) => matching.has(at));
  return first > NOT_BY_CHANCE * (walked.length / found) ? first * each : even;
}

function compareKeys(a: Value | null, b: Value | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareValues(a, b);
}

/** Which of the sampled contacts pass the tests, by their place in the sample. */
function sampled({ fields }: Statistics, { restrictions, substrings }: Tests): number[] {
  let places = fields.id.keys.map((_, at) => at);
  for (const [field, restriction] of Object.entries(restrictions) as [FieldName, Restriction][]) {
    const { keys } = fields[field];
    const isOpen = restriction === unrestricted;
    if (!isOpen) places = places.filter((at) => contains(restriction, keys[at]!));
  }
  for (const { field, text } of substrings) {
    const { keys } = fields[field];
    places = places.filter((at) => String(keys[at] ?? '').includes(text));
  }
  return places;
}

function keptContacts({ fields }: Statistics): number {
  return fields.id.keys.length;
}
