// The text of a search as the words that it asks for, and those as expressions of the full-text index.
import { describe, expect, it } from 'vitest';
import { toClasses, toFilterWords, toMatch } from '../../src/plan/match.ts';
import { parseListQuery, toCanonicalText } from '../../src/query/query.ts';
import { correctWords, parseSearch, toCorrections, toPatterns, toUncertain } from '../../src/query/search.ts';

const toTexts = (q: string) => parseSearch(q).map(({ text }) => text);

describe('a search', () => {
  it.each([
    ['mull ber', ['mull', 'ber']],
    ['  Müller,  BERLIN ', ['muller', 'berlin']],
    ['anna Anna ánna', ['anna']],
    ['+47 123 45 678', ['4712345678']],
    ['+47 (12) 34-56/7.8', ['4712345678']],
    ['+1-23', ['123']],
    [' 1-23 ', ['123']],
    ['"+1-23"', ['123']],
    ['(1) 23', ['123']],
    ['+1-2', ['1', '2']],
    ['+1-23a', ['1', '23a']],
    ['a+1-23', ['a', '1', '23']],
    ['12345', ['12345']],
    ['1-2 345', ['1', '2', '345']],
    ['47 12 anna', ['47', '12', 'anna']],
    ['NO-2001', ['no', '2001']],
    ['東京都', ['東京', '京都']],
    ['김 민준', ['김', '민준']],
    ['a b c d e f g h i j', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']],
    ['"anna maria" olsen', ['anna', 'maria', 'olsen']],
    ['NEAR(anna* OR "b")', ['near', 'anna', 'or', 'b']],
  ])('%s asks for %j', (q, words) => {
    expect(toTexts(q)).toEqual(words);
  });

  it.each([
    ['anna "olsen"', ['anna']],
    ['“anna” olsen', ['olsen']],
    ['anna "olsen', ['anna', 'olsen']],
    ['anna "olsen" ola "ås"', ['anna', 'ola']],
    ['anna‟olsen‟', ['anna']],
    ['+123 45', []],
    ['"anna" anna', []],
    ['anna "anna"', []],
    ['an 123 a12 王芳 anna', ['anna']],
  ])('in %s may be misspelt only %j', (q, words) => {
    expect(toUncertain(parseSearch(q))).toEqual(words);
  });

  it('asks for a phone number as the beginning of one', () => {
    expect(parseSearch('+47 123')).toEqual([{ text: '47123', whole: false, fixed: true, corrected: null }]);
  });

  it('asks for words as they are stored, with a space at both ends or before their beginning', () => {
    const words = correctWords(parseSearch('anna 東京 shmidt'), [{ from: 'shmidt', to: ['schmidt', 'schmitt'] }]);
    expect(words.map(toPatterns)).toEqual([[' anna'], [' 東京 '], [' schmidt ', ' schmitt ']]);
  });

  it('asks for every second pair of a long text without spaces', () => {
    expect(toTexts('一二三四五六七八九十百')).toHaveLength(10);
    expect(toTexts('Umeda 一二三四五六七八九十百千')).toEqual([
      'umeda',
      '一二',
      '三四',
      '五六',
      '七八',
      '九十',
      '百千',
    ]);
    expect(toTexts('一二三四五六七八九十百千')).toEqual(['一二', '三四', '五六', '七八', '九十', '百千']);
    expect(toTexts('一二三四五六七八九十百千万').at(-1)).toBe('千万');
  });

  it('is another list in another order of words, and with quotes, for these rank and correct otherwise', () => {
    const text = (q: string) => toCanonicalText(parseListQuery(`q=${q}`));
    expect(text('anna+olsen')).toBe(text('ÁNNA,++Olsen'));
    expect(new Set(['anna+olsen', 'olsen+anna', '"anna"+olsen', 'anna', 'anna+olsen&sort=id'].map(text)).size).toBe(5);
  });
});

describe('an expression for the full-text index', () => {
  it('has each word as a string, as a beginning unless it must be whole', () => {
    expect(toMatch(parseSearch('anna or 東京'), [])).toBe('"anna"* AND "or"* AND "東京"');
    const words = correctWords(parseSearch('anna shmidt'), [{ from: 'shmidt', to: ['schmidt', 'schmitt'] }]);
    expect(toMatch(words, [['new', 'york']])).toBe('"anna"* AND ("schmidt" OR "schmitt") AND "new" AND "york"');
    expect(toCorrections(words)).toEqual([{ from: 'shmidt', to: ['schmidt', 'schmitt'] }]);
  });

  it('is cut into classes, the best first', () => {
    expect(toClasses(parseSearch('anna ol'), [])).toEqual([
      '"anna" AND "ol"',
      '"anna" AND ("ol"* NOT "ol")',
      '("anna"* NOT "anna") AND "ol"*',
    ]);
    expect(toClasses(parseSearch('aa bb cc dd'), [['oslo']])).toEqual([
      '"aa" AND "bb" AND "cc" AND "dd"* AND "oslo"',
      '"aa" AND "bb" AND ("cc"* NOT "cc") AND "dd"* AND "oslo"',
      '"aa" AND ("bb"* NOT "bb") AND "cc"* AND "dd"* AND "oslo"',
      '("aa"* NOT "aa") AND "bb"* AND "cc"* AND "dd"* AND "oslo"',
    ]);
    expect(toClasses(parseSearch('東京都'), [])).toEqual(['"東京" AND "京都"']);
  });

  it('narrows by filters that hold an indexed field to one value', () => {
    const words = (search: string) => Object.fromEntries(toFilterWords(parseListQuery(search)));
    expect(words('first_name=Anna+Maria&city=Köln&country=DE&points=5')).toEqual({
      first_name: ['anna', 'maria'],
      city: ['koln'],
    });
    expect(words('first_name.in=anna,ola&last_name.ne=x&city.startswith=o&street=%25')).toEqual({});
  });
});
