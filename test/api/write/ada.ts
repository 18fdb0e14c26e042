// Writes over HTTP of a contact whom the stored ones do not have, and what no write may leave behind.
import { env } from 'cloudflare:workers';
import { beforeEach, expect } from 'vitest';
import { type SEARCHED_FIELDS, toStoredWords } from '../../../src/contact/words.ts';
import { ADA, drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

export type Contact = Record<string, string | number | null> & { id: number; address_id: number };

export async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = response.status < 300 ? await response.clone().text() : '';
  return { response, status: response.status, contact: (text ? JSON.parse(text) : null) as Contact };
}

export const create = (changes: object = {}, headers?: Record<string, string>) =>
  send('POST', '/v1/contacts', { ...ADA, ...changes }, headers);

/** Another contact at the same address. */
export const createNeighbour = async ({ address_id }: Contact): Promise<Contact> => {
  const { first_name, last_name } = ADA;
  const body = { first_name, last_name, customer_id: 'NEW-2', address_id };
  return (await send('POST', '/v1/contacts', body)).contact;
};

export const get = async (id: number) => (await request(`/v1/contacts/${id}`)).json<Contact>();

export const count = async (table: string) =>
  env.DB.prepare(`select count(*) as n from ${table}`).first<number>('n') as Promise<number>;

export const counts = () => Promise.all(['app_user', 'address', 'customer_relationship'].map(count));

/** What no write may leave behind or bend: the tables within a transaction, the kept numbers, and what search finds by. */
export async function expectSound(): Promise<void> {
  expect([await count('moving'), await count('expectation')]).toEqual([0, 0]);
  const kept = await env.DB.prepare('select contacts from data_state').first<number>('contacts');
  expect(kept).toBe(await count('app_user'));
  const lonely = 'address where not exists (select 1 from app_user where address_id = address.id)';
  expect(await count(lonely)).toBe(0);
  const wrong = `(select count(*) as real, city_folded as key from app_user join address on address.id = address_id group by 2)
    join value_count using (key) where field = 'city' and real <> contacts`;
  expect(await count(wrong)).toBe(0);
  const { results } = await env.DB.prepare(
    `select first_name, last_name, phone_number, customer_id, street, city, app_user.words || address.words as words from app_user join address on address.id = address_id`,
  ).all<Record<(typeof SEARCHED_FIELDS)[number] | 'words', string>>();
  for (const row of results) expect(row.words).toBe(toStoredWords('app_user', row) + toStoredWords('address', row));
  const words = results.flatMap((row) => [...new Set(row.words.trim().split(/ +/))]);
  const indexed = env.DB.prepare('select term, doc from contact_term where doc > 0').raw<[string, number]>();
  expect((await indexed).flatMap(([term, contacts]) => Array(contacts).fill(term)).sort()).toEqual(words.sort());
}

const contacts = drawContacts(20, 3);

beforeEach(async () => {
  if ((await count('app_user')) === 0) await storeContacts(contacts);
  await env.DB.prepare("delete from app_user where customer_id like 'NEW%'").run();
  await env.DB.prepare(
    'delete from address where not exists (select 1 from app_user where address_id = address.id)',
  ).run();
});
