// What an answer holds: text found by its folded form and given back as stored, days as spans of seconds, lists in both
// spellings, the chosen fields in their order, and no value as null.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../support/contacts.ts';
import { request } from '../support/problem.ts';

const NAMES = [
  'Müller', 'MULLER', 'mu\u0308ller', 'Muller-Lüdenscheidt', 'Oz', 'Ozil', 'Özil', 'Ozim', 'Straße', 'STRASSE', 'Łukasz', 'Đorđe', 'Þór',
  'Ærø', 'Œuvre', 'Søren', 'Işık', 'de, la Cruz', "O'Brien", 'Anna Maria', 'a+b', '100%', '王芳', '😀', 'ﬁnn', 'ＡＢＣ', 'Ðuro', 'ΣΊΣΥΦΟΣ', '[x]', '"q"',
]; // biome-ignore format: a table of names reads better dense

/** Around one day, and across the end of a leap month. */
const MOMENTS = [
  '2025-01-30T23:59:59Z',
  '2025-01-31T00:00:00Z',
  '2025-01-31T12:00:00Z',
  '2025-01-31T23:59:59Z',
  '2025-02-01T00:00:00Z',
  null,
];

const contacts: Contact[] = drawContacts(NAMES.length, 9).map((contact, at) => ({
  ...contact,
  first_name: NAMES[at]!,
  last_name: 'Alike',
  created: MOMENTS[at % 5]!,
  last_activity: MOMENTS[at % 6]!,
  gender: at % 2 ? 'female' : null,
  birthday: at % 3 ? '2024-02-29' : null,
  phone_number: at % 4 ? '+4712345678' : null,
}));

beforeAll(() => storeContacts(contacts));

async function list(search: string): Promise<Contact[]> {
  const response = await request(`/v1/contacts?limit=200&${search}`);
  expect([search, response.status]).toEqual([search, 200]);
  return (await response.json<{ data: Contact[] }>()).data;
}

async function names(search: string): Promise<string[]> {
  return (await list(search)).map(({ first_name }) => first_name);
}

const MULLERS = ['Müller', 'MULLER', 'mu\u0308ller'];

describe('text', () => {
  it.each([
    ['first_name=müller', MULLERS],
    ['first_name=M%C3%9CLLER', MULLERS],
    ['first_name.eq=muller', MULLERS],
    ['first_name=mu%CC%88ller', MULLERS],
    ['first_name.startswith=MÜLL', [...MULLERS, 'Muller-Lüdenscheidt']],
    ['first_name.contains=LUD', ['Muller-Lüdenscheidt']],
    ['first_name=strasse', ['Straße', 'STRASSE']],
    ['first_name=STRAßE', ['Straße', 'STRASSE']],
    ['first_name.startswith=stras', ['Straße', 'STRASSE']],
    ['first_name.contains=ss', ['Straße', 'STRASSE']],
    ['first_name=lukasz', ['Łukasz']],
    ['first_name=dorde', ['Đorđe']],
    ['first_name=duro', ['Ðuro']],
    ['first_name=thor', ['Þór']],
    ['first_name=AERO', ['Ærø']],
    ['first_name=oeuvre', ['Œuvre']],
    ['first_name=soren', ['Søren']],
    ['first_name=isik', ['Işık']],
    ['first_name=IŞIK', ['Işık']],
    ['first_name=finn', ['ﬁnn']],
    ['first_name=abc', ['ＡＢＣ']],
    ['first_name=σίσυφος', ['ΣΊΣΥΦΟΣ']],
    ['first_name.startswith=ΣΊΣ', ['ΣΊΣΥΦΟΣ']],
    ['first_name.contains=ΊΣ', ['ΣΊΣΥΦΟΣ']],
    ['first_name=王芳', ['王芳']],
    ['first_name.startswith=王', ['王芳']],
    ['first_name=😀', ['😀']],
    ['first_name.contains=%25', ['100%']],
    ['first_name.contains=_', []],
    ["first_name=o'brien", ["O'Brien"]],
    ['first_name.in=ozil,muller', [...MULLERS, 'Ozil', 'Özil']],
  ])('is found by its folded form and given back as stored: %s', async (search, wanted) => {
    expect((await names(search)).sort()).toEqual([...wanted].sort());
  });

  it('stands beside its folded like in a sort', async () => {
    expect(await names('sort=first_name&first_name.between=oz,ozz')).toEqual(['Oz', 'Ozil', 'Özil', 'Ozim']);
    expect(await names('sort=-first_name&first_name.between=OZ,ÖZZ')).toEqual(['Ozim', 'Özil', 'Ozil', 'Oz']);
    expect((await names('sort=first_name&seek=özil')).slice(0, 3)).toEqual(['Ozil', 'Özil', 'Ozim']);
  });

  it('sorts by code point, scripts beyond the alphabet after it', async () => {
    const found = await names('sort=first_name');
    expect(found.slice(-3)).toEqual(['ΣΊΣΥΦΟΣ', '王芳', '😀']);
  });

  it('is never given back folded', async () => {
    for (const row of [...(await list('')), ...(await list('sort=city,first_name&fields=first_name'))])
      expect(Object.keys(row).filter((name) => /folded|key/.test(name))).toEqual([]);
  });
});

describe('a value in the address', () => {
  it.each([
    ['first_name=Anna+Maria', ['Anna Maria']],
    ['first_name=Anna%20Maria', ['Anna Maria']],
    ['first_name=Anna Maria', ['Anna Maria']],
    ['first_name=a%2Bb', ['a+b']],
    ['first_name=a+b', []],
    ['first_name=100%25', ['100%']],
    ['first_name=de,+la+Cruz', ['de, la Cruz']],
    ['first_name.in=["de, la Cruz","O\'Brien"]', ['de, la Cruz', "O'Brien"]],
    ['first_name.in=%5B%22de%2C%20la%20Cruz%22%2C%22Anna+Maria%22%5D', ['de, la Cruz', 'Anna Maria']],
    ['first_name.in=Oz,Ozim', ['Oz', 'Ozim']],
    ['first_name.in=Oz%2COzim', ['Oz', 'Ozim']],
    ['first_name.in=["[x]"]', ['[x]']],
    ['first_name.in=["\\u006fz"]', ['Oz']],
    ['first_name.between=["de, a","de, m"]', ['de, la Cruz']],
    ['first_name=[x]', ['[x]']],
    ['first_name="q"', ['"q"']],
    ['first_name=Oz&', ['Oz']],
    ['&&first_name=Oz', ['Oz']],
    ['%66irst_name.%65q=Oz', ['Oz']],
  ])('is read as a form is: %s', async (search, wanted) => {
    expect((await names(search)).sort()).toEqual([...wanted].sort());
  });

  it('may be a number in a JSON list', async () => {
    expect((await list('id.in=[3,"5"]')).map(({ id }) => id)).toEqual([3, 5]);
  });
});

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
