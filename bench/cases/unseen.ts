// A question and a number in, the same question in words that no cache has seen out; other words for each number. Pure.
import { FIELD_NAMES } from '../../src/contact/fields.ts';

/**
 * The same question in words that no cache has seen, for each `at`: the same fields in an order of their own, and where
 * the question has room for it, a bound beyond all values.
 */
export function toUnseen(search: string, at: number): string {
  const fields: string[] = [...FIELD_NAMES];
  let rest = at;
  for (let left = fields.length; left > 1 && rest > 0; left--) {
    const pick = rest % left;
    rest = Math.floor(rest / left);
    [fields[pick], fields[left - 1]] = [fields[left - 1]!, fields[pick]!];
  }
  const asked = search.replace('{unseen}', String(at));
  return `${asked}${search === '' ? '' : '&'}fields=${fields.join(',')}`;
}

/**
 * The same question, and the same statements of the database, spelt as no cache has seen it, for each `at`: the fields in
 * their usual order, with other letters percent-encoded each time.
 */
export function toRespelt(search: string, at: number): string {
  const spelt = Array.from(FIELD_NAMES.join(), (letter, place) =>
    Math.floor(at / 2 ** place) % 2 === 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter,
  );
  return `${search}${search === '' ? '' : '&'}fields=${spelt.join('')}`;
}
