// A query as a body: its parameters as JSON has them, and every fault with its place.
import { describe, expect, it } from 'vitest';
import { type Fault, Problem } from '../../../src/problem.ts';
import { parseBodyQuery, readBodyQuery, toBodyText } from '../../../src/query/body.ts';
import { OF_ACTION } from '../../../src/query/options.ts';
import { parseListQuery } from '../../../src/query/query.ts';

function faultsOf(body: unknown): Fault[] {
  try {
    parseBodyQuery(body);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).type).toBe('invalid-body');
    return (error as Problem).details.faults!;
  }
}

describe('a body', () => {
  it.each([
    [{}, ''],
    [{ country: 'NO', 'points.gte': 5 }, 'country=NO&points.gte=5'],
    [{ gender: null, 'birthday.ne': null }, 'gender.null=true&birthday.null=false'],
    [{ 'birthday.null': false }, 'birthday.null=false'],
    [{ 'city.in': ['Oslo', 'Bergen, by'] }, 'city.in=["Oslo","Bergen, by"]'],
    [{ 'city.nin': ['Oslo'], 'points.between': [1, 5] }, 'city.nin=Oslo&points.between=1,5'],
    [{ 'city.in': 'Oslo,Bergen' }, 'city.in=Oslo,Bergen'],
    [
      { sort: ['-points', 'city'], fields: ['city', 'id'], facet: ['gender'] },
      'sort=-points,city&fields=city,id&facet=gender',
    ],
    [{ sort: '-points', limit: 5, seek: 7, explain: true }, 'sort=-points&limit=5&seek=7&explain=true'],
    [{ q: 'anna', limit: null, cursor: null, sort: null }, 'q=anna'],
    [{ any: [{ country: 'NO' }, { gender: null, points: 5 }] }, 'any=country%3DNO&any=gender.null%3Dtrue%26points%3D5'],
  ] as [unknown, string][])('%j asks for what an address does: %s', (body, search) => {
    expect(parseBodyQuery(body)).toEqual(parseListQuery(search));
  });

  const LISTS = 'Expected a list of objects, each with the conditions of one alternative.';
  it.each([
    [null, '', '', 'bad-type', 'Expected a JSON object.'],
    [[], '', '', 'bad-type', 'Expected a JSON object.'],
    ['a', '', '', 'bad-type', 'Expected a JSON object.'],
    [{ citty: 1 }, 'citty', '/citty', 'unknown-parameter', 'No field or parameter "citty".'],
    [{ 'a/b~': 1 }, 'a/b~', '/a~1b~0', 'unknown-parameter', 'No field or parameter "a/b~".'],
    [{ city: ['a'] }, 'city', '/city', 'bad-type', 'Expected a single value, got a list.'],
    [{ city: {} }, 'city', '/city', 'bad-type', 'Expected a single value, got an object.'],
    [{ limit: [5] }, 'limit', '/limit', 'bad-type', 'Expected a single value, got a list.'],
    [{ sort: [['id']] }, 'sort', '/sort', 'bad-type', 'Expected a single value, got a list.'],
    [{ sort: [null] }, 'sort', '/sort', 'bad-type', 'Expected a single value, got null.'],
    [{ sort: [{}] }, 'sort', '/sort', 'bad-type', 'Expected a single value, got an object.'],
    [{ 'birthday.in': null }, 'birthday.in', '/birthday.in', 'bad-type', 'Expected a value, got "null".'],
    [{ format: 'csv' }, 'format', '/format', 'unknown-value', 'Expected json, got "csv".'],
    [{ q: 'an\0' }, 'q', '/q', 'bad-character', 'A null character cannot be part of a search.'],
    [{ q: 'an\ud800' }, 'q', '/q', 'bad-character', 'Half of a surrogate pair is no character.'],
    [{ city: 'a\0' }, 'city', '/city', 'bad-character', 'A null character cannot be part of a value.'],
    [{ any: [] }, 'any', '/any', 'bad-type', LISTS],
    [{ any: {} }, 'any', '/any', 'bad-type', LISTS],
    [{ any: [{ id: 1 }, null] }, 'any', '/any', 'bad-type', LISTS],
    [{ any: Array(6).fill({ id: 1 }) }, 'any', '/any', 'too-many', 'At most 5 alternatives, got 6.'],
  ])('%j is told what is wrong', (body, ...wanted) => {
    const [parameter, pointer, code, detail] = wanted;
    const [{ suggestion: _, ...fault }, ...others] = faultsOf(body) as [Fault];
    expect([fault, others]).toEqual([{ parameter, pointer, code, detail }, []]);
  });

  it('is told the place of each fault in an alternative', () => {
    expect(faultsOf({ any: [{ id: 1 }, { 'points.gte': 'x', city: [1] }, {}] })).toEqual([
      { parameter: 'any', index: 1, pointer: '/any/1/city', code: 'bad-type', detail: '"city": Expected a single value, got a list.' },
      { parameter: 'any', index: 1, pointer: '/any/1/points.gte', code: 'bad-type', detail: '"points.gte": Expected an integer, got "x".' },
      { parameter: 'any', index: 2, pointer: '/any/2', code: 'empty-value', detail: 'An alternative needs a condition.' },
    ]); // biome-ignore format: a table
  });

  it('that is a part of another is told the places in that, besides what was wrong before', () => {
    const noted: Fault[] = [{ parameter: 'op', code: 'missing', detail: 'An operation is missing.' }];
    const part = { taken: OF_ACTION, path: ['filter'] };
    readBodyQuery({ citty: 1, limit: 5, any: [{}] }, part, noted);
    expect(noted.map(({ parameter, pointer }) => [parameter, pointer])).toEqual([
      ['op', undefined],
      ['limit', '/filter/limit'],
      ['citty', '/filter/citty'],
      ['any', '/filter/any/0'],
    ]);
    const whole: Fault[] = [];
    readBodyQuery(5, part, whole);
    expect(whole).toEqual([
      { parameter: 'filter', pointer: '/filter', code: 'bad-type', detail: 'Expected a JSON object.' },
    ]);
    const nested: Fault[] = [];
    readBodyQuery({ any: [{ points: 'x' }] }, part, nested);
    expect(nested[0]!.pointer).toBe('/filter/any/0/points');
  });
});

describe('the text of a body', () => {
  it('is the same in whatever order, and another for another body', () => {
    expect(toBodyText({ city: 'a', id: 1, any: [] })).toBe(toBodyText({ id: 1, any: [], city: 'a' }));
    const others = [{ id: 1 }, { id: '1' }, { id: 1, city: 'a' }, { city: 1 }, {}];
    expect(new Set(others.map(toBodyText)).size).toBe(others.length);
  });
});
