// What an answer holds: days as spans of seconds, the chosen fields in their order, and no value as null.
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../support/contacts.ts';
import { contacts, list, MOMENTS } from './names.ts';

/** The moments, by place in MOMENTS, that each condition on the day 2025-01-31 keeps. */
const KEPT_BY: [condition: string, ...moments: number[]][] = [
  ['=2025-01-31', 1, 2, 3],
  ['.eq=2025-01-31', 1, 2, 3],
  ['.ne=2025-01-31', 0, 4, 5],
  ['.in=2025-01-31,2025-02-01', 1, 2, 3, 4],
  ['.in=["2025-01-30","2025-01-31T12:00:00Z"]', 0, 2],
  ['.nin=2025-01-31', 0, 4, 5],
  ['.nin=2025-01-31,2025-01-30', 4, 5],
  ['.lt=2025-01-31', 0],
  ['.lte=2025-01-31', 0, 1, 2, 3],
  ['.gt=2025-01-31', 4],
  ['.gte=2025-01-31', 1, 2, 3, 4],
  ['.between=2025-01-31,2025-01-31', 1, 2, 3],
  ['.between=2025-01-30,2025-01-31', 0, 1, 2, 3],
  ['.between=2025-01-31T12:00:00Z,2025-01-31', 2, 3],
  ['.between=2025-01-31,2025-01-31T12:00:00Z', 1, 2],
  ['=2025-01-31T12:00:00Z', 2],
  ['.lt=2025-01-31T12:00:00Z', 0, 1],
  ['.gt=2025-01-31T12:00:00Z', 3, 4],
];

describe('a day given for a datetime', () => {
  it.each(KEPT_BY)('is the whole of it in UTC: %s', async (condition, ...kept) => {
    for (const field of ['created', 'last_activity'] as const) {
      const found = new Set((await list(`${field}${condition}`)).map((contact) => MOMENTS.indexOf(contact[field])));
      const wanted = kept.filter((at) => field === 'last_activity' || MOMENTS[at] !== null);
      expect([field, ...[...found].sort()]).toEqual([field, ...wanted]);
    }
  });

  it('starts a page at its first second, or at its last in the other direction', async () => {
    expect((await list('sort=created&seek=2025-01-31'))[0]!.created).toBe('2025-01-31T00:00:00Z');
    expect((await list('sort=-created&seek=2025-01-31'))[0]!.created).toBe('2025-01-31T23:59:59Z');
  });
});

describe('no value', () => {
  it('is null, in its place', async () => {
    expect(await list('')).toEqual(contacts);
  });

  it('is kept by what excludes values, and left out by what asks for one', async () => {
    const missing = contacts.filter(({ gender }) => gender === null).length;
    for (const keeping of ['gender.ne=female', 'gender.nin=female,male', 'gender.null=true'])
      expect([keeping, (await list(keeping)).filter(({ gender }) => gender === null).length]).toEqual([
        keeping,
        missing,
      ]);
    for (const leaving of [
      'gender=female',
      'gender.in=female,male',
      'gender.null=false',
      'last_activity.lt=2100-01-01',
    ])
      for (const contact of await list(leaving)) expect(contact[leaving.split(/[.=]/)[0] as 'gender']).not.toBeNull();
  });

  it('lies before where a page starts at a value, and behind it in a descending sort', async () => {
    const isMissing = ({ gender }: Contact) => gender === null;
    const ascending = await list('sort=gender&seek=female');
    expect(ascending.map(({ id }) => id).sort()).toEqual(
      contacts
        .filter((contact) => !isMissing(contact))
        .map(({ id }) => id)
        .sort(),
    );
    const descending = await list('sort=-gender,first_name&seek=female&fields=id,gender');
    expect(descending.length).toBe(contacts.length);
    expect(isMissing(descending[0]!)).toBe(false);
    expect(isMissing(descending.at(-1)!)).toBe(true);
  });

  it('sorts before every value, and after every value in a descending sort', async () => {
    const first = (await list('sort=birthday')).map(({ birthday }) => birthday === null);
    expect(first).toEqual([...first].sort((a, b) => Number(b) - Number(a)));
    const last = (await list('sort=-birthday')).map(({ birthday }) => birthday === null);
    expect(last).toEqual([...last].sort((a, b) => Number(a) - Number(b)));
  });
});

describe('fields', () => {
  it.each([
    ['city', ['id', 'city']],
    ['id', ['id']],
    ['points,first_name', ['id', 'points', 'first_name']],
    ['first_name,id,city', ['first_name', 'id', 'city']],
    ['relationship_created,created', ['id', 'relationship_created', 'created']],
  ])('come as they were asked for, with the id: %s', async (fields, wanted) => {
    for (const sort of ['id', '-points', 'last_name,-last_activity']) {
      const rows = await list(`fields=${fields}&sort=${sort}`);
      expect(rows.length).toBe(contacts.length);
      for (const row of rows) expect(Object.keys(row)).toEqual(wanted);
    }
  });
});
