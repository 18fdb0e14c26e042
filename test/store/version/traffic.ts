// Reads and writes at places whose KV lags, on the same contacts before each test.
import { env } from 'cloudflare:workers';
import { beforeEach, expect } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import type { Place } from '../../support/edge.ts';

export const contacts = drawContacts(60, 17);
export const AN_HOUR = 3_600_000;

beforeEach(async () => {
  await env.DB.batch(
    ['customer_relationship', 'app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)),
  );
  await storeContacts(contacts);
});

interface Answer {
  data: Contact[];
  page: { next: string | null };
  total: { value: number; relation: string };
}

export const PATH = '/v1/contacts?points.gte=0&sort=-points&limit=3';
export let number = 0;

const toBody = (points: number) =>
  JSON.stringify({
    first_name: 'Ada', last_name: 'Olsen', customer_id: `C${number++}`, points,
    street: 'Storgata', street_number: '1', city_code: '0155', city: 'Oslo', country: 'NO',
  }); // biome-ignore format: short

export const create = (place: Place, points: number) =>
  place.fetch('/v1/contacts', { method: 'POST', body: toBody(points) });

export const read = async (place: Place, path = PATH, headers: Record<string, string> = {}) => {
  const response = await place.fetch(path, { headers });
  expect(response.status).toBe(200);
  return { response, ...(await response.clone().json<Answer>()) };
};
