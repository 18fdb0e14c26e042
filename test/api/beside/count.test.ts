// The total by itself: the list's, with its filters, its budget and its cache.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace } from '../../support/edge.ts';
import { list } from '../../support/oracle.ts';
import { expectProblem, request } from '../../support/problem.ts';

const contacts = drawContacts(300, 9);

beforeAll(() => storeContacts(contacts));

const ask = async (path: string) => {
  const response = await request(path);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json<{ total: { value: number; relation: string; as_of: string } }>();
};

describe('the count', () => {
  it('is the total of the list, and nothing else', async () => {
    for (const search of [
      '',
      'country=NO',
      'points.gte=5&city.contains=o',
      'q=anna',
      'q=anna&gender=female',
      'points.lt=1&points.gt=1',
    ]) {
      const answer = await ask(`/v1/contacts/count?${search}`);
      const { total } = await ask(`/v1/contacts?limit=1&${search}`);
      expect(Object.keys(answer)).toEqual(['total']);
      expect([search, answer.total.value, answer.total.relation]).toEqual([search, total.value, 'eq']);
    }
    const inNorway = list(contacts, [{ field: 'country', operator: 'eq', values: ['NO'] }], []).length;
    expect((await ask('/v1/contacts/count?country=NO&count=exact')).total.value).toBe(inNorway);
  });

  it('reads no contact where the total is stored with the data', async () => {
    for (const search of ['', 'country=NO']) {
      const { headers } = await openPlace().fetch(`/v1/contacts/count?${search}`);
      expect(headers.get('Server-Timing')).toMatch(/rows_read=[0-4]\b/);
    }
  });

  it('says which words were counted in place of those that occur nowhere', async () => {
    const answer = await ask('/v1/contacts/count?q=lukass');
    expect(answer).toMatchObject({ meta: { corrections: [{ from: 'lukass' }] } });
    expect(answer.total.value).toBe((await ask('/v1/contacts?q=lukass')).total.value);
  });

  it('is cached, tagged and not sent again, as lists are', async () => {
    const place = openPlace();
    const path = '/v1/contacts/count?points.gte=5';
    const first = await place.fetch(path);
    await place.fetch('/v1/contacts/1', { method: 'PATCH', body: '{"points":7}' });
    await place.settle();
    expect(cacheOf(first)).toBe('fwd=uri-miss');
    const second = await place.fetch(path);
    await place.settle();
    const third = await place.fetch(path);
    expect([cacheOf(second), cacheOf(third)]).toEqual(['fwd=stale', 'hit']);
    const tag = third.headers.get('ETag')!;
    expect((await place.fetch(path, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    expect(third.headers.get('Link')).toBeNull();
    expect(tag).not.toBe((await place.fetch('/v1/contacts?points.gte=5')).headers.get('ETag'));
    await place.settle();
  });

  it('refuses what is for lists only, and everything else that is wrong, at once', async () => {
    const search = 'sort=id&limit=5&cursor=last&fields=id&facet=city&explain=true&citty=1&count=none';
    const { errors } = await expectProblem(`/v1/contacts/count?${search}`, 'invalid-query');
    const codes = Object.fromEntries(errors!.map(({ parameter, code }) => [parameter, code]));
    expect(codes).toEqual({
      ...Object.fromEntries(
        ['sort', 'limit', 'cursor', 'fields', 'facet', 'explain', 'citty'].map((name) => [name, 'unknown-parameter']),
      ),
      count: 'unknown-value',
    });
    expect(errors!.find(({ parameter }) => parameter === 'sort')!.detail).toContain('q, count');
    await expectProblem('/v1/contacts/count', 'method-not-allowed', { method: 'POST' });
  });
});
