// What a contact must meet: conditions put together and taken apart, and what alternatives say in common.
import { describe, expect, it } from 'vitest';
import type { FieldName } from '../../../src/contact/fields.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { above, between } from '../../../src/query/restriction.ts';
import {
  type Alternative,
  conjoin,
  fieldsOf,
  impliedBy,
  isImpossible,
  isUntested,
  NO_TESTS,
  splitConditions,
  testedFields,
  toTests,
} from '../../../src/query/tests.ts';

const parse = (search: string): Alternative => {
  const { restrictions, substrings } = parseListQuery(search);
  return { restrictions, substrings };
};
const restrictionsOf = (search: string) => parse(search).restrictions;

describe('conditions', () => {
  it('that are put together are those of both', () => {
    const both = conjoin(parse('city=a&points.gte=1&street.contains=x'), parse('points.lte=5&id=7&street.contains=y'));
    expect(both).toEqual({
      restrictions: restrictionsOf('city=a&points.between=1,5&id=7'),
      substrings: [
        { field: 'street', text: 'x' },
        { field: 'street', text: 'y' },
      ],
    });
  });

  it('are split into those on some fields and the others', () => {
    const conditions = parse('city=a&points=1&street.contains=x&first_name.contains=y');
    expect(splitConditions(conditions, (field) => field === 'city' || field === 'street')).toEqual({
      own: parse('city=a&street.contains=x'),
      others: parse('points=1&first_name.contains=y'),
    });
  });

  it('are about their fields, each named once', () => {
    expect(fieldsOf(parse('points=5&city.contains=a'))).toEqual(['points', 'city']);
    const any = [parse('gender=male&points=1'), parse('city.contains=b')];
    expect(testedFields({ ...parse('points=5&city.contains=a'), any })).toEqual(['points', 'city', 'gender']);
  });

  it('are impossible where one leaves nothing of its field', () => {
    expect(isImpossible(parse('city=a&points.lt=1&points.gt=5'))).toBe(true);
    for (const search of ['city=a&points.lt=1', 'gender.null=true', '', 'city.contains=a'])
      expect([search, isImpossible(parse(search))]).toEqual([search, false]);
  });
});

describe('nothing is tested', () => {
  it('where there are no conditions, words or contacts found, nor any in an alternative', () => {
    expect(isUntested(NO_TESTS)).toBe(true);
    expect(isUntested({ ...NO_TESTS, any: [parse('')] })).toBe(true);
    for (const search of ['city=a', 'city.contains=a', 'q=anna', 'any=city%3Da', 'any=city.contains%3Da'])
      expect([search, isUntested(toTests(parseListQuery(search)))]).toEqual([search, false]);
    expect(isUntested({ ...NO_TESTS, found: [] })).toBe(false);
  });

  it('but what a query tests: its filters, alternatives and words', () => {
    const query = parseListQuery('city=a&street.contains=b&any=id%3D5&q=anna&sort=city&limit=3');
    const { restrictions, substrings, any, words } = query;
    expect(toTests(query)).toEqual({ restrictions, substrings, any, words });
    expect([words.length, any.length]).toEqual([1, 1]);
  });
});

describe('alternatives', () => {
  const implied = (...any: string[]) => impliedBy(any.map(parse));

  it.each([
    [[], {}],
    [['city=a&points=1'], restrictionsOf('city=a&points=1')],
    [['city=a', 'city=b'], restrictionsOf('city.in=a,b')],
    [
      ['points.lte=5', 'points.gte=3'],
      { points: { intervals: [{ lo: null, loOpen: false, hi: null, hiOpen: false }], nulls: false } },
    ],
    [['city=a&id=1', 'city=b', 'city=c&id=2'], restrictionsOf('city.in=a,b,c')],
    [['city=a', 'points=1'], {}],
    [['city=a', 'city.contains=b'], {}],
    [['city=a', 'city=b', 'points=1'], {}],
    [['gender=male', 'gender.null=true'], { gender: { intervals: [between('male', 'male')], nulls: true } }],
    [['gender.null=true', 'gender=male'], { gender: { intervals: [between('male', 'male')], nulls: true } }],
  ] as [string[], Partial<Record<FieldName, unknown>>][])('%j say in common %j', (any, common) => {
    expect(implied(...any)).toEqual(common);
  });

  const parseAny = (...any: string[]) => parseListQuery(any.map((one) => `any=${encodeURIComponent(one)}`).join('&'));

  it('that say something in common are a filter, too', () => {
    const { restrictions, any } = parseAny('points=5&city=a', 'points=7');
    expect(restrictions).toEqual(restrictionsOf('points.in=5,7'));
    expect(any).toEqual([parse('points=5&city=a'), parse('points=7')]);
    const narrowed = parseListQuery('points.gte=6&any=points%3D5&any=points%3D7').restrictions;
    expect(narrowed).toEqual(restrictionsOf('points=7'));
  });

  it('that no contact can meet are left out, unless there is no other', () => {
    const [possible, impossible] = ['points=5', 'points.lt=1&points.gt=5'] as const;
    expect(parseAny(possible, impossible).any).toEqual([parse(possible)]);
    const none = parseAny(impossible, 'id.lt=1&id.gt=1');
    expect(none.any).toEqual([parse(impossible)]);
    expect(isImpossible(none)).toBe(true);
  });

  it('narrow by what lies above as by what is equal', () => {
    expect(implied('points.gt=5', 'points=5')).toEqual({
      points: { intervals: [above(5, { orEqual: true })], nulls: false },
    });
  });
});
