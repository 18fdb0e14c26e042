// One change of all that match, briefly: it is looked at, confirmed, done, and told again.
import { beforeAll, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';
import { look, post } from './acting.ts';

const contacts = drawContacts(30, 32);

beforeAll(() => storeContacts(contacts));

it('tells whom it concerns and changes nothing, and confirmed changes those alone, once', async () => {
  const action = {
    filter: { 'id.gt': 20, any: [{ 'id.lte': 22 }, { id: 25 }] },
    op: 'update',
    changes: { points: 77 },
  };
  const { matches, sample, confirm } = await look(action);
  expect([matches.value, matches.relation]).toEqual([3, 'eq']);
  expect(sample).toEqual([21, 22, 25].map((id) => contacts[id - 1]));
  const changed = async () =>
    (await (await request('/v1/contacts?points=77&count=none')).json<{ data: { id: number }[] }>()).data.map(
      ({ id }) => id,
    );
  expect(await changed()).toEqual([]);
  const answers = [await post({ ...action, confirm }), await post({ ...action, confirm })];
  for (const answer of answers) expect(await answer.json()).toEqual({ done: 3, skipped: 0, remaining: 0, next: null });
  expect(answers[1]!.headers.get('Idempotency-Replayed')).toBe('true');
  expect(await changed()).toEqual([21, 22, 25]);
});
