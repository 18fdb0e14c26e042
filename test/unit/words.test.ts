// The words by which search finds a text, stored and sought.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toStoredWords } from '../../src/contact/words.ts';
import {
  isSpelt,
  joinWords,
  toCustomerWords,
  toPhoneWords,
  toRuns,
  toSoughtWords,
  toWords,
} from '../../src/text/words.ts';
import { isTried, runs } from '../support/runs.ts';

const LETTERS = 'aZß éı0९-\'"*:^(){}+.,/_$|~\0\n«’·•ー々〇王芳山やガｶﾞ김민ㄱᄀ😀👨‍👩‍👧🇳🇴℅¼Ⅷﬁ°€\u0301\ud800';
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 12 }),
);

describe('the words of a text', () => {
  it.each([
    ['', []],
    [' - ', []],
    ['Anna Olsen', ['anna', 'olsen']],
    ["O'Brien-Smith", ['o', 'brien', 'smith']],
    ['Müller, Straße 7b', ['muller', 'strasse', '7b']],
    ['NEAR(a b)*', ['near', 'a', 'b']],
    ['"q" AND $5', ['q', 'and', '5']],
    ['a\0b', ['a', 'b']],
    ['😀 Ada', ['😀', 'ada']],
    ['𝒜da', ['ada']],
    ['Ελένη Иван', ['ελενη', 'иван']],
    ['محمد', ['محمد']],
    ['王', ['王']],
    ['王芳', ['王芳', '芳']],
    ['王小芳', ['王小', '小芳', '芳']],
    ['김민준', ['김민', '민준', '준']],
    ['ガー', ['カー', 'ー']],
    ['𠮷野家', ['𠮷野', '野家', '家']],
    ['大阪市Umeda梅田', ['大阪', '阪市', '市', 'umeda', '梅田', '田']],
  ])('%j are %j', (text, words) => {
    expect(toWords(text)).toEqual(words);
  });

  it.each([
    ['anna OLS', ['anna', 'ols'], []],
    ['王', ['王'], []],
    ['王芳 l', ['l'], ['王芳']],
    ['김민준', [], ['김민', '민준']],
  ])('%j sought mean beginnings %j and whole words %j', (text, beginnings, whole) => {
    const words = toSoughtWords(text);
    expect(words.filter((word) => !word.whole).map((word) => word.text)).toEqual(beginnings);
    expect(words.filter((word) => word.whole).map((word) => word.text)).toEqual(whole);
  });

  it('have no separator in them, nothing that quoting could trip over, and are the words of themselves', () => {
    fc.assert(
      fc.property(text, (text) => {
        for (const word of toWords(text)) expect(word).not.toMatch(/[\0-/:-`{-\x7f\s\p{P}\p{C}]/u);
        for (const { text: run } of toRuns(text)) expect(toRuns(run).map((own) => own.text)).toEqual([run]);
      }),
      { numRuns: runs(200, 5000) },
    );
  });

  it('find the text that they were sought in, by any two neighbours of CJK text', () => {
    fc.assert(
      fc.property(text, text, text, (before, part, after) => {
        const stored = toWords(`${before} ${part} ${after}`);
        for (const { text: word, whole } of toSoughtWords(part))
          expect(stored.some((own) => (whole ? own === word : own.startsWith(word)))).toBe(true);
      }),
      { numRuns: runs(200, 5000) },
    );
    const stored = toWords('臺北市大安區');
    for (const pair of ['臺北', '北市', '市大', '大安', '安區']) expect(stored).toContain(pair);
  });
});

describe('what is stored', () => {
  it('of a phone number is its digits', () => {
    expect(toPhoneWords('+47 123 45 678')).toEqual(['4712345678']);
    expect(toPhoneWords(null)).toEqual([]);
  });

  it('of a customer number is its parts and their union', () => {
    expect(toCustomerWords('KD40912377')).toEqual(['kd40912377']);
    expect(toCustomerWords('K-77/12x')).toEqual(['k', '77', '12x', 'k7712x']);
  });

  it('is each word once, a space around it', () => {
    const person = { customer_id: 'K-1', first_name: 'Anna', last_name: 'Ånna Olsen', phone_number: '+4712345678' };
    expect(toStoredWords('app_user', person)).toBe(' anna olsen 4712345678 k 1 k1 ');
    expect(toStoredWords('address', { street: 'Storgata', city: '臺北市' })).toBe(' storgata 臺北 北市 市 ');
    expect(joinWords([])).toBe(' ');
  });
});

describe('a spelt word', () => {
  it.each([
    ['anna', true],
    ['ng', true],
    ['иван', true],
    ['محمد', true],
    ['ჿჿ', true],
    ['ሀሀ', true],
    ['', false],
    ['a', false],
    ['a1', false],
    ['kd40912377', false],
    ['王芳', false],
    ['김민', false],
    ['やま', false],
    ['😀😀', false],
  ])('%j: %s', (word, spelt) => {
    expect(isSpelt(word)).toBe(spelt);
  });

  it('is never one of CJK letters', () => {
    const wrong: string[] = [];
    for (let point = 0x80; point <= 0x10ffff; point++) {
      const letter = String.fromCodePoint(point);
      if (!isTried(letter)) continue;
      const [run] = toRuns(letter);
      if (run?.cjk && isSpelt(`${run.text}${run.text}`)) wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});
