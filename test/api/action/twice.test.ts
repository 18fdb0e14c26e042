// A step of an action that is sent several times at once: it has one effect, and one answer.
import { env } from 'cloudflare:workers';
import { beforeAll, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { look, post, type Step } from './acting.ts';

const SOME = { filter: { 'id.lte': 9 }, op: 'update', changes: { gender: 'diverse' } };

beforeAll(() => storeContacts(drawContacts(12, 3)));

const revisions = async () =>
  (await env.DB.prepare('select revision from app_user where id <= 9').all<{ revision: number }>()).results.map(
    ({ revision }) => revision,
  );

it('has one effect though both come at once', async () => {
  const before = await revisions();
  const { confirm } = await look(SOME);
  const answers = await Promise.all([1, 2, 3].map(async () => (await post({ ...SOME, confirm })).json<Step>()));
  expect(answers.map(({ done }) => done)).toEqual([9, 9, 9]);
  expect(await revisions()).toEqual(before.map((revision) => revision + 1));
});
