// A query string as names and values, decoded strictly, with what is wrong with its form.
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/problem.ts';
import { parseJson, parseParameters } from '../../../src/query/parameters.ts';

function parse(search: string, mayRepeat?: string): { pairs: string[][]; told: string[][] } {
  const faults: Fault[] = [];
  const pairs = parseParameters(search, faults, mayRepeat).map(({ name, value }) => [name, value]);
  return { pairs, told: faults.map(({ parameter, code }) => [parameter, code]) };
}

describe('the parameters of an address', () => {
  it.each([
    ['', []],
    ['?', []],
    ['&&', []],
    ['?a=1&b=2', [['a', '1'], ['b', '2']]],
    ['a=1&?b=2', [['a', '1'], ['?b', '2']]],
    ['??a=1', [['?a', '1']]],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=a', [['', 'a']]],
    ['=', [['', '']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a+b=c+d+e', [['a b', 'c d e']]],
    ['a%2Bb=%26%3D%2B', [['a+b', '&=+']]],
    ['a=%C3%A5', [['a', 'å']]],
    ['a;b=c;d', [['a;b', 'c;d']]],
  ])('%j are %j', (search, pairs) => {
    expect(parse(search)).toEqual({ pairs, told: [] });
  }); // biome-ignore format: a table

  it.each([
    ['b=%FF&a=1', ['b', 'bad-encoding']],
    ['ci%74y=%FF&a=1', ['city', 'bad-encoding']],
    ['%FF=b&a=1', ['%FF', 'bad-encoding']],
    ['%FF&a=1', ['%FF', 'bad-encoding']],
    ['%FF=%FF&a=1', ['%FF', 'bad-encoding']],
    ['b=%00&a=1', ['b', 'bad-character']],
    ['%00b=&a=1', ['\0b', 'bad-character']],
    ['a=1&a=2&a=3', ['a', 'repeated-parameter']],
    ['a=1&%61', ['a', 'repeated-parameter']],
  ])('%j have a fault, and are read but for it', (search, fault) => {
    expect(parse(search)).toEqual({ pairs: [['a', '1']], told: [fault] });
  });

  it('may be repeated where that is said of one', () => {
    const pairs = [['a', '1'], ['a', '2'], ['b', '3']]; // biome-ignore format: one line
    expect(parse('a=1&a=2&b=3', 'a')).toEqual({ pairs, told: [] });
    expect(parse('a=1&b=3&b=4&a=2', 'a').told).toEqual([['b', 'repeated-parameter']]);
  });
});

describe('JSON from outside', () => {
  it('is its value, or none', () => {
    expect(['[1,"a"]', 'null', '', '[1', 'a'].map(parseJson)).toEqual([
      [1, 'a'],
      null,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
