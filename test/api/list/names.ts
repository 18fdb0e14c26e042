// Contacts with names of many spellings and scripts, and with moments around one day.
import { beforeAll, expect } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

const NAMES = [
  'Müller', 'MULLER', 'mu\u0308ller', 'Muller-Lüdenscheidt', 'Oz', 'Ozil', 'Özil', 'Ozim', 'Straße', 'STRASSE', 'Łukasz', 'Đorđe', 'Þór',
  'Ærø', 'Œuvre', 'Søren', 'Işık', 'de, la Cruz', "O'Brien", 'Anna Maria', 'a+b', '100%', '王芳', '😀', 'ﬁnn', 'ＡＢＣ', 'Ðuro', 'ΣΊΣΥΦΟΣ', '[x]', '"q"',
]; // biome-ignore format: a table of names reads better dense

/** Around one day, and across the end of a leap month. */
export const MOMENTS = [
  '2025-01-30T23:59:59Z',
  '2025-01-31T00:00:00Z',
  '2025-01-31T12:00:00Z',
  '2025-01-31T23:59:59Z',
  '2025-02-01T00:00:00Z',
  null,
];

export const contacts: Contact[] = drawContacts(NAMES.length, 9).map((contact, at) => ({
  ...contact,
  first_name: NAMES[at]!,
  last_name: 'Alike',
  created: MOMENTS[at % 5]!,
  last_activity: MOMENTS[at % 6]!,
  gender: at % 2 ? 'female' : null,
  birthday: at % 3 ? '2024-02-29' : null,
  phone_number: at % 4 ? '+4712345678' : null,
}));

beforeAll(() => storeContacts(contacts));

export async function list(search: string): Promise<Contact[]> {
  const response = await request(`/v1/contacts?limit=200&${search}`);
  expect([search, response.status]).toEqual([search, 200]);
  return (await response.json<{ data: Contact[] }>()).data;
}

export async function names(search: string): Promise<string[]> {
  return (await list(search)).map(({ first_name }) => first_name);
}
