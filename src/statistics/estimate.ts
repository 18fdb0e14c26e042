// How many contacts filters leave, and how far a walk goes until it has met enough of them: statistics of single fields,
// corrected by the sampled contacts, which know what goes together. What is found for a filter or a word is remembered with
// it, so that one plan may ask again and again. Pure.

import { FIELDS, type FieldName, type Value } from '../contact/fields.ts';
import type { SortKey } from '../query/order.ts';
import type { Restriction } from '../query/restriction.ts';
import type { Word } from '../query/search.ts';
import { type Alternative, impliedBy, isUntested, NO_TESTS, type Tests } from '../query/tests.ts';
import { type Bits, countBits, intersectBits } from './bits.ts';
import { toWordShares } from './frequency.ts';
import { remember } from './remember.ts';
import { countInAll, type SampledRows, toSampledRows } from './sampled.ts';
import { ENOUGH, orCounted, orSampled, toShares } from './share.ts';
import type { Statistics } from './statistics.ts';
import { type Stop, toStops } from './stops.ts';

/** Shares that are assumed where there are no statistics, as other planners assume them. */
const ASSUMED = { point: 0.005, range: 0.3, substring: 0.05, word: 0.02 };
/** From so many on, it is exact enough not to be looked up in anything else. */
const MANY = 40;
/** How many sampled contacts have a word that is too rare to be stored. */
const RARE_WORD = 2;
/** What is known apart of filters is worth so many sampled contacts. */
const UNKNOWN = 0.25;
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
  /** Whether statistics answer, and not assumptions. */
  isInformed: boolean;
  /** Contacts that pass the tests. */
  countMatches(tests: Tests): number;
  /** Share, 0 to 1, that one field's restriction leaves. */
  shareOf(field: FieldName, restriction: Restriction): number;
  /** Rows that a walk in this order, of those in `range`, looks at until `rows` of them have passed the tests. */
  countSteps(walk: WalkAhead): number;
  /** The values of a field, null among them, that more contacts than this share, each with their number. */
  heavyValues(field: FieldName, contacts: number): { value: Value | null; contacts: number }[];
  /** Values at about equal distances through the list of what passes, in the order of the key; none where nothing is known. */
  listStops(key: SortKey, tests: Tests, most: number): Stop[];
}

/** `contacts` is how many there are. Without statistics, the same questions are answered by assumptions. */
export function toEstimator(statistics: Statistics | null, contacts: number): Estimator {
  return statistics ? toInformed(statistics, contacts) : toAssuming(contacts);
}

function toAssuming(contacts: number): Estimator {
  const shareOf = orCounted((field, restriction) => assumeShare(field, restriction, contacts), contacts);
  const jointShare = ({ restrictions, words, substrings, any }: Tests): number => {
    const shares = (Object.entries(restrictions) as [FieldName, Restriction][]).map((one) => shareOf(...one));
    const substringShare = substrings.length === 0 ? 1 : ASSUMED.substring;
    if (any.length > 0) shares.push(toShareOfAny(any, { shareOf, jointShare }));
    return [...shares, ...words.map(() => ASSUMED.word)].reduce((product, share) => product * share, substringShare);
  };
  const none = { delayOf: () => 0, heavyValues: () => [], listStops: () => [] };
  return toCounting({ contacts, isInformed: false, shareOf, jointShare, ...none });
}

function toInformed(statistics: Statistics, contacts: number): Estimator {
  const sampledRows = toSampledRows(statistics);
  const shareOf = orCounted(orSampled(toShares(statistics), sampledRows), contacts);
  return toCounting({
    contacts,
    isInformed: true,
    shareOf,
    jointShare: toJointShare(sampledRows, { shareOf, shareOfWord: toShareOfWord(statistics, sampledRows) }),
    delayOf: (walk) => toDelay(sampledRows, contacts, walk),
    listStops: (key, tests, most) => {
      const passing = isUntested(tests) ? null : intersectBits(toSets(sampledRows, tests));
      return toStops(key, statistics.fields[key.field], passing, most);
    },
    heavyValues: (field, least) => {
      const { missing, common } = statistics.fields[field];
      const shares: [Value | null, number][] = missing > 0 ? [[null, missing], ...common] : common;
      return shares
        .map(([value, share]) => ({ value, contacts: share * contacts }))
        .filter((value) => value.contacts > least);
    },
  });
}

interface Ways extends Pick<Estimator, 'contacts' | 'isInformed' | 'shareOf' | 'heavyValues' | 'listStops'> {
  /** Share of contacts, 0 to 1, that pass the tests. */
  jointShare: (tests: Tests) => number;
  /** How many rows a walk looks at before the first that passes, where that is known to be late. */
  delayOf: (walk: Omit<WalkAhead, 'rows'>) => number;
}

function toCounting({ contacts, isInformed, shareOf, jointShare, delayOf, heavyValues, listStops }: Ways): Estimator {
  return {
    contacts,
    isInformed,
    shareOf,
    heavyValues,
    listStops,
    countMatches: (tests) => contacts * jointShare(tests),
    countSteps: ({ key, range, tests, rows }) => {
      const reach = contacts * shareOf(key.field, range);
      const matches = contacts * jointShare({ ...tests, restrictions: { ...tests.restrictions, [key.field]: range } });
      const even = (rows * reach) / Math.max(matches, 1e-9);
      return Math.min(reach, Math.max(even, delayOf({ key, range, tests })));
    },
  };
}

function assumeShare(field: FieldName, { intervals, nulls }: Restriction, contacts: number): number {
  const point = FIELDS[field].unique ? 1 / contacts : ASSUMED.point;
  const isPoint = intervals.every(({ lo, hi }) => lo !== null && lo === hi);
  return Math.min(1, (isPoint ? intervals.length * point : ASSUMED.range) + (nulls ? ASSUMED.range : 0));
}

interface Singles {
  shareOf: Estimator['shareOf'];
  shareOfWord: (word: Word) => number;
}

function toJointShare(sampledRows: SampledRows, { shareOf, shareOfWord }: Singles): Ways['jointShare'] {
  const shareOfAny = remember((any: Alternative[]) => toShareOfAny(any, { shareOf, jointShare }));
  return jointShare;

  function jointShare(tests: Tests): number {
    const { restrictions, substrings, any, words } = tests;
    const shares = (Object.entries(restrictions) as [FieldName, Restriction][]).map((one) => shareOf(...one));
    for (const word of words) shares.push(shareOfWord(word));
    if (any.length > 0) shares.push(shareOfAny(any));
    const substringShare = substrings.length === 0 ? 1 : ASSUMED.substring;
    const product = shares.reduce((product, share) => product * share, substringShare);
    if (shares.length < 2 && substrings.length === 0) return product;

    const sets = toSets(sampledRows, tests);
    const found = countInAll(sets);
    if (found >= ENOUGH) return found / sampledRows.size;
    if (shares.length === 0) return (found + 0.5) / (sampledRows.size + 1);
    // Too few for a count: start from the rarest of them, and take the others as often as they go with it, as far as that is known.
    const least = Math.min(...shares);
    const base = countBits(sets[shares.indexOf(least)]!);
    const apart = product / Math.max(least, 1e-12);
    return least * Math.min(1, (apart * (found + UNKNOWN)) / (base * apart + UNKNOWN));
  }
}

/**
 * The share that one of the alternatives leaves, beside what they all imply, which the restrictions say already: of each by
 * itself, for what they have in common is not known.
 */
function toShareOfAny(any: Alternative[], { shareOf, jointShare }: Pick<Ways, 'shareOf' | 'jointShare'>): number {
  const implied = Object.entries(impliedBy(any)) as [FieldName, Restriction][];
  const sum = any.reduce((sum, alternative) => sum + jointShare({ ...NO_TESTS, ...alternative }), 0);
  return Math.min(
    1,
    sum /
      Math.max(
        implied.reduce((product, one) => product * shareOf(...one), 1),
        1e-9,
      ),
  );
}

/** The sampled rows that pass each part of the tests: restrictions, words and alternatives in their order, then substrings. */
function toSets(sampledRows: SampledRows, { restrictions, words, any, substrings }: Tests): Bits[] {
  return [
    ...(Object.entries(restrictions) as [FieldName, Restriction][]).map((one) => sampledRows.within(...one)),
    ...words.map(sampledRows.having),
    ...(any.length > 0 ? [sampledRows.passing(any)] : []),
    ...substrings.map(sampledRows.containing),
  ];
}

/** By the sampled rows where many have the word, else by how common it is in the whole sample. */
function toShareOfWord({ words = [], sampled }: Statistics, sampledRows: SampledRows): Singles['shareOfWord'] {
  let shareInSample: ReturnType<typeof toWordShares> | null = null;
  return remember((word) => {
    const found = countBits(sampledRows.having(word));
    if (found >= MANY) return found / sampledRows.size;
    shareInSample ??= toWordShares(words);
    return Math.max(shareInSample(word), RARE_WORD / Math.max(sampled, 1));
  });
}

/** Where the sampled rows say that matches lie far back in the order: how far the walk goes before the first of them. */
function toDelay(sampledRows: SampledRows, contacts: number, { key, range, tests }: Omit<WalkAhead, 'rows'>): number {
  const walked = sampledRows.within(key.field, range);
  const matching = intersectBits([walked, ...toSets(sampledRows, tests)]);
  const found = countBits(matching);
  if (found < 2) return 0;
  const before = sampledRows.countBefore({ ...key, walked, matching });
  return before <= NOT_BY_CHANCE * (countBits(walked) / found) ? 0 : (before * contacts) / sampledRows.size;
}
