// A contact's picture: initials on one of twelve pairs of colours, always the same for the same contact. Used by the
// Worker's SVG and by the page's own drawing. Pure.

export interface Avatar {
  initials: string;
  ink: string;
  ground: string;
}

export interface Named {
  id: number;
  first_name: string;
  last_name: string;
}

/** Text and ground; each pair has a contrast of 4.5:1 or better (WCAG 2.2, 1.4.3), which a test computes. */
export const PAIRS: readonly (readonly [ink: string, ground: string])[] = [
  ['#7a1f2b', '#fbe3e4'], ['#7a3210', '#fde6d8'], ['#634300', '#faecc8'], ['#46500a', '#eef2cc'],
  ['#1d5722', '#dcf2dc'], ['#06574a', '#d3f2ea'], ['#07525f', '#d4f0f5'], ['#0b4a7d', '#dcecfb'],
  ['#2f3f94', '#e4e8fd'], ['#54309a', '#ece4fd'], ['#75247f', '#f7e3f9'], ['#4b4a4f', '#ebebee'],
]; // biome-ignore format: a table of colours reads better dense

const NAMELESS = '?';
/** Scripts in which the family name stands for a person, and how many of its letters are read as one picture. */
const FAMILY_FIRST = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/u;
const FAMILY_LETTERS = 2;
const HANGUL = /^\p{scx=Hang}/u;
const LONGEST_HANGUL = 3;
const THAI = /^\p{scx=Thai}/u;

/** Letters of one code unit each, which nothing is combined with. */
const LATIN = /^[\x20-\u02af]*$/;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function toAvatar({ id, first_name, last_name }: Named): Avatar {
  const [ink, ground] = PAIRS[id % PAIRS.length]!;
  return { initials: toInitials(first_name, last_name), ink, ground };
}

/** 王小明: 王; 山田太郎: 山田; 김철수: 철수; สมชาย: ส; Ada Olsen: AO. A letter is one as readers see it, marks and all. */
export function toInitials(first: string, last: string): string {
  const given = toLetters(first);
  const family = toLetters(last);
  const [name = ''] = [family.join(''), given.join('')].filter((text) => text !== '');
  if (FAMILY_FIRST.test(name)) return (family.length > 0 ? family : given).slice(0, FAMILY_LETTERS).join('');
  if (HANGUL.test(name)) {
    const shown = given.length > 0 ? given : family;
    return shown.length <= LONGEST_HANGUL ? shown.join('') : shown[0]!;
  }
  if (THAI.test(name)) return (given[0] ?? family[0])!;
  return [given[0], family[0]].join('').toLocaleUpperCase('und') || NAMELESS;
}

export function isFamilyFirst(first: string, last: string): boolean {
  return [first, last].every((part) => FAMILY_FIRST.test(part) || HANGUL.test(part));
}

/** The whole name as its bearers write it: of Chinese, Japanese and Korean ones the family name first, without a space. */
export function toWholeName(first: string, last: string): string {
  return isFamilyFirst(first, last) ? last + first : [first, last].filter(Boolean).join(' ');
}

/** A drawing of its own, of any size; `title` is what a screen reader says. */
export function toAvatarSvg(named: Named): string {
  const { initials, ink, ground } = toAvatar(named);
  const title = escapeXml(`${named.first_name} ${named.last_name}`.trim() || 'No name');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img"><title>${title}</title><rect width="64" height="64" rx="32" fill="${ground}"/><text x="32" y="33" fill="${ink}" font-family="system-ui,sans-serif" font-size="${toSize(initials)}" font-weight="600" text-anchor="middle" dominant-baseline="central">${escapeXml(initials)}</text></svg>`;
}

/** Of 64: what three syllables and two Latin letters have room for. */
export function toSize(initials: string): number {
  const { length } = toLetters(initials);
  if (length > 2) return 18;
  return length === 2 ? 24 : 30;
}

/** Letters and numbers of a name as readers count them; signs before, between and after them are none. */
function toLetters(name: string): string[] {
  if (LATIN.test(name)) return name.match(/[\p{L}\p{N}]/gu) ?? []; // a page has a hundred names, and most are such
  const graphemes = Array.from(segmenter.segment(name.normalize('NFC')), ({ segment }) => segment);
  return graphemes.filter((grapheme) => /[\p{L}\p{N}\p{So}]/u.test(grapheme));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
