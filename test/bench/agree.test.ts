import { expect, it } from 'vitest';
import { findDifference } from '../../bench/harness/agree.ts';

const page = (...cities: (string | null)[]) => ({ data: cities.map((city, id) => ({ id, city })) });

it.each([
  ['the same rows', page('Bonn', 'Köln'), page('Bonn', 'Köln'), null],
  ['rows that the sort leaves tied', { data: [{ id: 1, city: 'Bonn' }] }, { data: [{ id: 2, city: 'Bonn' }] }, null],
  ['text that compares equal', page('Koln'), page('KÖLN'), null],
  ['other rows', page('Bonn', 'Köln'), page('Bonn', 'Mainz'), 'row 2 is koln, not mainz'],
  ['no value', page(null), page('Bonn'), 'row 1 is null, not bonn'],
  ['a row less', page('Bonn'), page('Bonn', 'Köln'), '1 rows, not 2'],
  ['a page that ends early', { ...page('Bonn'), page: { partial: true } }, page('Bonn', 'Köln'), null],
])('says of %s whether the lists agree', (_, ours, theirs, expected) => {
  expect(findDifference({ search: 'sort=-city' }, ours, theirs)).toBe(expected);
});

it('compares totals that are exact', () => {
  const ours = (relation: string) => ({ ...page(), total: { value: 3, relation } });
  expect(findDifference({ search: '' }, ours('eq'), { ...page(), total: 4 })).toBe('3 in all, not 4');
  expect(findDifference({ search: '' }, ours('gte'), { ...page(), total: 4 })).toBeNull();
});
