// Who wrote what: a row for each contact that a write has created, changed or deleted, and never a value.
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import worker from '../../../src/index.ts';
import { ADA } from '../../support/contacts.ts';
import { expectProblem, request } from '../../support/problem.ts';
import { finish, look } from '../action/acting.ts';
import { count, create, send } from '../write/ada.ts';

interface Entry {
  at: string;
  op: string;
  caller: string;
  request: string;
  fields: string[];
}
interface History {
  data: Entry[];
  page: { limit: number; next: string | null };
}

const read = async (id: number, search = '') => (await request(`/v1/contacts/${id}/history${search}`)).json<History>();

it('has each write with its time, caller, request and fields, newest first, also once the contact is gone', async () => {
  const begun = Date.now() - 1000;
  const { contact, response } = await create();
  const path = `/v1/contacts/${contact.id}`;
  const changed = await send('PATCH', path, { points: 7, phone_number: null });
  const operations = [
    { op: 'create', contact: { ...ADA, customer_id: 'NEW-2' } },
    { op: 'update', id: contact.id, changes: { first_name: 'Eva' } },
  ];
  await send('POST', '/v1/contacts/batch', { operations });
  await send('DELETE', path);
  const { data, page } = await read(contact.id);
  const first = Object.keys(ADA).sort();
  expect(data.map(({ op, fields }) => [op, fields.sort()])).toEqual([
    ['delete', []],
    ['update', ['first_name']],
    ['update', ['phone_number', 'points']],
    ['create', expect.arrayContaining(first)],
  ]);
  const requests = [changed.response, response].map(({ headers }) => headers.get('X-Request-Id'));
  expect(data.slice(2).map((entry) => entry.request)).toEqual(requests);
  expect(new Set(data.map(({ caller }) => caller))).toEqual(new Set(['local']));
  for (const { at } of data) expect(Math.abs(Date.parse(at) - begun)).toBeLessThan(60_000);
  expect(page).toEqual({ limit: 50, next: null });
  const neighbour = await read(contact.id + 1);
  expect(neighbour.data.map(({ op }) => op)).toEqual(['create']);
});

it('has no row of what was not done, and none where nothing was changed', async () => {
  const { contact } = await create();
  const before = await count('audit');
  await send('PATCH', `/v1/contacts/${contact.id}`, {});
  await send('PATCH', `/v1/contacts/${contact.id}`, { customer_id: 'C-1', points: -1 });
  await send('DELETE', `/v1/contacts/${contact.id + 99}`);
  await send('POST', '/v1/contacts', ADA);
  expect(await count('audit')).toBe(before);
});

it('comes page by page', async () => {
  const { contact } = await create();
  for (let points = 1; points <= 4; points++) await send('PATCH', `/v1/contacts/${contact.id}`, { points });
  const whole = await read(contact.id);
  const pages: Entry[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: History = await read(contact.id, `?limit=2${next && `&cursor=${next}`}`);
    expect(page.page.limit).toBe(2);
    pages.push(...page.data);
    next = page.page.next;
  }
  expect([pages, pages.length]).toEqual([whole.data, 5]);
  const path = `/v1/contacts/${contact.id}/history`;
  for (const search of ['?limit=0', '?limit=201', '?limit=x', '?limits=3', '?limit=2&limit=3'])
    await expectProblem(`${path}${search}`, 'invalid-query');
  await expectProblem(`${path}?cursor=x`, 'cursor-invalid');
  await expectProblem('/v1/contacts/999999/history', 'not-found');
  await expectProblem(path, 'method-not-allowed', { method: 'POST' });
});

it('has a row for each contact of an action, by its step', async () => {
  const before = await count('audit');
  const action = { filter: { 'id.lte': 12 }, op: 'update', changes: { points: 3 } };
  await finish({ ...action, confirm: (await look(action)).confirm });
  expect(await count('audit')).toBe(before + 12);
  expect((await read(7)).data[0]).toMatchObject({ op: 'update', fields: ['points'] });
});

it('is kept for 400 days by the cron trigger', async () => {
  const daysAgo = (days: number) => (Date.now() - days * 86_400_000) * 1000;
  const insert = env.DB.prepare(
    "insert into audit (id, contact_id, op, caller, request, fields) values (?, 77, 'delete', 'a', 'b', '')",
  );
  await env.DB.batch([399, 401, 900].map((days) => insert.bind(daysAgo(days))));
  await worker.scheduled({ cron: '* * * * *' } as ScheduledController, env as never, createExecutionContext());
  expect((await read(77)).data).toHaveLength(1);
});
