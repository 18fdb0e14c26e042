// The whole contacts that the statistics keep, asked which of them pass tests and in which order they come. What was
// found for a restriction or a field is remembered, for one plan asks the same again and again. Pure.
import type { FieldName } from './fields.ts';
import { joinKeys } from './frequency.ts';
import { compareValues, contains, type Restriction, type Value } from './restriction.ts';
import { toPatterns } from './search.ts';
import type { Statistics } from './statistics.ts';
import type { Tests } from './step.ts';

/** For each kept contact 1 where it passes, else 0. */
export type Passing = Uint8Array;

export interface Witnesses {
  /** How many contacts are kept. */
  size: number;
  passing: (tests: Tests) => Passing;
  /** The places of the kept contacts in ascending order of a field's key, no value first. */
  inOrder: (field: FieldName) => Uint16Array;
}

export function toWitnesses({ fields }: Statistics): Witnesses {
  const size = fields.id.keys.length;
  const passed = new WeakMap<Restriction, Partial<Record<FieldName, Passing>>>();
  const orders: Partial<Record<FieldName, Uint16Array>> = {};
  let held: string[] | null = null;

  const passingOne = (field: FieldName, restriction: Restriction): Passing => {
    const known = passed.get(restriction) ?? {};
    passed.set(restriction, known);
    known[field] ??= Uint8Array.from(fields[field].keys, (key) => Number(contains(restriction, key)));
    return known[field];
  };
  return {
    size,
    passing: ({ restrictions, substrings, words }) => {
      const all = new Uint8Array(size).fill(1);
      for (const [field, restriction] of Object.entries(restrictions) as [FieldName, Restriction][])
        keepBoth(all, passingOne(field, restriction));
      for (const { field, text } of substrings)
        keepBoth(
          all,
          Uint8Array.from(fields[field].keys, (key) => Number(String(key ?? '').includes(text))),
        );
      if (words.length > 0) {
        held ??= Array.from({ length: size }, (_, at) => joinKeys((field) => fields[field].keys[at]));
        const patterns = words.map(toPatterns);
        for (const [at, text] of held.entries())
          if (!patterns.every((alternatives) => alternatives.some((pattern) => text.includes(pattern)))) all[at] = 0;
      }
      return all;
    },
    inOrder: (field) => {
      const { keys } = fields[field];
      orders[field] ??= Uint16Array.from(keys.keys()).sort((a, b) => compareKeys(keys[a]!, keys[b]!));
      return orders[field];
    },
  };
}

function keepBoth(into: Passing, other: Passing): void {
  for (let at = 0; at < into.length; at++) into[at]! &= other[at]!;
}

export function countPassing(passing: Passing): number {
  let count = 0;
  for (const one of passing) count += one;
  return count;
}

function compareKeys(a: Value | null, b: Value | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareValues(a, b);
}
