// What a row costs is told in the rows and index entries that D1 counts; counted by hand here, for each kind of index.
import { describe, expect, it } from 'vitest';
import { FIELDS, type FieldName, type TableName } from '../../../src/contact/fields.ts';
import { type RowCost, toRowCost } from '../../../src/plan/cost.ts';
import { SEARCH_INDEX, type SourceName } from '../../../src/plan/step.ts';
import { estimator, LEFT, parse } from './planned.ts';

const { value, range, word } = LEFT;
const PAIR = { table: 'address' as TableName, index: 'address_country_city' };
const FOUND = { table: SEARCH_INDEX as SourceName, index: null };

type Options = Partial<Parameters<typeof toRowCost>[0]>;
function costOf(by: FieldName | { table: SourceName; index: string | null }, search = '', options: Options = {}) {
  const { table, index } = typeof by === 'string' ? FIELDS[by] : by;
  return toRowCost({ table, index, tests: parse(search).tests, keys: [], ...options }, estimator);
}

describe('a row that an index gives', () => {
  it.each<[string, ReturnType<typeof costOf>, Partial<RowCost>]>([
    // [what is looked at, read on average, read at most, sought at most, sought on average]
    ['is its entry', costOf('first_name'), { read: 1, mostRead: 1, sought: 0, soughtOnAverage: 0, pass: 1 }],
    [
      'comes with its own table, which has to be sought all the same',
      costOf('first_name', 'gender=male'),
      { read: 1, mostRead: 1, sought: 1, soughtOnAverage: 1, pass: value },
    ],
    [
      'is not sought where the table itself is read',
      costOf('id', 'gender=male'),
      { read: 1, mostRead: 1, sought: 0, soughtOnAverage: 0 },
    ],
    [
      'is not sought where the table of relationships is read',
      costOf('relationship_id', 'points=5'),
      { read: 1, mostRead: 1, sought: 0, soughtOnAverage: 0 },
    ],
    [
      'needs nothing for the field of the index',
      costOf('first_name', 'first_name=anna'),
      { read: 1, mostRead: 1, sought: 0, pass: value },
    ],
    ['needs nothing for its id', costOf('first_name', 'id.gt=5'), { read: 1, sought: 0, pass: range }],
    [
      'leads to its address by its own table',
      costOf('first_name', 'city=Oslo'),
      { read: 2, mostRead: 2, sought: 2, soughtOnAverage: 2, pass: value },
    ],
    [
      'leads to its address only where its own tests pass',
      costOf('first_name', 'gender=male&city=Oslo'),
      { read: 1 + value, mostRead: 2, sought: 2, soughtOnAverage: 1 + value, pass: value * value },
    ],
    [
      'reads a table once, whatever is tested there',
      costOf('first_name', 'city.gt=Oslo&street.gt=A'),
      { read: 2, mostRead: 2, sought: 2, pass: range * range },
    ],
    [
      'leads to its relationship by the id that it has',
      costOf('first_name', 'points=5'),
      { read: 2, mostRead: 2, sought: 1, soughtOnAverage: 1 },
    ],
    [
      'is of a relationship, and leads to the contact by the id that it has',
      costOf('points', 'gender=male'),
      { read: 2, mostRead: 2, sought: 1, soughtOnAverage: 1 },
    ],
    [
      'is of a relationship, and leads to the address by the contact',
      costOf('points', 'city=Oslo'),
      { read: 3, mostRead: 3, sought: 2, soughtOnAverage: 2 },
    ],
    ['is of a relationship, whose id it has', costOf('points', 'relationship_id.gt=5'), { read: 1, sought: 0 }],
    [
      'is of the search index, beside the tables',
      costOf(FOUND, 'gender=male&points.gt=5'),
      { read: 2 + value, mostRead: 3, sought: 2, soughtOnAverage: 1 + value },
    ],
    [
      'is tested for words in both tables that have some',
      costOf('points', 'q=anna'),
      { read: 3, mostRead: 3, sought: 2, pass: word },
    ],
    [
      'is tested for words where the other tests pass',
      costOf('points', 'gender=male&q=anna'),
      { read: 2 + value, mostRead: 3, sought: 2, pass: value * word },
    ],
    [
      'is read for its keys where it passes',
      costOf('first_name', 'gender=male', { keys: ['points', 'city'] }),
      { read: 1 + 2 * value, mostRead: 3, sought: 3, soughtOnAverage: 1 + 2 * value, pass: value },
    ],
    [
      'is read for its rank where it passes',
      costOf(FOUND, 'points=5', { isRanked: true }),
      { read: 2 + 2 * value, mostRead: 4, sought: 3 },
    ],
    [
      'of alternatives reads what any of them needs',
      costOf('first_name', 'any=points=5&any=city=Oslo'),
      { read: 3, mostRead: 3, sought: 3, pass: 2 * value },
    ],
    [
      'of a fetch is sought for its entry, and counted again',
      costOf('first_name', 'gender=male', { isLate: true }),
      { read: 2, mostRead: 2, sought: 1, soughtOnAverage: 1 },
    ],
    [
      'of a fetch that has its table is sought and counted',
      costOf('id', 'gender=male', { isLate: true }),
      { read: 2, mostRead: 2, sought: 0 },
    ],
  ])('%s', (_, cost, wanted) => {
    for (const [name, number] of Object.entries(wanted))
      expect([name, cost[name as 'read']]).toEqual([name, expect.closeTo(number, 9)]);
  });
});

describe('an address that an index gives', () => {
  it.each<[string, ReturnType<typeof costOf>, Partial<RowCost>]>([
    [
      'has the entry of its contact, and the end of them',
      costOf('city'),
      { read: 3, mostRead: 3, sought: 1, soughtOnAverage: 1, pass: 1 },
    ],
    [
      'has its own row without being counted',
      costOf('city', 'street=A'),
      { read: 1 + 2 * value, mostRead: 3, sought: 2, soughtOnAverage: 1 + value, pass: value },
    ],
    ['has two fields in an index of both', costOf(PAIR, 'country=NO&city.gt=Oslo'), { mostRead: 3, sought: 1 }],
    ['has its id in each index', costOf('city', 'address_id.gt=3'), { read: 3, mostRead: 3, sought: 1, pass: range }],
    [
      'leads to its contacts, whose rows come with their entries',
      costOf('city', 'gender=male'),
      { read: 3, mostRead: 3, sought: 2, soughtOnAverage: 2 },
    ],
    [
      'leads to its contacts only where it passes its own tests, whatever their order',
      costOf('city', 'gender=male&street=A'),
      { read: 1 + 2 * value, mostRead: 3, sought: 3, soughtOnAverage: 1 + 2 * value, pass: value * value },
    ],
    [
      'leads to the relationships of its contacts',
      costOf('city', 'points=5'),
      { read: 4, mostRead: 4, sought: 2, soughtOnAverage: 2 },
    ],
    [
      'tests alternatives of its own before its contacts',
      costOf('city', 'any=street=A&any=country=NO'),
      { read: 1 + 2 * 2 * value, mostRead: 3, pass: 2 * value },
    ],
    [
      'tests alternatives that need its contacts behind them',
      costOf('city', 'any=street=A&any=gender=male'),
      { read: 3, mostRead: 3, sought: 3, pass: 2 * value },
    ],
    [
      'has its contacts listed where they come in descending order, each read once more',
      costOf('city', '', { isListed: true }),
      { read: 4, mostRead: 4, sought: 1 },
    ],
    [
      'has its contacts listed, and their rows counted',
      costOf('city', 'gender=male', { isListed: true }),
      { read: 5, mostRead: 5, sought: 2 },
    ],
    [
      'is tested for words in its row and that of the contact',
      costOf('city', 'q=anna'),
      { read: 3, mostRead: 3, sought: 3, pass: word },
    ],
  ])('%s', (_, cost, wanted) => {
    for (const [name, number] of Object.entries(wanted))
      expect([name, cost[name as 'read']]).toEqual([name, expect.closeTo(number, 9)]);
  });
});

describe('what a read takes', () => {
  it('is next to nothing for the next entry, less for a relationship, most for a row that is sought', () => {
    const entry = costOf('first_name').cost;
    const relationship = costOf('first_name', 'points=5').cost - entry;
    const row = costOf('first_name', 'gender=male').cost - entry;
    const contacts = costOf('city').cost - costOf('first_name').cost;
    expect(10 * entry).toBeLessThan(contacts);
    expect(contacts).toBeLessThan(relationship);
    expect(relationship).toBeLessThan(row);
    expect(row).toBe(1);
  });

  it('is weighed by how many come so far', () => {
    const entry = costOf('first_name').cost;
    expect(costOf('first_name', 'gender=male&city=Oslo').cost).toBeCloseTo(entry + 1 + value, 9);
    expect(costOf('city', 'street=A').cost).toBeCloseTo(entry + 1 + value * (costOf('city').cost - entry), 9);
    expect(costOf('points', 'last_activity=2024-01-01&gender=male').cost).toBeCloseTo(entry + 1 + range, 9);
  });
});
