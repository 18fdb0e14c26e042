// Writes that are sent again with the same Idempotency-Key.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ADA } from '../../support/contacts.ts';
import { expectProblem, readProblem } from '../../support/problem.ts';
import { count, create, send } from './ada.ts';

describe('an idempotency key', () => {
  it('sent 50 times at once creates one contact and gives 50 equal answers', async () => {
    const before = await count('app_user');
    const answers = await Promise.all(Array.from({ length: 50 }, () => create({}, { 'Idempotency-Key': 'once' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ contact }) => JSON.stringify(contact))).size).toBe(1);
    expect(new Set(answers.map(({ response }) => response.headers.get('Location'))).size).toBe(1);
    expect(answers.filter(({ response }) => !response.headers.has('Idempotency-Replayed')).length).toBe(1);
    expect(await count('app_user')).toBe(before + 1);
  });

  it('replays the first answer although the contact has changed since', async () => {
    const { contact } = await create({ customer_id: 'NEW-K' }, { 'Idempotency-Key': 'k1' });
    await send('PATCH', `/v1/contacts/${contact.id}`, { points: 99 });
    expect((await create({ customer_id: 'NEW-K' }, { 'Idempotency-Key': 'k1' })).contact).toEqual(contact);
  });

  it('with another body, or for another resource, is refused', async () => {
    await create({ customer_id: 'NEW-L' }, { 'Idempotency-Key': 'k2' });
    const other = await create({ customer_id: 'NEW-M' }, { 'Idempotency-Key': 'k2' });
    expect([other.status, (await readProblem(other.response)).type]).toEqual([422, '/problems/idempotency-key-reused']);
    await expectProblem('/v1/contacts', 'invalid-query', {
      method: 'POST',
      body: JSON.stringify(ADA),
      headers: { 'Idempotency-Key': 'ø' },
    });
  });

  it('of a batch replays its answer', async () => {
    const operations = [
      { op: 'create', contact: { ...ADA, customer_id: 'NEW-B' } },
      { op: 'update', id: 1, changes: { points: 4 } },
    ];
    const post = () => send('POST', '/v1/contacts/batch', { operations }, { 'Idempotency-Key': 'k3' });
    const [one, two] = [await post(), await post()];
    expect(await two.response.json()).toEqual(await one.response.json());
  });

  it('is forgotten after a day', async () => {
    await create({ customer_id: 'NEW-N' }, { 'Idempotency-Key': 'k4' });
    await env.DB.prepare('update idempotency set expires = unixepoch() - 1').run();
    const again = await create({ customer_id: 'NEW-N' }, { 'Idempotency-Key': 'k4' });
    expect(again.status).toBe(409);
  });
});
