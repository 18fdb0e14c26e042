// Initials as readers of each script expect them, and colours that can be read.
import { describe, expect, it } from 'vitest';
import { PAIRS, toAvatar, toAvatarSvg, toInitials, toWholeName } from '../../../src/page/avatar.ts';

/** The relative luminance of a colour (WCAG 2.2). */
function toLuminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

it('writes a whole name as its bearers do', () => {
  expect(toWholeName('小明', '王')).toBe('王小明');
  expect(toWholeName('철수', '김')).toBe('김철수');
  expect(toWholeName('Ada', 'Olsen')).toBe('Ada Olsen');
  expect(toWholeName('', 'Olsen')).toBe('Olsen');
  expect(toWholeName('David', '王')).toBe('David 王');
});

describe('initials', () => {
  it.each([
    ['Ada', 'Olsen', 'AO'],
    ['小明', '王', '王'],
    ['太郎', '山田', '山田'],
    ['さくら', '長谷川', '長谷'],
    ['철수', '김', '철수'],
    ['하늘빛나', '김', '하'],
    ['สมชาย', 'ใจดี', 'ส'],
    ['Иван', 'Петров', 'ИП'],
    ['محمد', 'علي', 'مع'],
    ['élodie', 'de la Cruz', 'ÉD'],
    ["O'Neil", '', 'O'],
    ['', "'t Hooft", 'T'],
    ['e\u0301va', 'A\u030aberg', 'ÉÅ'],
    ['𝒜da', '😀', '𝒜😀'],
    ['👩‍👩‍👧', '', '👩‍👩‍👧'],
    ['ß', 'x', 'SSX'],
    ['', '', '?'],
    ['-', '…', '?'],
  ])('of %j %j are %j', (first, last, initials) => {
    expect(toInitials(first, last)).toBe(initials);
  });
});

describe('a picture', () => {
  it('has twelve pairs of colours, each with a contrast of 4.5:1 or better', () => {
    expect(PAIRS).toHaveLength(12);
    for (const [ink, ground] of PAIRS) {
      const [dark, light] = [toLuminance(ink), toLuminance(ground)].sort((a, b) => a - b) as [number, number];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('is the same each time for the same contact', () => {
    const named = { id: 17, first_name: 'Ada', last_name: 'Olsen' };
    expect(toAvatar(named)).toEqual(toAvatar({ ...named }));
    expect(toAvatar(named).ink).not.toBe(toAvatar({ ...named, id: 18 }).ink);
  });

  it('writes names as text', () => {
    const svg = toAvatarSvg({ id: 1, first_name: '<b>&"', last_name: "'" });
    expect(svg).toContain('<title>&#60;b&#62;&#38;&#34; &#39;</title>');
  });
});
