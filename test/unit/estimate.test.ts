// The estimator looks up what is sorted, summed and remembered; here the same is told by going through everything.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS, type FieldName, type Value } from '../../src/contact/fields.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { compareValues, contains, type Interval, type Restriction } from '../../src/query/restriction.ts';
import { toPatterns, type Word } from '../../src/query/search.ts';
import type { Tests } from '../../src/query/tests.ts';
import { toEstimator, type WalkAhead } from '../../src/statistics/estimate.ts';
import { listWords } from '../../src/statistics/frequency.ts';
import { type SampledContact, toStatistics } from '../../src/statistics/statistics.ts';
import { runs } from '../support/runs.ts';

const CONTACTS = 3_000_000;
const SAMPLED = 6000;

/** Values with ties, gaps, missing ones and letters beyond the basic plane, whose order is not that of their UTF-16. */
const VALUES: Partial<Record<FieldName, (at: number) => Value | null>> = {
  id: (at) => 1 + at * 500,
  first_name: (at) => ['anna', 'anne', 'bo', '\u{1f600} li', '\uffee', 'ann'][at % 7] ?? `name${at % 1499}`,
  last_name: (at) => `an${(at * 7919) % 3001}`,
  gender: (at) => [null, 'female', 'male'][at % 3]!,
  customer_id: (at) => `kd${1e6 + at}`,
  phone_number: (at) => (at % 4 === 0 ? null : `+49${1e8 + at * 7}`),
  city: (at) => (at % 40 === 3 ? 'bonn' : (['bad an der saale'][at % 11] ?? `ort${(at * 31) % 97}`)),
  country: (at) => (at % 40 === 3 || at % 3 === 0 ? 'de' : 'no'),
  points: (at) => (at % 5 === 0 ? 0 : (at * 7919) % 4001),
  birthday: (at) => (at % 6 === 0 ? null : new Date(2e11 + ((at * 104_729) % 5003) * 1e8).toISOString().slice(0, 10)),
  last_activity: (at) => (at < 3000 ? null : `${new Date(1.7e12 + at * 1e6).toISOString().slice(0, 19)}Z`),
};
const sample: SampledContact[] = Array.from({ length: SAMPLED }, (_, at) =>
  FIELD_NAMES.map((name) => (VALUES[name] ?? (() => (FIELDS[name].type === 'integer' ? at : `x${at % 977}`)))(at)),
);
const statistics = toStatistics(sample, CONTACTS);
const estimator = toEstimator(statistics, CONTACTS);
const { fields, words, sampled } = statistics;
const size = fields.id.keys.length;
const held = Array.from(
  { length: size },
  (_, at) => ` ${[...listWords((field) => fields[field].keys[at])].join(' ')} `,
);

function shareOf(field: FieldName, { intervals, nulls }: Restriction): number {
  const { missing, distinct, common } = fields[field];
  const others = Math.max(0, 1 - missing - common.reduce((sum, [, share]) => sum + share, 0));
  let sum = nulls ? missing : 0;
  for (const interval of intervals) {
    const inside = common.filter(([value]) => contains({ intervals: [interval], nulls: false }, value));
    sum += inside.reduce((sum, [, share]) => sum + share, 0);
    const isPoint = interval.lo !== null && interval.lo === interval.hi;
    if (!isPoint)
      sum +=
        others *
        Math.max(shareOfRuns(fields[field].bounds, interval), FIELDS[field].type === 'text' ? 1 / 200 : 1 / 2000);
    else if (inside.length === 0)
      sum += FIELDS[field].unique ? 1 / CONTACTS : others / Math.max(1, distinct - common.length);
  }
  const share = Math.min(1, sum);
  if (nulls || FIELDS[field].type !== 'text' || intervals.every(({ lo, hi }) => lo !== null && lo === hi)) return share;
  const found = fields[field].keys.filter((key) => contains({ intervals, nulls }, key)).length;
  return found >= 8 ? found / size : Math.min(share, (found + 2) / size);
}

function shareOfRuns(bounds: Value[], { lo, hi }: Interval): number {
  if (bounds.length === 0) return lo === null && hi === null ? 1 : 1 / 3;
  const place = (value: Value) => {
    const above = bounds.findIndex((bound) => compareValues(bound, value) > 0);
    if (above < 1) return above < 0 ? bounds.length - 1 : 0;
    const [from, to] = [toNumber(bounds[above - 1]!), toNumber(bounds[above]!)];
    return above - 1 + (to > from ? Math.min(1, Math.max(0, (toNumber(value) - from) / (to - from))) : 0.5);
  };
  return Math.max(0, (hi === null ? 100 : place(hi)) - (lo === null ? 0 : place(lo))) / 100;
}

function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (/^\d{4}-\d{2}-\d{2}/.test(value)) return Date.parse(value);
  const letters = [...value.slice(0, 6).padEnd(6, '\0')];
  return letters.reduce((sum, letter) => sum * 256 + Math.min(letter.charCodeAt(0), 255), 0);
}

function isPassing(at: number, { restrictions, substrings, words }: Tests): boolean {
  return (
    Object.entries(restrictions).every(([field, range]) => contains(range, fields[field as FieldName].keys[at]!)) &&
    substrings.every(({ field, text }) => String(fields[field].keys[at] ?? '').includes(text)) &&
    words.every((word) => toPatterns(word).some((pattern) => held[at]!.includes(pattern)))
  );
}

function countPassing(tests: Tests): number {
  return held.filter((_, at) => isPassing(at, tests)).length;
}

function shareOfWord(word: Word): number {
  const found = countPassing({ restrictions: {}, substrings: [], any: [], words: [word] });
  if (found >= 40) return found / size;
  const alike = words!.filter(([known]) => toPatterns(word).some((pattern) => ` ${known} `.startsWith(pattern)));
  return Math.max(
    Math.min(
      1,
      alike.reduce((sum, [, share]) => sum + share, 0),
    ),
    2 / sampled,
  );
}

function countMatches(tests: Tests): number {
  const parts = [
    ...Object.entries(tests.restrictions).map(([field, range]) => ({
      share: shareOf(field as FieldName, range),
      only: { restrictions: { [field]: range }, substrings: [], any: [], words: [] },
    })),
    ...tests.words.map((word) => ({
      share: shareOfWord(word),
      only: { restrictions: {}, substrings: [], any: [], words: [word] },
    })),
  ];
  const product = parts.reduce((all, { share }) => all * share, tests.substrings.length > 0 ? 0.05 : 1);
  if (parts.length < 2 && tests.substrings.length === 0) return CONTACTS * product;
  const found = countPassing(tests);
  if (found >= 8) return (CONTACTS * found) / size;
  const [rarest] = parts.sort((a, b) => a.share - b.share);
  if (!rarest) return (CONTACTS * (found + 0.5)) / (size + 1);
  const base = countPassing(rarest.only);
  const apart = product / Math.max(rarest.share, 1e-12);
  return CONTACTS * rarest.share * Math.min(1, (apart * (found + 0.25)) / (base * apart + 0.25));
}

function countSteps({ key, range, tests, rows }: WalkAhead): number {
  const reach = CONTACTS * shareOf(key.field, range);
  const inRange = { ...tests, restrictions: { ...tests.restrictions, [key.field]: range } };
  const even = (rows * reach) / Math.max(countMatches(inRange), 1e-9);
  const keys = fields[key.field].keys;
  const compare = (a: Value | null, b: Value | null) =>
    a === null || b === null ? Number(b === null) - Number(a === null) : compareValues(a, b);
  const walked = [...keys.keys()]
    .sort((a, b) => compare(keys[a]!, keys[b]!))
    .filter((at) => contains(range, keys[at]!));
  if (key.descending) walked.reverse();
  const found = walked.filter((at) => isPassing(at, tests)).length;
  const before = walked.findIndex((at) => isPassing(at, tests));
  const isLate = found >= 2 && before > 4 * (walked.length / found);
  return Math.min(reach, Math.max(even, isLate ? (before * CONTACTS) / size : 0));
}

const filters = [
  ...['first_name=anna', 'first_name.gte=%EF%BF%AE', 'first_name.startswith=ann', 'first_name.nin=anna,bo,name5,zz'],
  ...['last_name.between=an1,an2', 'last_name.contains=n12', 'last_name=an17', 'customer_id=kd1000007'],
  ...['gender.null=true', 'gender.ne=male', 'phone_number.startswith=%2B491', 'city.in=bonn,ort5,nowhere'],
  ...['country=de', 'country.nin=de,no', 'points=0', 'points.lte=77', 'points.gt=3000', 'points.between=-5,0'],
  ...[
    'birthday.lt=1980-01-01',
    'birthday.null=false',
    'last_activity.gte=2024-01-01',
    'id.gt=2990000',
    'city.contains=an',
  ],
  ...['q=an', 'q=anna+bonn', 'q=bad+an+sa', 'q=kd1000007', 'q=%22ann%22+de', 'q=491000'],
];
const anyFilters = fc.uniqueArray(fc.constantFrom(...filters), {
  minLength: 1,
  maxLength: 4,
  selector: (text) => text.split(/[.=]/)[0],
});

describe('estimates', () => {
  it('are those of going through all statistics, for any filters and words, asked once and again', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        const tests = parseListQuery(filters.join('&'));
        for (const [field, range] of Object.entries(tests.restrictions) as [FieldName, Restriction][])
          expect(estimator.shareOf(field, range)).toBeCloseTo(shareOf(field, range), 10);
        for (const _ of ['once', 'again']) expect(estimator.countMatches(tests)).toBeCloseTo(countMatches(tests), 3);
      }),
      { numRuns: runs(60, 300) },
    );
  });

  it('of a walk are those of walking, in any order and range', () => {
    const anyField = fc.constantFrom(...FIELD_NAMES);
    fc.assert(
      fc.property(anyFilters, anyField, fc.boolean(), (filters, field, descending) => {
        const tests = parseListQuery(filters.join('&'));
        const {
          [field]: range = { intervals: [{ lo: null, loOpen: false, hi: null, hiOpen: false }], nulls: true },
          ...restrictions
        } = tests.restrictions;
        const walk = { key: { field, descending }, range, tests: { ...tests, restrictions }, rows: 51 };
        expect(estimator.countSteps(walk)).toBeCloseTo(countSteps(walk), 3);
      }),
      { numRuns: runs(40, 200) },
    );
  });

  it('of a word with corrections are of those that stand for it', () => {
    const word: Word = { text: 'ana', whole: false, fixed: false, corrected: ['anna', 'bonn', 'anna'] };
    const tests = { restrictions: {}, substrings: [], any: [], words: [word] };
    expect(estimator.countMatches(tests)).toBeCloseTo(countMatches(tests), 3);
  });
});
