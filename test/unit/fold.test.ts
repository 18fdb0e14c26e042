// The folded form of text, in which names compare, and the order of code points, in which they sort.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints, fold } from '../../src/text/fold.ts';
import { isTried, runs } from '../support/runs.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 20 });
const LETTERS = 'ßẞæÆœŒøØłŁđĐðÐþÞıIİiéÉüÜåÅσςΣΐﬁﬆŉǅǆⅧ℀㎏ＡａガがｶﾞÅKſ가각한글ảồéंाि่֑ا';
const letters = fc.string({
  unit: fc.constantFrom(...LETTERS, '\u0301', '\u0308', '\u0345', '\u20dd', 'a', 'Z', ' ', '-'),
});
const text = fc.oneof(anyText, letters, fc.string({ unit: 'grapheme' }));

describe('the folded form', () => {
  it.each([
    ['', ''],
    ['Müller', 'muller'],
    ['müller', 'muller'],
    ['MULLER', 'muller'],
    ['mu\u0308ller', 'muller'],
    ['Özil', 'ozil'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['Ærø', 'aero'],
    ['ǼǾ', 'aeo'],
    ['Œuvre', 'oeuvre'],
    ['Łódź', 'lodz'],
    ['Đorđe', 'dorde'],
    ['Ðuro', 'duro'],
    ['Þórður', 'thordur'],
    ['Işık', 'isik'],
    ['İpek', 'ipek'],
    ['Ångström', 'angstrom'],
    ['\u212bngström', 'angstrom'],
    ['ﬁn', 'fin'],
    ['Ⅷ', 'viii'],
    ['ＡＢＣ　１２', 'abc 12'],
    ['ｶﾞ', 'カ'],
    ['ガ', 'カ'],
    ['が', 'か'],
    ['Ελένη', 'ελενη'],
    ['Йошкар', 'иошкар'],
    ['Tiến Nguyễn', 'tien nguyen'],
    ['김민준', '김민준'.normalize('NFKD')],
    ['王芳', '王芳'],
    ['محمد', 'محمد'],
    ['مُحَمَّد', 'محمد'],
    ['😀', '😀'],
    ["O'Brien-Smith", "o'brien-smith"],
    ['\u0301', ''],
  ])('of %s is %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('of every single character is its own folded form', () => {
    const changing: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      if (!isTried(character)) continue;
      const folded = fold(character);
      if (fold(folded) !== folded) changing.push(point.toString(16));
    }
    expect(changing).toEqual([]);
  });

  it('of any text is its own folded form', () => {
    fc.assert(
      fc.property(text, (text) => fold(fold(text)) === fold(text)),
      { numRuns: runs(200, 5000) },
    );
  });

  it('is the same however the accents are written', () => {
    fc.assert(
      fc.property(text, (text) => {
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(fold(text.normalize(form))).toBe(fold(text));
      }),
    );
  });

  it('of a text is that of its parts, so that a part of a text is a part of its folded form', () => {
    fc.assert(
      fc.property(text, text, (a, b) => fold(a + b) === fold(a) + fold(b)),
      { numRuns: runs(200, 5000) },
    );
  });

  it('of a Greek word does not depend on where its sigmas stand', () => {
    for (const word of ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς', 'Οδυσσεύς']) expect(fold(word)).toBe(fold('οδυσσευσ'));
    expect(fold('ΝΙΚΟΣΤΡΑΤΟΣ').startsWith(fold('ΝΙΚΟΣ'))).toBe(true);
  });

  it('holds no mark and no letter that the table spells out', () => {
    fc.assert(fc.property(text, (text) => !/[\p{M}ßæœøłđðþı]/u.test(fold(text))));
  });
});

describe('the order of code points', () => {
  it.each([
    ['', 'a', -1],
    ['a', 'a', 0],
    ['a', 'ab', -1],
    ['b', 'ab', 1],
    ['Z', 'a', -1],
    ['z', 'é', -1],
    ['\uffff', '😀', -1],
    ['ﬁ', '𝒜', -1],
    ['\ue000', '\u{10000}', -1],
    ['\ud7ff', '\ue000', -1],
    ['a😀', 'a\uffee', 1],
    ['😀', '😁', -1],
    ['😀a', '😀', 1],
  ])('puts %s and %s as they stand in Unicode', (a, b, order) => {
    expect(Math.sign(compareCodePoints(a, b))).toBe(order);
    expect(Math.sign(compareCodePoints(b, a))).toBe(order === 0 ? 0 : -order);
  });

  it('is the order of the bytes in UTF-8, in which SQLite compares', () => {
    const close = fc.string({
      unit: fc.constantFrom('a', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '😀', '\u{10ffff}'),
      maxLength: 4,
    });
    for (const one of [anyText, close])
      fc.assert(
        fc.property(one, one, (a, b) => {
          expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
        }),
        { numRuns: runs(150, 3000) },
      );
  });
});
