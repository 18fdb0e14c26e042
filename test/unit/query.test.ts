// The query string of a list as what it asks: every value parsed, defaults filled in; and the canonical text by which
// cursors know whether two spellings ask for the same list.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../src/contact/fields.ts';
import { Problem } from '../../src/problem.ts';
import { type ListQuery, parseListQuery, toCanonicalText } from '../../src/query/query.ts';
import { above, below, between, missing, present } from '../../src/query/restriction.ts';
import { runs } from '../support/runs.ts';

const kept = (...intervals: ReturnType<typeof between>[]) => ({ intervals, nulls: false });
const DAY = between('2025-01-31T00:00:00Z', '2025-01-31T23:59:59Z');

describe('a query string', () => {
  it('that is empty asks for the first page of everything', () => {
    for (const search of ['', '?', '&', '?&&'])
      expect(parseListQuery(search)).toEqual({
        restrictions: {},
        substrings: [],
        any: [],
        words: [],
        ranked: null,
        sort: [{ field: 'id', descending: false }],
        order: [{ field: 'id', descending: false }],
        limit: 50,
        cursor: null,
        seek: null,
        fields: FIELD_NAMES,
        count: 'auto',
        facets: [],
        highlight: false,
        explain: false,
        format: null,
      });
  });

  it.each([
    ['points=5', 'points', kept(between(5, 5))],
    ['points=-5', 'points', kept(between(-5, -5))],
    ['points=005', 'points', kept(between(5, 5))],
    ['id=9007199254740991', 'id', kept(between(9007199254740991, 9007199254740991))],
    ['points.ne=5', 'points', { intervals: [below(5, { orEqual: false }), above(5, { orEqual: false })], nulls: true }],
    ['points.in=5,1,5', 'points', kept(between(1, 1), between(5, 5))],
    ['points.in=[5,"1"]', 'points', kept(between(1, 1), between(5, 5))],
    ['points.lt=5', 'points', kept(below(5, { orEqual: false }))],
    ['points.lte=5', 'points', kept(below(5, { orEqual: true }))],
    ['points.gt=5', 'points', kept(above(5, { orEqual: false }))],
    ['points.gte=5', 'points', kept(above(5, { orEqual: true }))],
    ['points.between=1,5', 'points', kept(between(1, 5))],
    ['points.between=5,5', 'points', kept(between(5, 5))],
    ['points.gte=1&points.lt=5', 'points', kept({ lo: 1, loOpen: false, hi: 5, hiOpen: true })],
    ['points.gte=5&points.lt=1', 'points', kept()],
    ['city=Ærø+By', 'city', kept(between('aero by', 'aero by'))],
    ['city=+Oslo', 'city', kept(between(' oslo', ' oslo'))],
    ['phone_number=+4712', 'phone_number', kept(between('+4712', '+4712'))],
    ['phone_number=47+12', 'phone_number', kept(between('47 12', '47 12'))],
    ['city.startswith=Ol', 'city', kept({ lo: 'ol', loOpen: false, hi: 'om', hiOpen: true })],
    ['city.between=B,C', 'city', kept(between('b', 'c'))],
    ['gender=FEMALE', 'gender', kept(between('female', 'female'))],
    ['gender.null=true', 'gender', missing],
    ['gender.null=false', 'gender', present],
    ['birthday.lt=2025-01-31', 'birthday', kept(below('2025-01-31', { orEqual: false }))],
    ['created=2025-01-31', 'created', kept(DAY)],
    ['created.lte=2025-01-31', 'created', kept(below(DAY.hi!, { orEqual: true }))],
    ['created.gt=2025-01-31', 'created', kept(above(DAY.hi!, { orEqual: false }))],
    ['created.lt=2025-01-31', 'created', kept(below(DAY.lo!, { orEqual: false }))],
    ['created.gte=2025-01-31', 'created', kept(above(DAY.lo!, { orEqual: true }))],
    ['created=2025-01-31T08:30:00Z', 'created', kept(between('2025-01-31T08:30:00Z', '2025-01-31T08:30:00Z'))],
  ] as const)('%s leaves of %s what it says', (search, field, restriction) => {
    expect(parseListQuery(search).restrictions).toEqual({ [field]: restriction });
  });

  it.each([
    [
      'sort=-points,last_name',
      {
        sort: [
          { field: 'points', descending: true },
          { field: 'last_name', descending: false },
        ],
      },
    ],
    ['limit=200', { limit: 200 }],
    ['cursor=last', { cursor: 'last' }],
    ['sort=last_name&seek=Mü', { seek: 'mu' }],
    ['sort=created&seek=2025-01-31', { seek: DAY.lo }],
    ['sort=-created&seek=2025-01-31', { seek: DAY.hi }],
    ['seek=17', { seek: 17 }],
    ['fields=points,id', { fields: ['points', 'id'] }],
    ['fields=points', { fields: ['id', 'points'] }],
    ['count=none', { count: 'none' }],
    ['explain=true', { explain: true }],
    ['format=json', { format: 'json' }],
    ['city.contains=Sl', { substrings: [{ field: 'city', text: 'sl' }], restrictions: {} }],
  ] as [string, Partial<ListQuery>][])('%s sets its option', (search, expected) => {
    expect(parseListQuery(search)).toMatchObject(expected);
  });

  it('never gives anything but a query or the problem invalid-query', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'?&=.,%+-[]"0159afcitypoints\0é😀'), maxLength: 60 }),
        (search) => {
          try {
            parseListQuery(search);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            expect((error as Problem).type).toBe('invalid-query');
          }
        },
      ),
      { numRuns: runs(200, 5000) },
    );
  });
});

/** Spellings of one list each; no two groups are of the same. */
const SAME: string[][] = [
  ['', 'sort=id', 'limit=5', 'fields=city&count=none&explain=true&format=json', 'cursor=last', 'seek=5', '&&'],
  ['sort=-id'],
  ['sort=city'],
  ['sort=-city'],
  ['sort=city,points'],
  ['sort=points,city'],
  [
    'city=Oslo',
    'city.eq=OSLO',
    'city=%4Fslo',
    'city.in=oslo',
    'city.in=["Oslo","OSLO"]',
    'city.between=oslo,oslo',
    'city.gte=oslo&city.lte=oslo',
    'city.in=oslo,bergen&city.ne=bergen',
    'city.startswith=o&city.in=oslo,bergen',
  ],
  ['city.contains=oslo', 'city.contains=Ösló'],
  ['city.startswith=oslo'],
  ['street=Oslo'],
  ['city.ne=Oslo', 'city.nin=oslo'],
  ['points.gte=1&points.lte=5&city=Oslo', 'city=Oslo&points.lte=5&points.gte=1', 'city=Oslo&points.between=1,5'],
  ['points.gte=1&points.lte=6&city=Oslo'],
  ['points.in=1,2,3', 'points.in=3,2,1,2', 'points.in=[1,2,3]', 'points.in=["3",2,"01"]'],
  ['id.in=1,2,3'],
  ['points.in=1,2'],
  ['gender.null=true'],
  ['gender.null=false'],
  ['gender=female', 'gender=Female', 'gender.in=female&gender.null=false'],
  ['gender.ne=female'],
  ['gender.ne=female&gender.null=false'],
  [
    ...['created=2025-01-31', 'created.between=2025-01-31,2025-01-31'],
    'created.gte=2025-01-31&created.lte=2025-01-31T23:59:59Z',
  ],
  ['created=2025-01-31T00:00:00Z'],
  ['last_updated=2025-01-31'],
  ['first_name.contains=a&last_name.contains=b', 'last_name.contains=b&first_name.contains=a'],
  ['first_name.contains=b&last_name.contains=a'],
  ['first_name.contains=a last_name b', 'first_name.contains=A%20last_name%20b'],
  ['points.lt=1&points.gt=1', 'points.lt=3&points.gt=7', 'points=1&points.ne=1'],
  [
    'any=city%3DOslo%26points%3D5&any=gender%3Dmale',
    'any=gender%3DMale&any=points%3D5%26city.eq%3DOSLO',
    'any=gender.in%3Dmale&any=city%3DOslo%26points.gte%3D5%26points.lte%3D5',
  ],
  ['any=city%3DOslo&any=points%3D5%26gender%3Dmale'],
  ['any=city%3DOslo&any=points%3D5&any=gender%3Dmale'],
  ['any=city.contains%3Da&any=city.contains%3Db', 'any=city.contains%3DB&any=city.contains%3DA'],
];

describe('the canonical text', () => {
  const canonical = (search: string) => toCanonicalText(parseListQuery(search));

  it.each(SAME.filter(({ length }) => length > 1))('is the same for %s however it is spelt', (...spellings) => {
    const [text, ...others] = spellings.map(canonical);
    for (const other of others) expect(other).toBe(text);
  });

  it('is another for another list', () => {
    const texts = SAME.map(([search]) => canonical(search!));
    expect(texts.filter((text, at) => texts.indexOf(text) < at)).toEqual([]);
  });

  it('does not depend on the order of the parameters', () => {
    const parameters = [
      'city.ne=A',
      'points.gt=5',
      'gender.null=false',
      'city.contains=b',
      'street.contains=c',
      'created.lt=2025-01-01',
      'sort=city',
      'limit=3',
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(parameters, { minLength: 8 }), (shuffled) => {
        expect(canonical(shuffled.join('&'))).toBe(canonical(parameters.join('&')));
      }),
    );
  });
});
