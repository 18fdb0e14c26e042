// Steps of an action that are sent again, or by several at once: each has one effect, and one answer.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';
import { look, post, type Step } from './acting.ts';

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

describe('a step that is sent twice', () => {
  it('has one effect, and the same answer', async () => {
    const { confirm } = await look(SOME);
    const [first, second] = [await post({ ...SOME, confirm }), await post({ ...SOME, confirm })];
    const answers = [await first.text(), await second.text()];
    expect(answers).toEqual(Array(2).fill('{"done":9,"skipped":0,"remaining":0,"next":null}'));
    expect([first, second].map(({ headers }) => headers.get('Idempotency-Replayed'))).toEqual([null, 'true']);
    expect(second.headers.get('X-Data-Version')).toBe(first.headers.get('X-Data-Version'));
    const before = await revisions();
    expect(new Set(before).size).toBe(1);
    await Promise.all([post({ ...SOME, confirm }), post({ ...SOME, confirm })]);
    expect(await revisions()).toEqual(before);
  });

  it('has one effect though both come at once', async () => {
    const before = await revisions();
    const { confirm } = await look(SOME);
    const answers = await Promise.all([1, 2, 3].map(async () => (await post({ ...SOME, confirm })).json<Step>()));
    expect(answers.map(({ done }) => done)).toEqual([9, 9, 9]);
    expect(await revisions()).toEqual(before.map((revision) => revision + 1));
  });

  it('has the same answer where it changed nothing, whatever matches since', async () => {
    const action = { filter: { points: 31 }, op: 'delete' };
    const { confirm } = await look(action);
    const first = await (await post({ ...action, confirm })).json();
    await request('/v1/contacts/3', { method: 'PATCH', body: '{"points":31}' });
    expect(await (await post({ ...action, confirm })).json()).toEqual(first);
    expect((await request('/v1/contacts/3')).status).toBe(200);
  });

  it('may be confirmed anew: two looks never give the same confirmation', async () => {
    const [one, other] = [await look(SOME), await look(SOME)];
    expect(one.confirm).not.toBe(other.confirm);
  });
});
