// What a contact must meet to be listed or counted. Pure.
import type { FieldName } from '../contact/fields.ts';
import type { Restrictions } from './order.ts';
import { intersect, isNothing, type Restriction, union, unrestricted } from './restriction.ts';
import type { Word } from './search.ts';

/** A text that a field must have. */
export interface Substring {
  field: FieldName;
  text: string;
}

/** Conditions all of which must hold. */
export interface Alternative {
  restrictions: Restrictions;
  substrings: Substring[];
}

/** What a contact must meet. */
export interface Tests extends Alternative {
  /** One of these must hold as well; where there are none, nothing is meant by it. */
  any: Alternative[];
  /** Each of them must occur. */
  words: Word[];
  /** The ids of all contacts that can pass, where a search has found them already. */
  found?: number[];
}

/** Tests that every contact passes. */
export const NO_TESTS: Tests = { restrictions: {}, substrings: [], any: [], words: [] };

/** What a query tests, without the rest of it. */
export function toTests({ restrictions, substrings, any, words }: Tests): Tests {
  return { restrictions, substrings, any, words };
}

/** Whether there is nothing to test. */
export function isUntested(tests: Tests): boolean {
  const isFree = (part: Alternative) => part.substrings.length === 0 && Object.keys(part.restrictions).length === 0;
  return tests.words.length === 0 && tests.found === undefined && isFree(tests) && tests.any.every(isFree);
}

export function testedFields({ any, ...own }: Alternative & Pick<Tests, 'any'>): FieldName[] {
  return [...new Set([own, ...any].flatMap(fieldsOf))];
}

/** The fields that conditions are about. */
export function fieldsOf({ restrictions, substrings }: Alternative): FieldName[] {
  return [...(Object.keys(restrictions) as FieldName[]), ...substrings.map(({ field }) => field)];
}

/** The conditions on some of the fields, and the others. */
export function splitConditions(
  { restrictions, substrings }: Alternative,
  isOwn: (field: FieldName) => boolean,
): { own: Alternative; others: Alternative } {
  const pick = (wanted: boolean): Alternative => ({
    restrictions: Object.fromEntries(entriesOf(restrictions).filter(([field]) => isOwn(field) === wanted)),
    substrings: substrings.filter(({ field }) => isOwn(field) === wanted),
  });
  return { own: pick(true), others: pick(false) };
}

/** The conditions of both. */
export function conjoin<T extends Alternative>(one: T, { restrictions, substrings }: Alternative): T {
  const both = { ...one.restrictions };
  for (const [field, restriction] of entriesOf(restrictions))
    both[field] = intersect(both[field] ?? unrestricted, restriction);
  return { ...one, restrictions: both, substrings: [...one.substrings, ...substrings] };
}

/** What every alternative leaves of a field that all of them restrict: whoever passes one of them passes this. */
export function impliedBy([first, ...others]: Alternative[]): Restrictions {
  const common = first ? entriesOf(first.restrictions) : [];
  const implied = common.flatMap(([field, own]): [FieldName, Restriction][] => {
    const all = [own, ...others.flatMap(({ restrictions }) => restrictions[field] ?? [])];
    if (all.length <= others.length) return [];
    const intervals = union(all.flatMap(({ intervals }) => intervals));
    return [[field, { intervals, nulls: all.some(({ nulls }) => nulls) }]];
  });
  return Object.fromEntries(implied);
}

/** Whether no contact can meet them. */
export function isImpossible({ restrictions }: Alternative): boolean {
  return Object.values(restrictions).some(isNothing);
}

function entriesOf(restrictions: Restrictions): [FieldName, Restriction][] {
  return Object.entries(restrictions) as [FieldName, Restriction][];
}

/** A text that conditions and alternatives share only when they leave the same contacts, however each is spelt. */
export function toFilterText({ any, ...own }: Alternative & Pick<Tests, 'any'>): string {
  const toText = ({ restrictions, substrings }: Alternative) => {
    const filters = entriesOf(restrictions).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([filters, substrings.map((substring) => JSON.stringify(substring)).sort()]);
  };
  return JSON.stringify([toText(own), any.map(toText).sort()]);
}
