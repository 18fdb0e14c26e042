// The sampled rows, whole contacts in the statistics: which of them pass a part of some tests, and in which order they come.
// The set of each part is remembered with it: a plan asks for the same parts in many combinations. Pure.

import type { FieldName, Value } from '../contact/fields.ts';
import { compareValues, type Interval, placesWithin, type Restriction } from '../query/restriction.ts';
import type { Word } from '../query/search.ts';
import type { Alternative, Substring } from '../query/tests.ts';
import { addBit, type Bits, countBits, hasBit, intersectBits, toBits, uniteBits } from './bits.ts';
import { listWords } from './frequency.ts';
import { type Lexicon, toLexicon } from './lexicon.ts';
import { remember, rememberField } from './remember.ts';
import type { Statistics } from './statistics.ts';

export interface SampledRows {
  /** How many contacts there are. */
  size: number;
  /** Those that a restriction of a field leaves. */
  within: (field: FieldName, restriction: Restriction) => Bits;
  /** Those in which a field contains a text. */
  containing: (substring: Substring) => Bits;
  /** Those that pass one of the alternatives, of which there must be one. */
  passing: (any: Alternative[]) => Bits;
  /** Those that have a word. */
  having: (word: Word) => Bits;
  /** How many of those that are walked come before the first that matches, in the order of a field's key. */
  countBefore: (walk: { field: FieldName; descending: boolean; walked: Bits; matching: Bits }) => number;
}

export function toSampledRows({ fields }: Statistics): SampledRows {
  const size = fields.id.keys.length;
  const orderOf = rememberField((field) => toOrder(fields[field].keys));
  const intervalsOf = rememberField((field) => {
    const { keys } = fields[field];
    const { places, missing } = orderOf(field);
    return remember((intervals: Interval[]) => {
      const bits = toBits(size);
      for (const interval of intervals) {
        const { from, to } = placesWithin(interval, size - missing, (rank) => keys[places[missing + rank]!]!);
        for (let rank = missing + from; rank < missing + to; rank++) addBit(bits, places[rank]!);
      }
      return bits;
    });
  });
  const allowedOf = rememberField((field) => {
    const { places, missing } = orderOf(field);
    return remember(({ intervals, nulls, contained }: Restriction): Bits => {
      if (contained) return intersectBits([containing(contained, field), allowedOf(field)(contained.within)]);
      const bits = intervalsOf(field)(intervals);
      if (!nulls || missing === 0) return bits;
      const both = bits.slice();
      for (let rank = 0; rank < missing; rank++) addBit(both, places[rank]!);
      return both;
    });
  });
  const containing = ({ text }: { text: string }, field: FieldName) => {
    const bits = toBits(size);
    for (const [place, key] of fields[field].keys.entries()) if (String(key ?? '').includes(text)) addBit(bits, place);
    return bits;
  };
  const passingAll = ({ restrictions, substrings }: Alternative) =>
    intersectBits([
      ...Object.entries(restrictions).map(([field, restriction]) => allowedOf(field as FieldName)(restriction)),
      ...substrings.map((substring) => containing(substring, substring.field)),
    ]);
  let concordance: Concordance | null = null;
  return {
    size,
    within: (field, restriction) => allowedOf(field)(restriction),
    containing: remember((substring: Substring) => containing(substring, substring.field)),
    passing: remember((any: Alternative[]) => uniteBits(any.map(passingAll))),
    having: remember((word: Word) => {
      concordance ??= toConcordance(size, fields);
      const bits = toBits(size);
      for (const { from, to } of concordance.lexicon.runsOf(word))
        for (let at = from; at < to; at++) for (const place of concordance.places[at]!) addBit(bits, place);
      return bits;
    }),
    countBefore: ({ field, descending, walked, matching }) => {
      const { places } = orderOf(field);
      let before = 0;
      for (let rank = 0; rank < size; rank++) {
        const place = places[descending ? size - 1 - rank : rank]!;
        if (!hasBit(walked, place)) continue;
        if (hasBit(matching, place)) break;
        before++;
      }
      return before;
    },
  };
}

/** Counts the contacts that are in all of the sets, of which there must be one. */
export function countInAll(sets: readonly Bits[]): number {
  return countBits(intersectBits(sets));
}

/** The places of the sampled rows in ascending order of a field's key; the first have no value. */
interface Order {
  places: Uint16Array;
  missing: number;
}

function toOrder(keys: (Value | null)[]): Order {
  const places = Uint16Array.from(keys.keys()).sort((a, b) => compareKeys(keys[a]!, keys[b]!));
  return { places, missing: keys.filter((key) => key === null).length };
}

function compareKeys(a: Value | null, b: Value | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareValues(a, b);
}

/** The words of the sampled rows, and for each the places of those that have it. */
interface Concordance {
  lexicon: Lexicon;
  places: number[][];
}

function toConcordance(size: number, fields: Statistics['fields']): Concordance {
  const placesOf = new Map<string, number[]>();
  for (let place = 0; place < size; place++)
    for (const word of listWords((field) => fields[field].keys[place])) {
      const places = placesOf.get(word);
      if (places) places.push(place);
      else placesOf.set(word, [place]);
    }
  const lexicon = toLexicon(placesOf.keys());
  return { lexicon, places: lexicon.words.map((word) => placesOf.get(word)!) };
}
