// What a fetch passes through, level by level, and what that is expected to read and to take.
import { describe, expect, it } from 'vitest';
import { fetchOf } from './fetches.ts';

describe('what a fetch passes through', () => {
  const levelsOf = (search: string, way: string) =>
    fetchOf(search, 20_000, way).levels.map(({ tests, lists, contacts }) => ({
      tested: [...Object.keys(tests.restrictions), ...tests.substrings.map(({ field }) => `${field}?`)],
      any: tests.any.length,
      words: tests.words.length,
      listed: lists.map(({ filter }) => filter),
      isOfContacts: contacts !== null,
    }));
  const level = { tested: [], any: 0, words: 0, listed: [], isOfContacts: false };

  it.each<[string, string, object[]]>([
    ['last_name=x&sort=points', 'app_user_last_name', [{}]],
    [
      'last_name=x&points=5&gender=male&sort=points,id',
      'app_user_last_name',
      [{ tested: ['gender'] }, { tested: ['points'] }],
    ],
    ['last_name=x&first_name.contains=y&sort=points', 'app_user_last_name', [{ tested: ['first_name?'] }]],
    [
      'city=Oslo&street=A&gender=male&sort=points',
      'address_city',
      [{ tested: ['street'] }, { isOfContacts: true }, { tested: ['gender'] }],
    ],
    ['city=Oslo&gender=male&sort=points', 'address_city', [{ isOfContacts: true }, { tested: ['gender'] }]],
    [
      'city=Oslo&street=A&points=5&sort=created',
      'address_city,street',
      [{ listed: ['street'] }, { isOfContacts: true }, { tested: ['points'] }],
    ],
    ['city=Oslo&points=5&sort=created', 'address_city,points', [{ isOfContacts: true, listed: ['points'] }]],
    [
      'city=Oslo&points=5&gender=male&sort=created',
      'customer_relationship_points,gender,city',
      [{ listed: ['gender'] }, { listed: ['city'] }],
    ],
    [
      'city=Oslo&points=5&gender=male&sort=created',
      'customer_relationship_points,city',
      [{ tested: ['gender'], listed: ['city'] }],
    ],
    ['last_name=x&any=points=5&any=points=6&sort=created', 'app_user_last_name', [{ tested: ['points'], any: 2 }]],
    [
      'last_name=x&gender=male&any=points=5&any=city=Oslo&sort=created',
      'app_user_last_name',
      [{ tested: ['gender'] }, { any: 2 }],
    ],
    [
      'last_name=x&gender=male&any=points=5&any=points=6&q=anna&sort=created',
      'app_user_last_name',
      [{ tested: ['gender'] }, { tested: ['points'], any: 2 }, { words: 1 }],
    ],
    [
      'last_name=x&points.gt=5&any=points=7&any=last_activity.gt=2024-01-01&sort=created',
      'app_user_last_name',
      [{ tested: ['points'], any: 2 }],
    ],
  ])('of %s by %s', (search, way, wanted) => {
    expect(levelsOf(search, way)).toEqual(wanted.map((one) => ({ ...level, ...one })));
  });
});

describe('what a fetch is expected to read', () => {
  it.each<[string, string, number]>([
    // 100 entries, each row read, half a contact passes
    ['last_name=x&gender=male&sort=points', 'app_user_last_name', 100 + 100 + 2 * 0.5 + 2 * 0.5],
    // its relationship where the gender is right
    ['last_name=x&gender=male&points=5&sort=created', 'app_user_last_name', 100 + 100 + 0.5 * 3 + 2 * 0.0025 + 0.0025],
    // 100 addresses, their rows, and of half an address the contacts
    ['city=Oslo&street=A&sort=points', 'address_city', 100 + 100 + 2 * 0.5 + 2 * 0.5 + 2 * 0.5 + 2 * 0.5],
    // the other list instead of the rows
    ['last_name=x&gender=male&sort=points', 'app_user_last_name,gender', 100 + 100 + 2 * 0.5 + 2 * 0.5],
    ['city=Oslo&points=5&sort=created', 'address_city,points', 100 + 200 + 100 + 2 * 0.5 + 2 * 0.5],
    ['city=Oslo&points=5&sort=points', 'customer_relationship_points,city', 100 + 100 + 100 + 2 * 0.5 + 0.5],
  ])('of %s by %s', (search, way, read) => {
    const { estimate } = fetchOf(search, 20_000, way);
    expect(estimate.read - 3 * estimate.rows).toBeCloseTo(read, 6);
  });

  it('is dearer to seek than to list, and cheap to go through', () => {
    const cost = (search: string, way: string) => fetchOf(search, 200_000, way).estimate.cost;
    const alone = cost('last_name=x&gender=male&sort=id', 'app_user_last_name');
    expect(alone).toBeCloseTo(1000 * (0.03 + 1) + 5 * (2 + 1) * 0.07 + 3 * 5, 6);
    const beside = cost('last_name=x&gender=male&sort=id', 'app_user_last_name,gender');
    expect(beside).toBeCloseTo(1000 * (0.03 + 0.2 + 0.3) + 5 * (2 + 1) * 0.07 + 3 * 5, 6);
    const sorted = cost('last_name=x&gender=male&sort=points', 'app_user_last_name');
    expect(sorted - alone).toBeCloseTo(5 * 0.75, 6);
    const ofAddresses = cost('city=Oslo&gender=male&sort=id', 'address_city');
    expect(ofAddresses).toBeCloseTo(1000 * (0.03 + 0.4 + 2 * 0.07 + 1) + 5 * (2 + 1) * 0.07 + 3 * 5, 6);
  });
});
