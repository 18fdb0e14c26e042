// Writes whose answer is lost on its way from D1: done or not, or only later, and with another client's write in between.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ADA } from '../../support/contacts.ts';
import { readProblem } from '../../support/problem.ts';
import { type Contact, count, create, losing, read, send, sendLosing } from './loss.ts';

describe('a write whose answer was lost though it was done', () => {
  it('is not done again over what another client wrote since, and tells the contact as it is', async () => {
    const { contact, tag } = await create();
    const path = `/v1/contacts/${contact.id}`;
    for (const headers of [{}, { 'If-Match': tag }]) {
      const before = await read(contact.id);
      const sent = 'If-Match' in headers ? { 'If-Match': before.tag! } : {};
      const losses = losing('done', () => send('PATCH', path, { points: 99, city: 'Bergen' }));
      const response = await sendLosing(losses, ['PATCH', path, { points: 1, street: 'Torget' }, sent]);
      expect([response.status, losses.writes()]).toEqual([200, 1]);
      const now = await read(contact.id);
      expect(now.contact).toMatchObject({ points: 99, city: 'Bergen', street: 'Torget' });
      expect(await response.json()).toEqual(now.contact);
      expect(response.headers.get('ETag')).toBe(now.tag);
    }
  });

  it('creates one contact, with an Idempotency-Key and without', async () => {
    for (const [customer_id, headers] of [
      ['NEW-1', {}],
      ['NEW-2', { 'Idempotency-Key': 'lost' }],
    ] as const) {
      const before = await count('app_user');
      const losses = losing('done');
      const response = await sendLosing(losses, ['POST', '/v1/contacts', { ...ADA, customer_id }, headers]);
      const contact = await response.json<Contact>();
      expect([response.status, losses.writes(), await count('app_user')]).toEqual([201, 1, before + 1]);
      expect(response.headers.get('Location')).toBe(`/v1/contacts/${contact.id}`);
      expect(response.headers.has('Idempotency-Replayed')).toBe(false);
      const now = await read(contact.id);
      expect([contact, response.headers.get('ETag')]).toEqual([now.contact, now.tag]);
    }
    const again = await send('POST', '/v1/contacts', { ...ADA, customer_id: 'NEW-2' }, { 'Idempotency-Key': 'lost' });
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  });

  it('tells a new contact with what another client has changed of it since', async () => {
    const change = async () => {
      const id = await env.DB.prepare("select id from app_user where customer_id = 'NEW-1'").first('id');
      expect((await send('PATCH', `/v1/contacts/${id}`, { points: 7 })).status).toBe(200);
    };
    const response = await sendLosing(losing('done', change), ['POST', '/v1/contacts', ADA]);
    const contact = await response.json<Contact>();
    const now = await read(contact.id);
    expect([response.status, contact.points]).toEqual([201, 7]);
    expect([contact, response.headers.get('ETag')]).toEqual([now.contact, now.tag]);
  });

  it('deletes once, with If-Match too', async () => {
    for (const isGuarded of [false, true]) {
      const { contact, tag } = await create();
      const headers = isGuarded ? { 'If-Match': tag } : {};
      const path = `/v1/contacts/${contact.id}`;
      expect((await sendLosing(losing('done'), ['DELETE', path, undefined, headers])).status).toBe(204);
      expect((await send('GET', path)).status).toBe(404);
    }
  });

  it('does a batch once', async () => {
    const { contact: old } = await create();
    const { contact: gone } = await create({ customer_id: 'NEW-2' });
    const operations = [
      { op: 'create', contact: { ...ADA, customer_id: 'NEW-3' } },
      { op: 'delete', id: gone.id },
      { op: 'update', id: old.id, changes: { points: 3 } },
      { op: 'create', contact: { ...ADA, customer_id: 'NEW-2' } },
    ];
    const before = await count('app_user');
    const losses = losing('done', () => send('PATCH', `/v1/contacts/${old.id}`, { points: 4 }));
    const response = await sendLosing(losses, ['POST', '/v1/contacts/batch', { operations }]);
    expect([response.status, losses.writes(), await count('app_user')]).toEqual([200, 1, before + 1]);
    const { results } = await response.json<{ results: { id?: number; contact: Contact }[] }>();
    expect(results.map(({ id, contact }) => id ?? contact.customer_id)).toEqual(['NEW-3', gone.id, 'NEW-1', 'NEW-2']);
    expect(results[2]!.contact.points).toBe(4);
  });

  it('is told as a conflict where what it wrote is gone since, or not to be told apart', async () => {
    const { contact } = await create();
    const path = `/v1/contacts/${contact.id}`;
    const changed = await sendLosing(
      losing('done', () => send('DELETE', path)),
      ['PATCH', path, { points: 1 }],
    );
    expect([changed.status, (await readProblem(changed)).detail]).toEqual([
      409,
      expect.stringMatching(/^This was done/),
    ]);
    const { contact: other } = await create({ customer_id: 'NEW-2' });
    await env.DB.prepare("update app_user set created = '2020-01-01T00:00:00Z' where id = ?").bind(other.id).run();
    const takeOver = async () => {
      const id = await env.DB.prepare("select id from app_user where customer_id = 'NEW-1'").first('id');
      const [leave, take] = [{ customer_id: 'NEW-3' }, { customer_id: 'NEW-1' }];
      await send('PATCH', `/v1/contacts/${id}`, leave);
      expect((await send('PATCH', `/v1/contacts/${other.id}`, take)).status).toBe(200);
    };
    const created = await sendLosing(losing('done', takeOver), ['POST', '/v1/contacts', ADA]);
    expect([created.status, (await readProblem(created)).detail]).toEqual([
      409,
      expect.stringMatching(/^This was done/),
    ]);
  });

  it('announces its data version', async () => {
    const { contact } = await create();
    await env.DB.prepare('update data_state set announced_at = 0').run();
    const response = await sendLosing(losing('done'), ['PATCH', `/v1/contacts/${contact.id}`, { points: 1 }]);
    expect(await env.KV.get('version')).toBe(response.headers.get('X-Data-Version'));
  });
});

describe('a write that was lost before it was done', () => {
  it('is done by the next attempt', async () => {
    const { contact, tag } = await create();
    const path = `/v1/contacts/${contact.id}`;
    const changed = await sendLosing(losing('not done'), ['PATCH', path, { points: 5 }, { 'If-Match': tag }]);
    expect([changed.status, (await changed.json<Contact>()).points]).toEqual([200, 5]);
    const before = await count('app_user');
    const created = await sendLosing(losing('not done'), ['POST', '/v1/contacts', { ...ADA, customer_id: 'NEW-2' }]);
    expect([created.status, await count('app_user')]).toEqual([201, before + 1]);
    expect((await sendLosing(losing('not done'), ['DELETE', path])).status).toBe(204);
  });

  it('is refused where another client was first and it depends on that', async () => {
    const { contact, tag } = await create();
    const path = `/v1/contacts/${contact.id}`;
    const first = () => send('PATCH', path, { points: 8 });
    const late = await sendLosing(losing('not done', first), ['PATCH', path, { points: 5 }, { 'If-Match': tag }]);
    expect([late.status, (await read(contact.id)).contact.points]).toEqual([412, 8]);
    const taken = await sendLosing(
      losing('not done', () => create({ customer_id: 'NEW-2' })),
      ['POST', '/v1/contacts', { ...ADA, customer_id: 'NEW-2' }],
    );
    expect((await readProblem(taken)).errors).toMatchObject([{ parameter: 'customer_id', code: 'taken' }]);
    const gone = await sendLosing(
      losing('not done', () => send('DELETE', path)),
      ['DELETE', path],
    );
    expect(gone.status).toBe(404);
  });
});

it('is done once though the first attempt arrives after the second has looked for it', async () => {
  const before = await count('app_user');
  const losses = losing('late');
  const response = await sendLosing(losses, ['POST', '/v1/contacts', ADA]);
  expect([response.status, losses.writes(), await count('app_user')]).toEqual([201, 2, before + 1]);
  const { id } = await response.json<Contact>();
  const { tag } = await read(id);
  const other = losing('late');
  const changed = await sendLosing(other, ['PATCH', `/v1/contacts/${id}`, { points: 5 }, { 'If-Match': tag! }]);
  expect([changed.status, other.writes()]).toEqual([200, 2]);
  expect(changed.headers.get('ETag')).toMatch(/^"1\./);
});
