// All that is held on one person, handed out to those who may write.

import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { COPIES } from '../../../src/http/person/copies.ts';
import { ADA } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';
import { expectProblem, readProblem, request } from '../../support/problem.ts';
import { create, send } from '../write/ada.ts';

interface Held {
  contact: Record<string, unknown> | null;
  words: string[];
  history: { data: { op: string }[] };
  answers: { until: string; contact: Record<string, unknown> }[];
  copies: object[];
}

const read = async (id: number) => (await request(`/v1/contacts/${id}/export`)).json<Held>();

it('is the contact, its words, who wrote it, what stored answers tell of it, and where copies may be', async () => {
  const { contact } = await create({}, { 'Idempotency-Key': 'held' });
  const { contact: now } = await send('PATCH', `/v1/contacts/${contact.id}`, { points: 8 });
  const held = await read(contact.id);
  expect(held.contact).toEqual(now);
  expect(held.words).toEqual(expect.arrayContaining(['ada', 'olsen', 'storgata']));
  expect(held.history.data.map(({ op }) => op)).toEqual(['update', 'create']);
  expect(held.answers.map((answer) => answer.contact)).toEqual([contact]);
  expect(Date.parse(held.answers[0]!.until)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  expect(held.copies).toEqual(COPIES);
});

it('is, of one who was deleted, who wrote what, and no value', async () => {
  const { contact } = await create({}, { 'Idempotency-Key': 'held-once' });
  await send('DELETE', `/v1/contacts/${contact.id}`);
  const { copies: _, history, ...held } = await read(contact.id);
  expect(held).toEqual({ id: contact.id, contact: null, words: [], answers: [] });
  expect(history.data.map(({ op }) => op)).toEqual(['delete', 'create']);
  await expectProblem('/v1/contacts/999999/export', 'not-found');
  await expectProblem(`/v1/contacts/${contact.id}/export?limit=3`, 'invalid-query');
});

it('is not done again nor answered by its key once it was deleted', async () => {
  const { contact } = await create({}, { 'Idempotency-Key': 'gone' });
  await send('DELETE', `/v1/contacts/${contact.id}`);
  const again = await create({}, { 'Idempotency-Key': 'gone' });
  expect([again.status, (await readProblem(again.response)).type]).toEqual([409, '/problems/conflict']);
});

it('is in no answer any more, however often others were written beside it', async () => {
  const others = Array.from({ length: 250 }, (_, at) => ({
    op: 'create',
    contact: { ...ADA, customer_id: `NEW-${at}` },
  }));
  const { response } = await send('POST', '/v1/contacts/batch', { operations: others });
  const ids = (await response.json<{ results: { contact: { id: number } }[] }>()).results.map(
    ({ contact }) => contact.id,
  );
  const { contact } = await create({ customer_id: 'NEW-Z', first_name: 'Zelda' }, { 'Idempotency-Key': 'zelda' });
  for (let points = 0; points < 8; points++) {
    const operations = ids.map((id) => ({ op: 'update', id, changes: { points } }));
    expect((await send('POST', '/v1/contacts/batch', { operations })).status).toBe(200);
  }
  const operations = [...ids, contact.id].map((id) => ({ op: 'delete', id }));
  expect((await send('POST', '/v1/contacts/batch', { operations })).status).toBe(200);
  const { results } = await env.DB.prepare("select key from idempotency where answer like '%Zelda%'").all();
  expect(results).toEqual([]);
});

it('is deleted by a batch whose key was used a day before for another write of it', async () => {
  const { contact } = await create();
  const batch = (operation: object) =>
    send('POST', '/v1/contacts/batch', { operations: [operation] }, { 'Idempotency-Key': 'nightly' });
  expect((await batch({ op: 'update', id: contact.id, changes: { points: 3 } })).status).toBe(200);
  await env.DB.prepare('update idempotency set expires = unixepoch() - 1').run();
  expect((await batch({ op: 'delete', id: contact.id })).status).toBe(200);
});

it.each(['history', 'export'])('%s is for those who may write', async (name) => {
  const { contact } = await create();
  const hash = (token: string) => createHash('sha256').update(token).digest('hex');
  const place = openPlace([], {
    ACCESS: undefined as never,
    READ_TOKENS: hash('reader'),
    WRITE_TOKENS: hash('writer'),
  });
  const statusFor = async (token?: string) => {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    return (await place.fetch(`/v1/contacts/${contact.id}/${name}`, { headers })).status;
  };
  expect([await statusFor('writer'), await statusFor('reader'), await statusFor()]).toEqual([200, 403, 401]);
  await place.settle();
});
