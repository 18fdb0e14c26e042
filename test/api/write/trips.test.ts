// How often a write goes to the database and back: once, unless what is to be done depends on what a contact is.
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
});

it('is one round trip for a change or removal that does not depend on what the contact is', async () => {
  const { id } = await (await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-6' })).json<{ id: number }>();
  const path = `/v1/contacts/${id}`;
  const changed = await send(path, 'PATCH', { points: 5, gender: 'female', birthday: '1980-01-31' });
  expect([changed.status, tripsOf(changed)]).toEqual([200, 1]);
  const now = await request(path);
  expect(await changed.json()).toEqual(await now.json());
  expect(await (await request(path)).json()).toMatchObject({ ...NEW, customer_id: 'T-6', points: 5, gender: 'female' });
  expect(changed.headers.get('ETag')).toBe(now.headers.get('ETag'));
  const removed = await send(path, 'DELETE', undefined);
  expect([removed.status, tripsOf(removed)]).toEqual([204, 1]);
  for (const method of ['PATCH', 'DELETE'])
    expect((await send(path, method, method === 'PATCH' ? { points: 6 } : undefined)).status).toBe(404);
});

it('is two where names, words or an address are made of what the contact has, or an entity tag is expected', async () => {
  const response = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-7' });
  const path = `/v1/contacts/${(await response.json<{ id: number }>()).id}`;
  let tag = response.headers.get('ETag')!;
  for (const changes of [
    { first_name: 'Åda' },
    { city: 'Bergen' },
    { customer_id: 'T-8' },
    { points: 1, street: 'Torget' },
  ]) {
    const changed = await send(path, 'PATCH', changes);
    expect([changed.status, tripsOf(changed)]).toEqual([200, 2]);
    tag = changed.headers.get('ETag')!;
  }
  const guarded = await send(path, 'PATCH', { points: 2 }, { 'If-Match': tag });
  expect([guarded.status, tripsOf(guarded)]).toEqual([200, 2]);
  expect((await send(path, 'PATCH', { points: 3 }, { 'If-Match': tag })).status).toBe(412);
});

it('does a batch of such operations in one, and nothing of it where one names nobody', async () => {
  const { id } = await (await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-9' })).json<{ id: number }>();
  const update = (id: number, points: number) => ({ op: 'update', id, changes: { points } });
  const done = await send('/v1/contacts/batch', 'POST', { operations: [update(id, 7)] });
  expect([done.status, tripsOf(done)]).toEqual([200, 1]);
  const refused = await send('/v1/contacts/batch', 'POST', { operations: [update(id, 8), update(id + 1000, 8)] });
  const { errors } = await refused.json<{ errors: object[] }>();
  expect([refused.status, errors]).toMatchObject([404, [{ index: 1 }]]);
  expect(await (await request(`/v1/contacts/${id}`)).json()).toMatchObject({ points: 7 });
});

it('answers a repeated Idempotency-Key from what is stored, without waiting', async () => {
  const key = { 'Idempotency-Key': 'once' };
  const first = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-5' }, key);
  const again = await send('/v1/contacts', 'POST', { ...NEW, customer_id: 'T-5' }, key);
  expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([201, 'true']);
  expect(await again.json()).toEqual(await first.json());
});
