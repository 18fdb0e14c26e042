// Tests, split by the tables that they need and put together again. Pure.
import { FIELDS } from '../../contact/fields.ts';
import { type Alternative, fieldsOf, isUntested, NO_TESTS, splitConditions, type Tests } from '../../query/tests.ts';
import type { FetchedFilter, SourceName } from '../step.ts';

/** The tests by the table that they need, in their order; what needs several, alternatives and words, last. */
export function splitByTable({ any, words, ...own }: Tests): { of: SourceName | null; part: Tests }[] {
  const tablesOf = (conditions: Alternative[]) => [
    ...new Set(conditions.flatMap(fieldsOf).map((field) => FIELDS[field].table)),
  ];
  const ofAny = tablesOf(any);
  const alone = ofAny.length === 1 ? ofAny[0]! : null;
  const tables = [...new Set([...tablesOf([own]), ...(alone ? [alone] : [])])];
  const parts: { of: SourceName | null; part: Tests }[] = tables.map((of) => {
    const { own: conditions } = splitConditions(own, (field) => FIELDS[field].table === of);
    return { of, part: { ...NO_TESTS, ...conditions, any: of === alone ? any : [] } };
  });
  if (any.length > 0 && !alone) parts.push({ of: null, part: { ...NO_TESTS, any } });
  return words.length > 0 ? [...parts, { of: null, part: { ...NO_TESTS, words } }] : parts;
}

/** Both tests; what one field's filter leaves is the same in both, if both have it, and only one has alternatives. */
export function merge(a: Tests, b: Tests): Tests {
  if (isUntested(b)) return a;
  return {
    restrictions: { ...a.restrictions, ...b.restrictions },
    substrings: [...a.substrings, ...b.substrings],
    any: [...a.any, ...b.any],
    words: [...new Set([...a.words, ...b.words])],
  };
}

/** The tests that what is fetched answers. */
export function toFilterTests({ filter, range, second }: FetchedFilter): Tests {
  const own = second ? { [second.filter]: second.range } : {};
  return { ...NO_TESTS, restrictions: { ...own, [filter]: range } };
}
