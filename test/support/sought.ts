// Random searches over given contacts, and a naive reading of them: the words of a contact are a list, and a search keeps
// the contacts in which every word of it begins one.
import fc from 'fast-check';
import { toCustomerWords, toPhoneWords, toSoughtWords, toWords } from '../../src/text/words.ts';
import type { Contact } from './contacts.ts';

export interface Sought {
  q: string;
  words: { text: string; whole: boolean }[];
}

const held = new WeakMap<Contact, string[]>();

export function wordsOf(contact: Contact): string[] {
  const { first_name, last_name, street, city, phone_number, customer_id } = contact;
  const words = held.get(contact) ?? [
    ...[first_name, last_name, street, city].flatMap(toWords),
    ...toPhoneWords(phone_number),
    ...toCustomerWords(customer_id),
  ];
  held.set(contact, words);
  return words;
}

export function hasWords(contact: Contact, { words }: Pick<Sought, 'words'>): boolean {
  const own = wordsOf(contact);
  return words.every(({ text, whole }) => own.some((word) => (whole ? word === text : word.startsWith(text))));
}

/** Those with every word as a whole first, then those in which only the third is a beginning, and so on; then by id. */
export function toBestFirst(contacts: Contact[], { words }: Sought): Contact[] {
  const ranked = words.filter(({ whole }) => !whole).slice(0, 3);
  const rank = (contact: Contact) => {
    const own = wordsOf(contact);
    const wholes = ranked.findIndex(({ text }) => !own.includes(text));
    return ranked.length - (wholes < 0 ? ranked.length : wholes);
  };
  return [...contacts].sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

/** One to four words that occur, often only their beginnings, in any case, and now and then one that does not occur. */
export function drawSearch(contacts: Contact[]): fc.Arbitrary<Sought> {
  const texts = contacts.flatMap(({ first_name, last_name, street, city, phone_number, customer_id }) => [
    ...[first_name, last_name, street, city, customer_id],
    ...(phone_number === null ? [] : [phone_number]),
  ]);
  const text = fc.tuple(fc.constantFrom(...texts), fc.nat(6), fc.boolean()).map(([text, cut, isLoud]) => {
    const typed = cut === 0 ? text : Array.from(text).slice(0, cut).join('');
    return isLoud ? typed.toUpperCase() : typed;
  });
  const unknown = fc.constantFrom('x9q', '"qqqqqq"', '0000');
  const part = fc.oneof({ arbitrary: text, weight: 12 }, { arbitrary: unknown, weight: 1 });
  const separator = fc.constantFrom(' ', '  ', ', ', ' - ', ' AND ', '*  ', ' (').filter((text) => text !== ' AND ');
  return fc
    .array(fc.tuple(part, separator), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([part, separator]) => part + separator).join(''))
    .map((q) => ({
      q,
      words: distinct(isPhone(q) ? [{ text: q.replace(/\D/g, ''), whole: false }] : toSoughtWords(q)),
    }))
    .filter(
      ({ q, words }) =>
        words.length > 0 && Array.from(q.trim()).length >= 2 && new Set(words.map(({ text }) => text)).size <= 8,
    );
}

function isPhone(q: string): boolean {
  return /^"?[+ (][\d\s\-()/.]+"?$/.test(q.trimEnd()) && q.replace(/\D/g, '').length >= 3;
}

function distinct<T extends { text: string }>(words: T[]): T[] {
  return [...new Map(words.map((word) => [word.text, word])).values()];
}
