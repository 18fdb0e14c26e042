// The bounds of a fetch, or of one part of it: how many entries may be found, how many may be in each list and pass each
// level, so that all of it is within what may be taken of the budget. Pure.
import { firstPlace } from '../../query/places.ts';
import { isUntested } from '../../query/tests.ts';
import { SEEK_READS_OF_FETCH, SORTING } from '../cost.ts';
import type { Finding, Sorted } from './stages.ts';

/** A bound is so many times what is expected, and so many more: the first of these that the budget allows. */
const MISJUDGED = { found: [4, 2, 1.5, 1.2], passed: [Number.POSITIVE_INFINITY, 16, 4, 2] };
/** The same where that was too little. */
const MISJUDGED_MORE = { found: [64, 32, 16, 8], passed: [Number.POSITIVE_INFINITY, 64, 16] };
const LEAST = [300, 30];
/** The same of a part, which is as large as these allow; and where that was too little. */
const OF_PART = { found: 2, passed: 4, least: 100 };
const OF_PART_MORE = { found: 8, passed: Number.POSITIVE_INFINITY, least: 100 };
/** Fewer entries are no part. */
const LEAST_PART = 10;

export interface Bounds {
  /** How many entries may be found; and how many each level may have, and each of its lists. */
  found: number;
  levels: { most: number; contacts: number | null; lists: number[] }[];
  /** What all of them take. */
  read: number;
  drawn: number;
}

/** The widest bounds by which all of it takes no more than `affordable`; null where there are none. */
export function toBounds(
  finding: Finding,
  sorted: Sorted,
  { affordable, isAgain }: { affordable: number; isAgain: boolean },
): Bounds | null {
  const misjudged = isAgain ? MISJUDGED_MORE : MISJUDGED;
  for (const least of LEAST)
    for (const passed of misjudged.passed)
      for (const found of misjudged.found) {
        const scale = { found, passed, least };
        const bounds = toBoundsOf(finding, sorted, { ...scale, entries: toBound(found, finding.expected, least) });
        if (bounds.drawn <= affordable) return bounds;
      }
  return null;
}

/** The bounds of as many entries as `affordable` allows, where `expected` are left of all; null where these are too few. */
export function toPartBounds(
  { expected, stages }: Finding,
  sorted: Sorted,
  { affordable, isAgain }: { affordable: number; isAgain: boolean },
): Bounds | null {
  const toBounds = (entries: number) => {
    const part = entries / Math.max(expected, 1);
    const ofPart = stages.map((stage) => ({
      ...stage,
      expected: stage.expected * part,
      contacts: stage.contacts === null ? null : stage.contacts * part,
    }));
    const scale = isAgain ? OF_PART_MORE : OF_PART;
    const bounds = toBoundsOf({ expected: entries, stages: ofPart }, sorted, { ...scale, entries });
    return { ...bounds, read: bounds.read + entries, drawn: bounds.drawn + entries }; // read again to tell the last of them
  };
  const places = Math.max(0, Math.floor(affordable));
  const entries = firstPlace(places, (place) => toBounds(place + 1).drawn > affordable);
  return entries < LEAST_PART ? null : toBounds(entries);
}

const toBound = (times: number, expected: number, least: number) => Math.ceil(times * expected) + least;

/** The bounds where so many `entries` may be found. */
function toBoundsOf(
  { stages }: Finding,
  sorted: Sorted,
  scale: Record<'entries' | 'found' | 'passed' | 'least', number>,
): Bounds {
  const found = scale.entries;
  const levels: Bounds['levels'] = [];
  let read = found + 1;
  let sought = 0;
  let before = found;
  for (const [at, stage] of stages.entries()) {
    const lists = stage.lists.map((list) => toBound(scale.found, list.expected, scale.least));
    const isAll = lists.length === 0 && isUntested(stage.tests);
    const contacts = stage.contacts === null ? null : toBound(scale.found, stage.contacts, scale.least);
    const entering = contacts ?? before;
    const most = isAll ? entering : Math.min(entering, toBound(scale.passed, stage.expected, scale.least));
    read += before * stage.read + (at > 0 ? before : 0) + most; // and to tell whether there are too many
    read += lists.reduce((sum, list) => sum + list + 1, 0);
    sought += before * stage.sought;
    levels.push({ most, lists, contacts });
    before = most;
  }
  read += before * (2 + SORTING.read + sorted.read); // to sort them, and to tell how many
  sought += before * sorted.sought;
  return { found, levels, read, drawn: Math.max(read, SEEK_READS_OF_FETCH * sought) };
}
