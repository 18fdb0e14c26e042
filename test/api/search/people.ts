// People with names, streets and numbers of many scripts, and what a search over HTTP finds of them.
import { beforeAll, expect } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

/** First name, last name, street, city, phone number, customer number. */
const PEOPLE: [string, string, string, string, string | null, string][] = [
  ['Heinz', 'Müller', 'Lange Straße', 'Berlin', '+493012345678', 'DE-1001'],
  ['Berta', 'Mullens', 'Ring', 'Bonn', null, 'DE-1002'],
  ['Anna', 'Olsen', 'Storgata', 'Oslo', '+4712345678', 'NO-2001'],
  ['Annabel', 'Olsen', 'Storgata', 'Oslo', '+4712399999', 'NO-2002'],
  ['Ola', 'Anna', 'Torget', 'Bergen', null, 'NO-2003'],
  ['Jörg', 'Schmidt', 'Am Markt', 'Köln', null, 'DE-1003'],
  ['Uwe', 'Schmitt', 'Am Markt', 'Köln', null, 'DE-1004'],
  ['Eva', 'Schmied', 'Am Markt', 'Köln', null, 'DE-1005'],
  ['小龍', '李', '中山路', '東京都', null, 'JP-3001'],
  ['민준', '김', '세종대로', '서울', null, 'KR-4001'],
  ['Near', 'And', 'Or', 'Not', null, 'XX-5001'],
  ['😀', 'Emoji', '"q"', "O'Brien", null, 'XX-5002'],
];

export const contacts: Contact[] = drawContacts(PEOPLE.length, 5).map((contact, at) => {
  const [first_name, last_name, street, city, phone_number, customer_id] = PEOPLE[at]!;
  return { ...contact, address_id: at + 1, first_name, last_name, street, city, phone_number, customer_id };
});

beforeAll(() => storeContacts(contacts));

interface Answer {
  data: Contact[];
  page: { next: string | null; prev: string | null };
  total: { value: number; relation: string };
  meta?: {
    corrections?: { from: string; to: string[] }[];
    highlights?: Record<string, Partial<Record<keyof Contact, [number, number][]>>>;
  };
}

export async function ask(search: string): Promise<Answer> {
  const response = await request(`/v1/contacts?${search}`);
  expect([search, response.status]).toEqual([search, 200]);
  return response.json();
}

export async function find(q: string, others = ''): Promise<string[]> {
  const { data, total } = await ask(`q=${encodeURIComponent(q)}${others}`);
  expect(total).toMatchObject({ value: data.length, relation: 'eq' });
  return data.map(({ first_name }) => first_name);
}
