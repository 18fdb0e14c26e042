// Steps of an action whose answer is lost on its way from D1, and steps while others write to the same contacts: each contact
// is changed once, as it is at that moment.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { losing, sendLosing } from '../../store/write/loss.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace, watchDatabase } from '../../support/edge.ts';
import { request } from '../../support/problem.ts';
import { finish, look, PATH, type Step, sum } from './acting.ts';

const SOME = { filter: { 'id.lte': 9 }, op: 'update', changes: { gender: 'diverse' } };

beforeEach(async () => {
  await env.DB.prepare('delete from app_user').run();
  await env.DB.prepare('delete from address').run();
  await storeContacts(drawContacts(12, 3));
});

const revisions = async () =>
  (await env.DB.prepare('select revision from app_user where id <= 9').all<{ revision: number }>()).results.map(
    ({ revision }) => revision,
  );

describe('a step whose answer is lost on its way from D1', () => {
  it.each(['done', 'not done', 'late'] as const)('is done once: %s', async (fate) => {
    const before = await revisions();
    const { confirm } = await look(SOME);
    const response = await sendLosing(losing(fate), ['POST', PATH, { ...SOME, confirm }]);
    expect([response.status, (await response.json<Step>()).done]).toEqual([200, 9]);
    expect(response.headers.has('Idempotency-Replayed')).toBe(false);
    expect(await revisions()).toEqual(before.map((revision) => revision + 1));
  });
});

describe('a step while others write', () => {
  /** A place at which something happens before the transaction of the first step. */
  const interrupted = (between: () => Promise<unknown>) => {
    let trips = 0;
    let isDone = false;
    const DB = watchDatabase(async () => {
      trips += 1;
      if (isDone || trips < 6) return;
      isDone = true;
      await between();
    });
    return openPlace([], { DB });
  };

  it('leaves a contact alone that stops matching at the last moment, and changes what others changed', async () => {
    const action = {
      filter: { 'id.lte': 9, 'points.lt': 9_000_000_000 },
      op: 'update',
      changes: { gender: 'diverse' },
    };
    const { confirm } = await look(action);
    for (const body of ['{"points":9000000000}', '{"last_name":"Changed"}']) {
      await env.DB.prepare("update app_user set gender = 'male'").run();
      const { confirm } = await look(action);
      const place = interrupted(() => request('/v1/contacts/5', { method: 'PATCH', body }));
      const { done } = await (
        await place.fetch(PATH, { method: 'POST', body: JSON.stringify({ ...action, confirm }) })
      ).json<Step>();
      const contact = await (await request('/v1/contacts/5')).json<{ gender: string; last_name: string }>();
      expect(contact).toMatchObject(
        body.includes('points') ? { gender: 'male' } : { gender: 'diverse', last_name: 'Changed' },
      );
      expect(done).toBe(body.includes('points') ? 8 : 9);
      await request('/v1/contacts/5', { method: 'PATCH', body: '{"points":0}' });
      await place.settle();
    }
    const rest = await finish({ ...action, confirm });
    expect(sum(rest, 'done')).toBe(9);
  });
});
