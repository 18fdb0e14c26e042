// Changing and deleting contacts: what is stored, what stays, and who is first.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { readProblem, request } from '../../support/problem.ts';
import { type Contact, counts, create, createNeighbour, expectSound, get, send } from './ada.ts';

describe('a change', () => {
  it('sets what it names, clears what may be null, leaves the rest, and moves last_updated', async () => {
    const { contact } = await create({ gender: 'female', birthday: '1990-01-31' });
    await env.DB.prepare("update app_user set last_updated = '2020-01-01T00:00:00Z' where id = ?")
      .bind(contact.id)
      .run();
    const { status, contact: changed } = await send('PATCH', `/v1/contacts/${contact.id}`, {
      points: 5,
      gender: null,
      last_name: 'Ærlig',
    });
    expect(status).toBe(200);
    expect(changed).toMatchObject({
      ...contact,
      points: 5,
      gender: null,
      last_name: 'Ærlig',
      last_updated: expect.any(String),
    });
    expect(String(changed.last_updated) > '2020-01-01T00:00:00Z').toBe(true);
    const found = await request('/v1/contacts?last_name=aerlig&count=none');
    expect((await found.json<{ data: Contact[] }>()).data).toEqual([changed]);
    await expectSound();
  });

  it('of an address that others share gives the contact one of its own', async () => {
    const { contact: one } = await create();
    const two = await createNeighbour(one);
    const { contact: moved } = await send('PATCH', `/v1/contacts/${two.id}`, { city: 'Bergen' });
    expect(moved.address_id).not.toBe(one.address_id);
    expect([moved.city, moved.street, (await get(one.id)).city]).toEqual(['Bergen', 'Storgata', 'Oslo']);
    const { contact: again } = await send('PATCH', `/v1/contacts/${two.id}`, { city: 'Hamar' });
    expect([again.address_id, again.city]).toEqual([moved.address_id, 'Hamar']);
    await expectSound();
  });

  it('that changes nothing writes nothing', async () => {
    const { contact, response } = await create();
    const same = await send('PATCH', `/v1/contacts/${contact.id}`, {});
    expect([same.status, same.contact]).toEqual([200, contact]);
    expect(same.response.headers.get('X-Data-Version')).toBe(response.headers.get('X-Data-Version'));
  });

  it('is refused where it clears what must have a value, or names what the server sets', async () => {
    const { response } = await send('PATCH', '/v1/contacts/1', {
      first_name: null,
      points: null,
      address_id: 1,
      foo: 1,
    });
    const { errors } = await readProblem(response);
    expect(errors!.map(({ parameter }) => parameter).sort()).toEqual(['address_id', 'first_name', 'foo', 'points']);
  });

  it('of a contact that there is not is told so', async () => {
    for (const id of ['999999', '0', 'x', '-1'])
      for (const method of ['PATCH', 'DELETE']) {
        const response = await request(`/v1/contacts/${id}`, {
          method,
          ...(method === 'PATCH' && { body: '{"points":1}' }),
        });
        expect([id, method, response.status]).toEqual([id, method, 404]);
      }
  });

  it('with If-Match is made only to the contact that the client has read', async () => {
    const { contact, response } = await create();
    const tag = response.headers.get('ETag')!;
    const path = `/v1/contacts/${contact.id}`;
    const first = await send('PATCH', path, { points: 1 }, { 'If-Match': `"x", ${tag}` });
    expect(first.status).toBe(200);
    for (const [method, body] of [
      ['PATCH', { points: 2 }],
      ['DELETE', undefined],
    ] as const) {
      const late = await send(method, path, body, { 'If-Match': tag });
      expect([late.status, (await readProblem(late.response)).type]).toEqual([412, '/problems/precondition-failed']);
    }
    expect((await get(contact.id)).points).toBe(1);
    expect((await send('PATCH', path, { points: 3 }, { 'If-Match': '*' })).status).toBe(200);
  });

  it('made by many at once is made by all of them, and with If-Match by one', async () => {
    const { contact } = await create();
    const path = `/v1/contacts/${contact.id}`;
    const fields = ['first_name', 'last_name', 'street', 'city', 'customer_id'];
    const all = await Promise.all(fields.map((field) => send('PATCH', path, { [field]: `NEW ${field}` })));
    expect(all.map(({ status }) => status)).toEqual(fields.map(() => 200));
    const last = await request(path);
    for (const field of fields) expect((await last.clone().json<Contact>())[field]).toBe(`NEW ${field}`);
    const headers = { 'If-Match': last.headers.get('ETag')! };
    const crowd = await Promise.all(Array.from({ length: 25 }, () => send('PATCH', '/v1/contacts/1', { points: 8 })));
    for (const { status } of crowd) expect([200, 503]).toContain(status); // told to come back, never an error of ours
    const racing = await Promise.all([1, 2, 3, 4, 5].map((points) => send('PATCH', path, { points }, headers)));
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });
});

describe('a deletion', () => {
  it('takes the relationship along, and the address where no one else uses it', async () => {
    const before = await counts();
    const { contact: one } = await create();
    const two = await createNeighbour(one);
    expect((await send('DELETE', `/v1/contacts/${one.id}`)).status).toBe(204);
    expect(await get(two.id)).toEqual(two);
    expect((await send('DELETE', `/v1/contacts/${two.id}`)).status).toBe(204);
    expect((await request(`/v1/contacts/${one.id}`)).status).toBe(404);
    expect(await counts()).toEqual(before);
    await expectSound();
  });
});
