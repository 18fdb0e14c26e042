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
