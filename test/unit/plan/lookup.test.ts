// When a search is looked up once for rows, total and facets, and which of its words are tested instead.
import { describe, expect, it } from 'vitest';
import { planLookup } from '../../../src/plan/lookup.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { toEstimator } from '../../../src/statistics/estimate.ts';

describe('a look-up', () => {
  const many = toEstimator(null, 6_000_000);
  const lookUp = (search: string, budget = 48_000, of = many) => planLookup(parseListQuery(search), of, budget);

  it.each<[string, string, number, object | null]>([
    ['no search', 'gender=male', 48_000, null],
    ['a word that finds too many for anything but facets', 'q=anna', 48_000, null],
    [
      'two words that together find few',
      'q=anna+olsen',
      48_000,
      { match: '"anna"* AND "olsen"*', rest: [], most: 3200 },
    ],
    ['facets', 'q=anna&facet=gender', 48_000, { match: '"anna"*', rest: [], most: 1920 }],
    ['two facets, and no count', 'q=anna&facet=gender,city&count=none', 48_000, { most: 1600 }],
    // 120,000 contacts of the third word take longer to go through than 2,400 contacts to test
    [
      'a further word',
      'q=anna+olsen+berg&sort=id&count=none',
      150_000,
      { match: '"anna"* AND "olsen"*', rest: [{ text: 'berg' }], most: 10_000 },
    ],
    ['a further word that is read as often', 'q=anna+olsen+berg&count=none', 150_000, { rest: [] }],
    ['a further word whose list is ready', 'q=anna+olsen+ber&sort=id&count=none', 150_000, { rest: [] }],
    // half of what may be found is not left yet
    ['a further word, where little may be found', 'q=anna+olsen+berg&sort=id&count=none', 30_000, { rest: [] }],
  ])('of %s', (_, search, budget, wanted) => {
    if (wanted) expect(lookUp(search, budget)).toMatchObject(wanted);
    else expect(lookUp(search, budget)).toBeNull();
  });

  it('is made from a million contacts on that the words have, however often they are read', () => {
    const least = (search: string) => {
      for (let contacts = 10_000; contacts < 1e8; contacts += 10_000)
        if (lookUp(search, 48_000, toEstimator(null, contacts))) return contacts;
      return null;
    };
    // a word is one contact in 50; the rows and the total read both, and the classes of a ranking each of theirs
    expect(least('q=ann+bob+cat&sort=id&count=none')).toBe(16_670_000);
    expect(least('q=anna+bert+carl&sort=id&count=none')).toBe(4_170_000);
    expect(least('q=anna+bert+carl&sort=id')).toBe(2_090_000);
    expect(least('q=anna+bert+carl')).toBe(840_000);
    expect(least('q=anna+bert+carl&facet=city')).toBe(700_000);
  });
});
