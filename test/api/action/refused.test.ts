// Actions that are refused: bodies that are wrong, each fault at its place, and confirmations that do not fit or hold.

import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../../src/env.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';
import { readProblem } from '../../support/problem.ts';
import * as acting from './acting.ts';

beforeAll(() => storeContacts(drawContacts(40, 33)));

const { PATH } = acting;
const place = openPlace();
const request = place.fetch;
const post = (body: unknown) => acting.post(body, { send: request });
const look = (action: object) => acting.look(action, request);
const step = (body: object) => acting.step(body, request);
afterEach(() => place.settle());

const ACTION = { filter: { 'id.gt': 10 }, op: 'update', changes: { points: 1 } };
const stateNow = async () => (await env.DB.prepare('select sum(revision) as writes from app_user').all()).results;

/** Status, and place and code of each fault. */
async function faultsOf(response: Response) {
  const { status, errors = [] } = await readProblem(response);
  return [status, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)];
}

describe('a body', () => {
  const BODIES: [body: unknown, ...faults: string[]][] = [
    [{}, '/filter missing', '/op missing'],
    [[], ' bad-type', '/filter missing', '/op missing'],
    [{ filter: {}, op: 'create' }, '/op unknown-value'],
    [{ filter: [], op: 'delete' }, '/filter bad-type'],
    [{ filter: {}, op: 'update' }, '/changes missing'],
    [{ filter: {}, op: 'update', changes: {} }, '/changes empty-value'],
    [{ filter: {}, op: 'delete', changes: { points: 1 } }, '/changes conflicting-parameters'],
    [{ filter: {}, op: 'delete', confirm: 7 }, '/confirm bad-type'],
    [{ filters: {}, filter: {}, op: 'delete' }, '/filters unknown-parameter'],
    [{ next: 'x', op: 'delete' }, '/op conflicting-parameters'],
    [{ next: null }, '/next bad-type'],
    [
      { filter: { citty: 'Oslo', 'points.gte': 'a', limit: 5, any: [{ 'id.in': [] }] }, op: 'delete' },
      '/filter/citty unknown-parameter',
      '/filter/points.gte bad-type',
      '/filter/limit unknown-parameter',
      '/filter/any/0/id.in empty-value',
    ],
    [
      { filter: { q: 'a' }, op: 'update', changes: { points: -1, id: 3, customer_id: 'a', citty: 'a', country: 'XX' } },
      '/filter/q out-of-range',
      '/changes/points out-of-range',
      '/changes/id server-set',
      '/changes/citty unknown-field',
      '/changes/country bad-type',
    ],
    [{ filter: {}, op: 'update', changes: { customer_id: 'a' } }, '/changes/customer_id unknown-field'],
  ];

  it.each(BODIES)('has each fault named at its place: %j', async (body, ...faults) => {
    const [status, ...found] = await faultsOf(await post(body));
    expect([status, ...found.toSorted()]).toEqual([422, ...faults.toSorted()]);
  });

  it('is JSON, and not too large', async () => {
    expect((await request(PATH, { method: 'POST', body: '{' })).status).toBe(422);
    const filter = { 'id.in': '1,'.repeat(40_000) };
    expect((await post({ filter, op: 'delete' })).status).toBe(413);
    expect((await request(`${PATH}?a=1`, { method: 'POST', body: '{}' })).status).toBe(400);
    const response = await request(PATH);
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST, OPTIONS']);
  });
});

it('concerns at most 100,000 contacts', async () => {
  const real = await env.DB.prepare('select contacts from data_state').first<number>('contacts');
  for (const [contacts, status] of [
    [100_000, 200],
    [100_001, 422],
  ] as const) {
    await env.DB.prepare('update data_state set contacts = ?').bind(contacts).run();
    const response = await post({ filter: {}, op: 'delete' });
    expect([contacts, response.status]).toEqual([contacts, status]);
    if (status === 200) continue;
    const { errors } = await readProblem(response);
    const detail = 'An action changes at most 100,000 contacts, and 100,001 match. Narrow the filter.';
    expect(errors).toEqual([{ parameter: 'filter', pointer: '/filter', code: 'too-many', detail }]);
  }
  await env.DB.prepare('update data_state set contacts = ?').bind(real).run();
});

describe('a confirmation', () => {
  it('is bound to the filter and the change, however they are spelt', async () => {
    const before = await stateNow();
    const { confirm } = await look(ACTION);
    for (const other of [{ filter: { 'id.gt': 9 } }, { changes: { points: 2 } }, { op: 'delete', changes: undefined }])
      expect(await faultsOf(await post({ ...ACTION, ...other, confirm }))).toEqual([422, '/confirm bad-token']);
    for (const wrong of ['x', `${confirm}x`, confirm!.slice(0, -1)])
      expect(await faultsOf(await post({ ...ACTION, confirm: wrong }))).toEqual([422, '/confirm bad-token']);
    expect(await faultsOf(await post({ next: confirm }))).toEqual([422, '/next bad-token']);
    expect(await stateNow()).toEqual(before);
    expect((await step({ ...ACTION, filter: { 'id.gt': '10' }, confirm })).done).toBe(30);
  });

  it('lives ten minutes, but its answer is given again after that', async () => {
    const [{ confirm: early }, { confirm: late }] = [await look(ACTION), await look(ACTION)];
    const first = await step({ ...ACTION, confirm: early });
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
    const response = await post({ ...ACTION, confirm: late });
    const { status, detail } = await readProblem(response);
    expect([status, detail]).toEqual([412, 'It is older than 10 minutes. Nothing was changed: look again.']);
    expect(await step({ ...ACTION, confirm: early })).toEqual(first);
  });

  it('is refused where more match than it said, which tells how many', async () => {
    const action = { filter: { points: 777 }, op: 'delete' };
    const { confirm, matches } = await look(action);
    expect(matches.value).toBe(0);
    await request('/v1/contacts/3', { method: 'PATCH', body: '{"points":777}' });
    const { status, type, detail } = await readProblem(await post({ ...action, confirm }));
    expect([status, type]).toEqual([412, '/problems/precondition-failed']);
    expect(detail).toBe('1 contacts match now, and 0 were confirmed. Nothing was changed: look again.');
    expect((await request('/v1/contacts/3')).status).toBe(200);
  });

  it('is of one caller, who may write', async () => {
    const hash = (token: string) => createHash('sha256').update(token).digest('hex');
    const secrets = { READ_TOKENS: hash('r'), WRITE_TOKENS: `${hash('a')} ${hash('b')}` };
    const guarded = openPlace([], { ACCESS: undefined as never, ...secrets } as Partial<Env>);
    const send =
      (token: string) =>
      (path: string, init: RequestInit = {}) =>
        guarded.fetch(path, { ...init, headers: { Authorization: `Bearer ${token}` } });
    expect((await acting.post(ACTION, { send: send('r') })).status).toBe(403);
    const { confirm } = await acting.look(ACTION, send('a'));
    const asked = { ...ACTION, confirm };
    expect(await faultsOf(await acting.post(asked, { send: send('b') }))).toEqual([422, '/confirm bad-token']);
    const { done } = await acting.step(asked, send('a'));
    expect(done).toBe(30);
    await guarded.settle();
  });
});
