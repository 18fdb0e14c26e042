// How many contacts filters leave, and how far a walk goes until it has met enough of them: statistics of single fields,
// corrected by the sampled contacts, which know what goes together. Pure.
import { FIELDS, type FieldName } from './fields.ts';
import { estimateWord } from './frequency.ts';
import type { SortKey } from './order.ts';
import type { Restriction, Value } from './restriction.ts';
import type { Word } from './search.ts';
import { estimateShare, type Statistics } from './statistics.ts';
import { NO_TESTS, type Tests } from './step.ts';
import { countPassing, toWitnesses, type Witnesses } from './witness.ts';

/** Shares that are assumed where there are no statistics, as other planners assume them. */
const ASSUMED = { point: 0.005, range: 0.3, substring: 0.05, word: 0.02 };
/** From so many sampled contacts on, their count is believed over the product of single shares. */
const ENOUGH = 8;
/** From so many on, it is exact enough not to be looked up in anything else. */
const MANY = 40;
/** How many sampled contacts have a word that is too rare to be kept. */
const RARE_WORD = 2;
/** Of so many contacts, the walk's first match in the sample is late enough not to be chance: e^-4. */
const NOT_BY_CHANCE = 4;

/** A walk in the order of `key` through `range`, for `rows` rows that pass the tests. */
export interface WalkAhead {
  key: SortKey;
  range: Restriction;
  tests: Tests;
  rows: number;
}

export interface Estimator {
  contacts: number;
  /** Contacts that pass the tests. */
  countMatches(tests: Tests): number;
  /** Share, 0 to 1, that one field's restriction leaves. */
  shareOf(field: FieldName, restriction: Restriction): number;
  /** Rows that a walk in this order, of those in `range`, looks at until `rows` of them have passed the tests. */
  countSteps(walk: WalkAhead): number;
  /** The values of a field, null among them, that more contacts than this share, each with their number. */
  crowds(field: FieldName, contacts: number): { value: Value | null; contacts: number }[];
}

/** `contacts` is how many there are. Without statistics, the same questions are answered by assumptions. */
export function toEstimator(statistics: Statistics | null, contacts: number): Estimator {
  const shareOf = (field: FieldName, restriction: Restriction) =>
    statistics ? estimateShare(statistics, field, restriction) : assumeShare(field, restriction, contacts);
  const witnesses = statistics && toWitnesses(statistics);
  const jointShare = toJointShare(statistics, witnesses, shareOf);
  return {
    contacts,
    shareOf,
    countMatches: (tests) => contacts * jointShare(tests),
    countSteps: ({ key, range, tests, rows }) => {
      const reach = contacts * shareOf(key.field, range);
      const matches = contacts * jointShare({ ...tests, restrictions: { ...tests.restrictions, [key.field]: range } });
      const even = (rows * reach) / Math.max(matches, 1e-9);
      const delay = witnesses ? delayOf(witnesses, contacts, { key, range, tests }) : 0;
      return Math.min(reach, Math.max(even, delay));
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

/** What one filter or one word of the tests leaves. */
interface Part {
  share: number;
  only: Tests;
}

function toJointShare(statistics: Statistics | null, witnesses: Witnesses | null, shareOf: Estimator['shareOf']) {
  const toParts = ({ restrictions, words }: Tests): Part[] => [
    ...(Object.entries(restrictions) as [FieldName, Restriction][]).map(([field, range]) => ({
      share: shareOf(field, range),
      only: { ...NO_TESTS, restrictions: { [field]: range } },
    })),
    ...words.map((word) => ({ share: shareOfWord(statistics, witnesses, word), only: { ...NO_TESTS, words: [word] } })),
  ];
  return (tests: Tests): number => {
    const parts = toParts(tests);
    const substringShare = tests.substrings.length === 0 ? 1 : ASSUMED.substring;
    const product = parts.reduce((product, { share }) => product * share, substringShare);
    if (!witnesses || (parts.length < 2 && tests.substrings.length === 0)) return product;

    const found = countPassing(witnesses.passing(tests));
    const [rarest] = parts.sort((a, b) => a.share - b.share);
    if (found >= ENOUGH) return found / witnesses.size;
    if (rarest === undefined) return (found + 0.5) / (witnesses.size + 1);
    // Too few for a count: start from the rarest of them, and take the others as often as they go with it.
    const base = countPassing(witnesses.passing(rarest.only));
    const together = base >= ENOUGH ? (found + 0.25) / base : product / Math.max(rarest.share, 1e-12);
    return rarest.share * Math.min(1, together);
  };
}

/** By the kept contacts where many have the word, else by how common it is in the whole sample. */
function shareOfWord(statistics: Statistics | null, witnesses: Witnesses | null, word: Word): number {
  if (!statistics || !witnesses) return ASSUMED.word;
  const found = countPassing(witnesses.passing({ ...NO_TESTS, words: [word] }));
  if (found >= MANY) return found / witnesses.size;
  return Math.max(estimateWord(statistics.words ?? [], word), RARE_WORD / Math.max(statistics.sampled, 1));
}

/** Where the kept contacts say that matches lie far back in the order: how far the walk goes before the first of them. */
function delayOf(witnesses: Witnesses, contacts: number, { key, range, tests }: Omit<WalkAhead, 'rows'>): number {
  const walked = witnesses.passing({ ...NO_TESTS, restrictions: { [key.field]: range } });
  const matching = witnesses.passing(tests);
  const order = witnesses.inOrder(key.field);
  let looked = 0;
  let before = -1;
  let found = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const at = order[key.descending ? order.length - 1 - rank : rank]!;
    if (walked[at] === 0) continue;
    if (matching[at] === 1) {
      if (before < 0) before = looked;
      found++;
    }
    looked++;
  }
  if (found < 2 || before <= NOT_BY_CHANCE * (looked / found)) return 0;
  return (before * contacts) / witnesses.size;
}
