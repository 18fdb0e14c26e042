// A question and a number in, the same question in words that no cache has seen out; other words for each number. Pure.
import { FIELD_NAMES } from '../../src/contact/fields.ts';

/**
 * The same question, and the same statements of the database, spelt as no cache has seen it, for each `at`: the fields in
 * their usual order, with other letters percent-encoded each time; and where the question has room for it, a bound beyond
 * all values.
 */
export function toUnseen(search: string, at: number): string {
  const asked = search.replace('{unseen}', String(at));
  const spelt = Array.from(FIELD_NAMES.join(), (letter, place) =>
    Math.floor(at / 2 ** place) % 2 === 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter,
  );
  return `${asked}${asked === '' ? '' : '&'}fields=${spelt.join('')}`;
}
