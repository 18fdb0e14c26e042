// Alternatives: how they are asked, what is wrong with them, and what is told of the contacts that pass one of them.
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/database.ts';
import { gatherStatistics } from '../../../src/sql/sample.ts';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { type Filter, list } from '../../support/oracle.ts';
import { expectProblem, request } from '../../support/problem.ts';

const contacts = drawContacts(400, 12);

beforeAll(async () => {
  await storeContacts(contacts);
  await gatherStatistics(openDatabase(env.DB), new Date());
});

interface Answer {
  data: Contact[];
  page: { next: string | null; prev: string | null; to: number };
  total: { value: number; relation: string };
  facets: Record<string, { values: { value: string; count: number }[]; relation: string }>;
  meta: { plan: { queries: number; rows_read: number; steps: { access: string; tests: string[] }[] } };
}

const toPath = (search: string, ...any: string[]) =>
  `/v1/contacts?${[search, ...any.map((one) => `any=${encodeURIComponent(one)}`)].filter(Boolean).join('&')}`;

async function ask(path: string): Promise<Answer> {
  const response = await request(path);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json();
}

const filter = (field: keyof Contact, operator: string, ...values: string[]): Filter => ({ field, operator, values });
const passing = (...any: Filter[][]) => list(contacts, [{ field: null, any }], [{ field: 'id', descending: false }]);

describe('alternatives', () => {
  it('keep the contacts that pass one of them, each once, besides all other filters', async () => {
    const any = [[filter('country', 'eq', 'NO')], [filter('gender', 'eq', 'female'), filter('points', 'gte', '100')]];
    const { data, total } = await ask(toPath('limit=200', 'country=NO', 'gender=female&points.gte=100'));
    const wanted = passing(...any);
    expect(data.map(({ id }) => id)).toEqual(wanted.slice(0, 200).map(({ id }) => id));
    expect(total).toMatchObject({ value: wanted.length, relation: 'eq' });
    const narrowed = await ask(toPath('points=5&limit=200', 'country=NO', 'gender=female'));
    expect(
      narrowed.data.every(({ points, country, gender }) => points === 5 && (country === 'NO' || gender === 'female')),
    ).toBe(true);
    expect(narrowed.data.length).toBeGreaterThan(0);
  });

  it('may be one, which is as any other filter, or say what cannot be', async () => {
    expect((await ask(toPath('', 'country=NO'))).total.value).toBe((await ask(toPath('country=NO'))).total.value);
    for (const path of [toPath('country=NO', 'country=DE', 'country=JP'), toPath('', 'points.lt=1&points.gt=1')])
      expect(await ask(path)).toMatchObject({ data: [], page: { next: null }, total: { value: 0, relation: 'eq' } });
  });

  it('that are selective are fetched and united: one look-up for rows, total and facets', async () => {
    const [a, b] = [contacts[7]!, contacts[90]!];
    const any = [`customer_id=${a.customer_id}`, `id.in=${b.id},${a.id}&points=${b.points}`];
    const path = toPath('sort=-points&facet=country&explain=true', ...any);
    const { data, total, facets, meta } = await ask(path);
    const wanted = passing(
      [filter('customer_id', 'eq', a.customer_id)],
      [filter('id', 'in', `${b.id}`, `${a.id}`), filter('points', 'eq', `${b.points}`)],
    );
    expect(data.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
    expect(total).toMatchObject({ value: wanted.length, relation: 'eq' });
    expect(facets.country!.values.reduce((sum, { count }) => sum + count, 0)).toBe(wanted.length);
    expect(meta.plan.steps.map(({ access }) => access)).toEqual(['late', 'late', 'late']);
    expect(meta.plan.rows_read).toBeLessThan(100);
  });

  it('are held by every facet, though of the facet’s own field', async () => {
    const { facets } = await ask(toPath('country.in=NO,DE,JP&facet=country', 'country=NO&points.gte=0', 'country=DE'));
    const shown = facets.country!.values.map(({ value }) => value).sort();
    expect(shown).toEqual(['DE', 'NO']);
    const without = await ask(toPath('country=NO&facet=country', 'country=NO&points.gte=0', 'country=DE&points.gte=5'));
    const values = without.facets.country!.values.map(({ value }) => value).sort();
    expect([values, without.data.every(({ country }) => country === 'NO')]).toEqual([['DE', 'NO'], true]);
    const unfiltered = await ask(toPath('country=NO&facet=country', 'points.gte=0'));
    expect(unfiltered.facets.country!.values.length).toBe(3);
  });

  it('belong to the list that a cursor is of, in whatever order they are', async () => {
    const [one, other] = ['country=NO', 'points.gte=100'];
    const { page } = await ask(toPath('limit=3', one, other));
    const next = await ask(toPath(`limit=3&cursor=${page.next}`, other, one));
    expect(next.page.to).toBe(6);
    for (const any of [[one], [one, 'points.gte=101'], [], [one, other, 'id=1']])
      await expectProblem(toPath(`limit=3&cursor=${page.next}`, ...any), 'cursor-mismatch');
  });

  it('are counted and searched as filters are', async () => {
    const any = ['country=NO', 'gender=male'];
    const { total } = await ask(toPath('q=anna', ...any));
    const counted = await ask(toPath('q=anna', ...any).replace('?', '/count?'));
    expect(counted.total.value).toBe(total.value);
    const { data } = await ask(toPath('q=anna&limit=200', ...any));
    expect([data.length, data.every(({ country, gender }) => country === 'NO' || gender === 'male')]).toEqual([
      total.value,
      true,
    ]);
  });
});

describe('what is wrong with alternatives', () => {
  it('is told with the place of each, all at once', async () => {
    const path = toPath('citty=1', 'country=NO', 'points.gte=abc&citty=Oslo', '', 'q=anna&city=a&city=b', '%FF=1');
    const { errors } = await expectProblem(path, 'invalid-query');
    expect(errors!.map(({ parameter, index, code }) => [parameter, index, code])).toEqual([
      ['citty', undefined, 'unknown-parameter'],
      ['any', 1, 'bad-type'],
      ['any', 1, 'unknown-parameter'],
      ['any', 2, 'empty-value'],
      ['any', 3, 'repeated-parameter'],
      ['any', 3, 'unknown-parameter'],
      ['any', 4, 'bad-encoding'],
    ]);
    expect(errors![1]!.detail).toBe('"points.gte": Expected an integer, got "abc".');
    expect(errors![2]).toMatchObject({ suggestion: 'city' });
    for (const error of errors!) expect(error).not.toHaveProperty('pointer');
  });

  it('is told of a body with pointers', async () => {
    const send = (any: unknown) => ({
      method: 'POST',
      body: JSON.stringify({ any }),
      headers: { 'Content-Type': 'application/json' },
    });
    const path = '/v1/contacts/search';
    const { errors } = await expectProblem(
      path,
      'invalid-body',
      send([{ country: 'NO' }, { 'points.gte': 'abc', points: {} }, {}]),
    );
    expect(errors!.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/any/1/points', 'bad-type'],
      ['/any/1/points.gte', 'bad-type'],
      ['/any/2', 'empty-value'],
    ]);
    for (const any of [null, 5, 'country=NO', {}, [], ['country=NO'], [[]], [null]]) {
      const { errors } = await expectProblem(path, 'invalid-body', send(any));
      expect(errors).toMatchObject([{ parameter: 'any', pointer: '/any', code: 'bad-type' }]);
    }
    expect((await request(path, send([{ gender: null }, { 'city.in': ['Oz'] }]))).status).toBe(200);
  });

  it('is more than five, or more than 25 conditions in all', async () => {
    const tooMany = async (path: string) => {
      const { errors } = await expectProblem(path, 'invalid-query');
      expect(errors).toMatchObject([{ parameter: 'any', code: 'too-many' }]);
    };
    const conditions = (number: number) =>
      ['id', 'points', 'address_id', 'relationship_id']
        .flatMap((field) => ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'].map((operator) => `${field}.${operator}=5`))
        .slice(0, number)
        .join('&');
    await tooMany(toPath('', 'id=1', 'id=2', 'id=3', 'id=4', 'id=5', 'id=6'));
    await tooMany(toPath('', conditions(10), conditions(10), conditions(6)));
    await tooMany(toPath('city=a', conditions(24), 'id=5'));
    for (const path of [toPath('', 'id=1', 'id=2', 'id=3', 'id=4', 'id=5'), toPath('city=a', conditions(23), 'id=5')])
      await ask(path);
  });
});
