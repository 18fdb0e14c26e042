// One change of all that match: a look changes nothing, what is confirmed is done step by step, and every contact that
// matches is changed once.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { readProblem, request } from '../../support/problem.ts';
import { expectSound } from '../write/ada.ts';
import { act, finish, look, post, step, sum } from './acting.ts';

const contacts = drawContacts(1300, 31);

beforeEach(async () => {
  await env.DB.batch(['app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)));
  await storeContacts(contacts);
});

const total = async (search: string) =>
  (await (await request(`/v1/contacts/count?count=exact&${search}`)).json<{ total: { value: number } }>()).total.value;
const versionNow = async () => (await (await request('/v1/contacts/version')).json<{ version: string }>()).version;

describe('a look', () => {
  it('tells how many match, and some of them, and changes nothing', async () => {
    const before = await env.DB.prepare('select * from app_user, data_state').all();
    const action = { filter: { country: 'NO', 'points.gte': 1 }, op: 'update', changes: { points: 7 } };
    const { matches, sample, confirm } = await look(action);
    const norwegians = contacts.filter(({ country, points }) => country === 'NO' && points >= 1);
    expect(matches).toMatchObject({ value: norwegians.length, relation: 'eq' });
    expect(sample).toEqual(norwegians.slice(0, 5));
    expect(confirm).toMatch(/^[\w-]+$/);
    expect((await env.DB.prepare('select * from app_user, data_state').all()).results).toEqual(before.results);
  });

  it('takes the filters of a query: alternatives, lists, no value, and a search, which is corrected', async () => {
    const filters: [object, (contact: (typeof contacts)[number]) => boolean][] = [
      [{}, () => true],
      [{ gender: null }, ({ gender }) => gender === null],
      [{ 'id.in': [3, 4], any: [{ id: 4 }, { 'points.gte': 2_000_000_001 }] }, ({ id }) => id === 4],
      [
        { q: 'annabel' },
        ({ first_name, last_name, city, street }) => [first_name, last_name, city, street].includes('ANNABEL'),
      ],
    ];
    for (const [filter, isMatch] of filters) {
      const { matches, meta } = await look({ filter, op: 'delete' });
      expect([filter, matches.value, meta]).toEqual([filter, contacts.filter(isMatch).length, undefined]);
    }
    const { matches, meta } = await look({ filter: { q: 'annabell' }, op: 'delete' });
    expect(meta).toEqual({ corrections: [{ from: 'annabell', to: ['annabel'] }] });
    expect(matches.value).toBe((await look({ filter: { q: 'annabel' }, op: 'delete' })).matches.value);
  });
});

describe('an action', () => {
  it('changes all that match, 500 at a time, and no other', async () => {
    const before = await versionNow();
    const { looked, steps } = await act({ filter: {}, op: 'update', changes: { gender: 'diverse', points: 3 } });
    expect(steps.map(({ done, skipped, remaining }) => [done, skipped, remaining])).toEqual([
      [500, 0, 800],
      [500, 0, 300],
      [300, 0, 0],
    ]);
    expect(looked.matches.value).toBe(1300);
    expect(await total('gender=diverse&points=3')).toBe(1300);
    expect((await versionNow()) > before).toBe(true);
    await expectSound();
  });

  it('neither loops nor skips where the filter is on the field that is changed', async () => {
    const { length } = contacts.filter(({ points }) => points >= 5);
    const { steps } = await act({ filter: { 'points.gte': 5 }, op: 'update', changes: { points: 5_000 } });
    expect(sum(steps, 'done')).toBe(length);
    expect(await total('points=5000')).toBe(length);
    const gone = await act({ filter: { 'points.gte': 5 }, op: 'update', changes: { points: 0 } });
    expect(sum(gone.steps, 'done')).toBe(length);
    expect(await total('points.gte=5')).toBe(0);
    expect(sum((await act({ filter: { 'points.gte': 5 }, op: 'delete' })).steps, 'done')).toBe(0);
  });

  it('changes those that a search finds, though they are not found by it afterwards', async () => {
    const { matches } = await look({ filter: { q: 'annabell' }, op: 'delete' });
    const { steps } = await act({
      filter: { q: 'annabell' },
      op: 'update',
      changes: { first_name: 'Eva', last_name: 'Berg', city: 'Bergen', street: 'Torget' },
    });
    expect(sum(steps, 'done')).toBe(matches.value);
    expect(await total('first_name=Eva&city=Bergen')).toBe(matches.value);
    await expectSound();
  });

  it('deletes, with relationships and addresses that nobody else has', async () => {
    const { looked, steps } = await act({ filter: { 'id.gt': 100 }, op: 'delete' });
    expect([looked.matches.value, sum(steps, 'done'), await total('')]).toEqual([1200, 1200, 100]);
    await expectSound();
  });

  it('gives those who share an address and match one of their own', async () => {
    const { steps } = await act({ filter: { country: 'NO' }, op: 'update', changes: { city: 'Bergen' } });
    const norwegians = contacts.filter(({ country }) => country === 'NO').length;
    expect([sum(steps, 'done'), await total('city=Bergen')]).toEqual([norwegians, norwegians]);
    await expectSound();
  });

  it('leaves those alone that no longer match, and counts them', async () => {
    const action = { filter: { 'id.lte': 600, 'points.lt': 3_000_000_000 }, op: 'update', changes: { gender: 'male' } };
    const { confirm } = await look(action);
    await request('/v1/contacts/17', { method: 'DELETE' });
    const first = await step({ ...action, confirm });
    expect([first.done, first.remaining]).toEqual([500, 100]);
    await request('/v1/contacts/590', { method: 'PATCH', body: '{"points":3000000000}' });
    const rest = await finish({ next: first.next });
    expect([sum(rest, 'done'), sum(rest, 'skipped'), rest.at(-1)!.remaining]).toEqual([98, 2, 0]);
    expect((await (await request('/v1/contacts/590')).json<{ gender: string }>()).gender).toBe(contacts[589]!.gender);
  });

  it('never changes more than were confirmed, though more match meanwhile', async () => {
    const setPoints = (points: number) =>
      request('/v1/contacts/1290', { method: 'PATCH', body: JSON.stringify({ points }) });
    await setPoints(3_000_000_000);
    const action = { filter: { 'points.lt': 3_000_000_000 }, op: 'update', changes: { gender: 'diverse', points: 8 } };
    const { confirm, matches } = await look(action);
    const steps = [await step({ ...action, confirm })];
    await setPoints(7);
    while (steps.at(-1)!.remaining > 0) steps.push(await step({ next: steps.at(-1)!.next }));
    expect([matches.value, sum(steps, 'done'), await total('points=8')]).toEqual([1299, 1299, 1299]);
    const { status, detail } = await readProblem(await post({ next: steps.at(-1)!.next }));
    expect([status, detail]).toEqual([
      412,
      'More contacts match than the 1,299 that were confirmed: 1,299 were changed. Look again.',
    ]);
    expect(await total('points=8')).toBe(1299);
  });

  it('leaves contacts alone that come when it has begun', async () => {
    const action = { filter: { 'points.gte': 0 }, op: 'update', changes: { points: 9 } };
    const { confirm } = await look(action);
    const { next } = await step({ ...action, confirm });
    const contact = { first_name: 'A', last_name: 'B', customer_id: 'late', address_id: 1, points: 1 };
    const { id } = await (await request('/v1/contacts', { method: 'POST', body: JSON.stringify(contact) })).json<{
      id: number;
    }>();
    const rest = await finish({ next });
    expect(sum(rest, 'done')).toBe(800);
    expect((await (await request(`/v1/contacts/${id}`)).json<{ points: number }>()).points).toBe(1);
  });

  it('announces each version, so that no page is answered from before', async () => {
    const search = '/v1/contacts?points=4242&limit=1';
    expect((await (await request(search)).json<{ data: unknown[] }>()).data).toEqual([]);
    const action = { filter: { id: 3 }, op: 'update', changes: { points: 4242 } };
    const { confirm } = await look(action);
    const response = await post({ ...action, confirm });
    const headers = { 'X-Data-Version': response.headers.get('X-Data-Version')! };
    expect((await (await request(search, { headers })).json<{ data: unknown[] }>()).data).toHaveLength(1);
  });
});

const SOME = { filter: { 'id.lte': 9 }, op: 'update', changes: { gender: 'diverse' } };

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
