// What a contact must meet to be listed or counted. Pure.
import type { FieldName } from '../contact/fields.ts';
import type { Restrictions } from './order.ts';
import type { Word } from './search.ts';

/** What a contact must meet. */
export interface Tests {
  restrictions: Restrictions;
  substrings: { field: FieldName; text: string }[];
  /** Each of them must occur. */
  words: Word[];
  /** The ids of all contacts that can pass, where a search has found them already. */
  found?: number[];
}

/** Tests that every contact passes. */
export const NO_TESTS: Tests = { restrictions: {}, substrings: [], words: [] };

/** Whether there is nothing to test. */
export function isUntested(tests: Tests): boolean {
  return testedFields(tests).length === 0 && tests.words.length === 0 && tests.found === undefined;
}

export function testedFields({ restrictions, substrings }: Pick<Tests, 'restrictions' | 'substrings'>): FieldName[] {
  return [...new Set([...(Object.keys(restrictions) as FieldName[]), ...substrings.map(({ field }) => field)])];
}
