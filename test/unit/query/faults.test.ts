// The sentence that each fault of a query is told in, and how much is just not one yet.
import { describe, expect, it } from 'vitest';
import { type Fault, MOST_FAULTS, Problem } from '../../../src/problem.ts';
import { OF_COUNT, OF_EXPORT, type Taken } from '../../../src/query/options.ts';
import { parseListQuery } from '../../../src/query/query.ts';
import { parseSearch } from '../../../src/query/search.ts';
import { attempt } from '../../../src/query/value.ts';
import { conditions, MISTAKES, many } from '../../api/list/mistakes.ts';

/** What is told of a query; nothing where it is sound. */
function faultsOf(search: string, taken?: Taken): Fault[] {
  try {
    parseListQuery(search, taken);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).type).toBe('invalid-query');
    return (error as Problem).details.faults!;
  }
}

const A60 = 'a'.repeat(60);
const ORDERED = 'eq, ne, in, nin, lt, lte, gt, gte, between';

describe('a bad query', () => {
  it.each(MISTAKES.filter(([, search]) => !/^format=(csv|ndjson)/.test(search)))(
    'is told its mistake, and no other: %s',
    (_what, search, ...faults) => {
      const found = faultsOf(search).map(({ parameter, code, suggestion }) => [parameter, code, suggestion]);
      expect(found).toEqual(faults.map(([parameter, code, suggestion]) => [parameter, code, suggestion]));
    },
  );

  it.each([
    ['citty=Oslo', 'No field or parameter "citty".'],
    ['citty.ne=Oslo', 'No field "citty".'],
    ['.eq=A', 'No field "".'],
    ['city.=A', `No operator "". It takes ${ORDERED}, startswith, contains.`],
    ['city.like=A', `No operator "like". It takes ${ORDERED}, startswith, contains.`],
    ['points.null=true', `"points" always has a value, so it takes no "null". It takes ${ORDERED}.`],
    ['gender.gt=male', '"gender" is of type enum, which takes no "gt". It takes eq, ne, in, nin, null.'],
    ['city=A&city=B&city=C', '"city" is given more than once.'],
    ['city=A&city.eq=B', '"city.eq" is given more than once.'],
    [conditions(21).join('&'), 'At most 20 conditions, got 21.'],
    ['city', 'A value is missing.'],
    ['city=%FF', 'Not valid UTF-8 in percent-encoding.'],
    ['city=a%00', 'A null character cannot be part of a query.'],
    ['points=abc', 'Expected an integer, got "abc".'],
    ['points=x5', 'Expected an integer, got "x5".'],
    ['points=5x', 'Expected an integer, got "5x".'],
    ['id=9007199254740992', 'Expected an integer between -(2^53-1) and 2^53-1, got "9007199254740992".'],
    ['city=%CC%81', '"\u0301" holds no character that counts in comparison.'],
    ['gender=femal', 'Expected one of female, male, diverse, got "femal".'],
    ['birthday=x', 'Expected a date like 2025-01-31, got "x".'],
    ['created=x', 'Expected a UTC datetime like 2025-01-31T08:30:00Z, or a date for its whole day, got "x".'],
    ['birthday.null=yes', 'Expected true or false, got "yes".'],
    ['points.between=1', 'Expected two values, lo,hi, got "1".'],
    ['points.between=9,1', 'The lower bound "9" is above the upper bound "1".'],
    ['city.in=a,,b', 'A value is missing.'],
    ['city.in=[]', 'The list holds no value.'],
    ['city.in=[true]', 'Expected values separated by commas, or a JSON array of texts and numbers, got "[true]".'],
    ['city.in=["a%5Cu0000"]', 'A null character cannot be part of a value.'],
    ['city.in=["%5Cud800"]', 'Half of a surrogate pair is no character.'],
    [`id.in=${many(51)}`, 'At most 50 values can be listed, got 51.'],
    ['sort=points,city,country,created', 'At most 3 fields, got 4.'],
    ['sort=citty', 'No field "citty".'],
    ['sort=po-ints', 'No field "po-ints".'],
    ['sort=points,', 'A field name is missing.'],
    ['fields=city,city', '"city" is named more than once.'],
    ['facet=street', '"street" is none of gender, country, city, city_code, first_name, last_name.'],
    ['facet=gender,country,city,city_code,first_name,last_name', 'At most 5 fields, got 6.'],
    ['limit=', 'A value is missing.'],
    ['limit=1x', 'Expected an integer from 1 to 200, got "1x".'],
    ['limit=x1', 'Expected an integer from 1 to 200, got "x1".'],
    ['limit=201', 'Expected an integer from 1 to 200, got "201".'],
    ['cursor=', 'A value is missing.'],
    ['explain=', 'A value is missing.'],
    ['explain=1', 'Expected true or false, got "1".'],
    ['count=exat', 'Expected auto or exact or none, got "exat".'],
    ['format=xml', 'Expected json or csv or ndjson, got "xml".'],
    ['cursor=last&seek=5', 'Either cursor or seek, not both.'],
    ['q=anna&seek=5', 'With q and no sort the best matches come first: give a sort to seek in.'],
    ['highlight=true', 'Without q there is nothing to highlight.'],
    ['q=++', 'A value is missing.'],
    ['q=a', 'Expected 2 to 100 characters, got 1.'],
    [`q=${'a'.repeat(101)}`, 'Expected 2 to 100 characters, got 101.'],
    ['q=--', '"--" holds no letter or digit to search for.'],
    ['q=a+b+c+d+e+f+g+h+i+j+k', 'At most 10 words, got 11.'],
    ['any=', 'An alternative needs a condition.'],
    ['any=points%3Dabc', '"points": Expected an integer, got "abc".'],
    ['any=a%3D1&any=b%3D1&any=id%3D1&any=id%3D2&any=id%3D3&any=id%3D4', 'At most 5 alternatives, got 6.'],
    [`any=${encodeURIComponent(conditions(24).join('&'))}&any=id%3D1%26points%3D1`, 'At most 25 conditions, got 26.'],
  ])('is told in a sentence: %s', (search, sentence) => {
    expect(faultsOf(search)[0]!.detail).toBe(sentence);
  });

  it('is told of a search that only a body can hold what is wrong with it', () => {
    expect(() => parseSearch('an\ud800')).toThrow('Half of a surrogate pair is no character.');
    expect(() => parseSearch('an\0')).toThrow('A null character cannot be part of a search.');
  });

  it('is shown sixty characters of what it sent, and that there were more', () => {
    const told = (value: string) => faultsOf(`points=${encodeURIComponent(value)}`)[0]!.detail;
    expect(told(A60)).toBe(`Expected an integer, got "${A60}".`);
    expect(told(`${A60}b`)).toBe(`Expected an integer, got "${A60}…".`);
    expect(told('😀'.repeat(60))).toBe(`Expected an integer, got "${'😀'.repeat(60)}".`);
    expect(told('😀'.repeat(61))).toBe(`Expected an integer, got "${'😀'.repeat(60)}…".`);
  });

  it.each([
    ['fields', (names: string[]) => names.map((name) => `citt.${name}=1`).join('&'), 'city'],
    ['operators', (names: string[]) => names.map((name) => `city.startwith${name}=1`).join('&'), 'startswith'],
    ['names in a list', (names: string[]) => `fields=${names.map((name) => `first_na${name}`)}`, 'first_name'],
  ])('is told what was meant by its %s, of as many faults as are listed', (_what, toSearch, meant) => {
    const names = many(MOST_FAULTS + 1).map((number) => number.toString(36));
    const [tooMany, ...unknown] = faultsOf(toSearch(names));
    expect(tooMany!.code).toBe('too-many');
    const suggestions = unknown.map(({ suggestion }) => suggestion);
    expect(suggestions).toEqual([...Array(MOST_FAULTS - 1).fill(meant), undefined, undefined]);
  });

  it('with too many conditions is told the first of them that is one too many', () => {
    const any = `any=${encodeURIComponent(conditions(24).join('&'))}`;
    const told = [conditions(22).join('&'), `id.nin=1&${any}&any=id%3D1`].map(
      (search) => faultsOf(search)[0]!.parameter,
    );
    expect(told).toEqual([conditions(21)[20]!.split('=')[0], 'any']);
  });

  it('is told of alternatives what is wrong with the first five, and of one that cannot be read no more than that', () => {
    const any = many(5)
      .map((id) => `any=id%3D${id}`)
      .join('&');
    expect(faultsOf(`${any}&any=citty%3D1`).map(({ code }) => code)).toEqual(['too-many']);
    expect(faultsOf('any=%25FF%3D1').map(({ code, index }) => [code, index])).toEqual([['bad-encoding', 0]]);
  });

  it('is not told of its start where its sort is none, but otherwise besides all else', () => {
    expect(faultsOf('sort=citty&seek=abc').map(({ parameter }) => parameter)).toEqual(['sort']);
    expect(faultsOf('x=1&limit=0&seek=abc').map(({ parameter }) => parameter)).toEqual(['x', 'limit', 'seek']);
  });

  it('never passes an error of ours for one of its values', () => {
    const fail = () => {
      throw new TypeError('ours');
    };
    expect(() => attempt('city', [], fail)).toThrow(TypeError);
  });

  it('is told what a resource takes that is not the list', () => {
    expect(faultsOf('limit=5&q=anna&sort=x', OF_COUNT)).toEqual([
      {
        parameter: 'limit',
        code: 'unknown-parameter',
        detail: '"limit" is for lists. Here are taken filters and any, q, count.',
      },
      {
        parameter: 'sort',
        code: 'unknown-parameter',
        detail: '"sort" is for lists. Here are taken filters and any, q, count.',
      },
    ]);
    expect(faultsOf('format=json', OF_EXPORT)[0]!.detail).toBe('Expected csv or ndjson, got "json".');
    expect(faultsOf('count=none', OF_COUNT)[0]!.detail).toBe('Expected auto or exact, got "none".');
    expect(faultsOf('limt=5', OF_COUNT)[0]).not.toHaveProperty('suggestion');
  });
});

describe('a query', () => {
  it.each([
    ['as many conditions as it may hold', conditions(20).join('&')],
    ['with alternatives five more', `any=${encodeURIComponent(conditions(24).join('&'))}&any=id%3D1`],
    [
      'five alternatives',
      many(5)
        .map((id) => `any=id%3D${id}`)
        .join('&'),
    ],
    ['fifty values', `id.in=${many(50)}`],
    ['two hundred rows', 'limit=200'],
    ['one row', 'limit=1'],
    ['three sort fields', 'sort=points,-city,country'],
    ['five facets', 'facet=gender,country,city,city_code,first_name'],
    ['ten words', 'q=a+b+c+d+e+f+g+h+i+j'],
    ['two characters', 'q=an'],
    ['what is found to be shown', 'q=anna&highlight=true'],
    ['a hundred characters', `q=${'😀'.repeat(100)}`],
    ['the highest and the lowest number', 'id=9007199254740991&points=-9007199254740991'],
  ])('may ask for %s', (_what, search) => {
    expect(faultsOf(search)).toEqual([]);
  });
});
