// How often a write goes to the database and back: new contacts once, changes twice.
import { expect, it } from 'vitest';
import { request } from '../../support/problem.ts';

const NEW = {
  first_name: 'Ada',
  last_name: 'Olsen',
  street: 'Storgata',
  street_number: '5b',
  city_code: '0155',
  city: 'Oslo',
  country: 'NO',
};
const send = (path: string, method: string, body: unknown, headers = {}) =>
  request(path, { method, body: JSON.stringify(body), headers });
const tripsOf = (response: Response) => Number(/trips=(\d+)/.exec(response.headers.get('Server-Timing') ?? '')?.[1]);

it('is one round trip for new contacts, once the isolate knows a data version', async () => {
  await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-1' });
  const created = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-2' });
  expect([created.status, tripsOf(created)]).toEqual([201, 1]);
  const operations = ['T-3', 'T-4'].map((customer_id) => ({ op: 'create', contact: { ...NEW, customer_id } }));
  const several = await send('/v1/contacts/batch', 'POST', { operations });
  expect([several.status, tripsOf(several)]).toEqual([200, 1]);
  const taken = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 't-2' });
  expect(taken.status).toBe(409);
  const { id } = await created.json<{ id: number }>();
  const changed = await send(`/v1/contacts/${id}`, 'PATCH', { points: 5 });
  expect([changed.status, tripsOf(changed)]).toEqual([200, 2]);
});

it('answers a repeated Idempotency-Key from what is stored, without waiting', async () => {
  const key = { 'Idempotency-Key': 'once' };
  const first = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-5' }, key);
  const again = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-5' }, key);
  expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([201, 'true']);
  expect(await again.json()).toEqual(await first.json());
});
