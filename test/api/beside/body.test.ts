// Queries by body: QUERY (RFC 10008), and POST for clients that cannot send it. The answers are the list's.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contact, drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace } from '../../support/edge.ts';
import type { Filter } from '../../support/oracle.ts';
import { expectProblem, request } from '../../support/problem.ts';
import { type RandomQuery, randomQuery, toSearch } from '../../support/queries.ts';
import { runs } from '../../support/runs.ts';
import { json, POST, QUERY, type Way } from './ways.ts';

const contacts = drawContacts(120, 21);

beforeAll(() => storeContacts(contacts));

interface Answer {
  data: Contact[];
  page: { next: string | null; prev: string | null };
  links: Record<string, string | null>;
  total: object;
}

async function ask(way: Way, body: unknown): Promise<Answer> {
  const response = await request(way[1], json(body, { method: way[0] }));
  expect([JSON.stringify(body), response.status]).toEqual([JSON.stringify(body), 200]);
  return response.json();
}

const get = async (search: string) => (await request(`/v1/contacts?${search}`)).json<Answer>();

/** The same as a body, each value as JSON has it. */
function toBody({ conditions, sort, limit, fields }: RandomQuery): Record<string, unknown> {
  const NUMBERS = ['id', 'points', 'address_id', 'relationship_id'];
  const toPair = ({ field, operator, values }: Filter): [name: string, value: unknown] => {
    const typed = values.map((value) => (NUMBERS.includes(field) ? Number(value) : value));
    if (operator === 'null') return [`${field}.null`, values[0] === 'true'];
    return [
      operator === 'eq' ? field : `${field}.${operator}`,
      ['in', 'nin', 'between'].includes(operator) ? typed : typed[0],
    ];
  };
  const filters = conditions.map((condition): [string, unknown] =>
    condition.field !== null
      ? toPair(condition)
      : ['any', condition.any.map((alternative) => Object.fromEntries(alternative.map(toPair)))],
  );
  const sorted = sort.map(({ field, descending }) => (descending ? `-${field}` : field));
  return { ...Object.fromEntries(filters), sort: sorted, limit, ...(fields && { fields }) };
}

describe.each([QUERY, POST])('%s %s', (...way) => {
  it('answers what the list does, for any query', async () => {
    await fc.assert(
      fc.asyncProperty(randomQuery(contacts), async (drawn) => {
        const { data, page, total } = await ask(way, toBody(drawn));
        const wanted = await get(toSearch(drawn).toString());
        const { as_of: _, ...counted } = wanted.total as { as_of: string };
        expect([data, page]).toEqual([wanted.data, wanted.page]);
        expect(total).toMatchObject(counted);
      }),
      { numRuns: runs(20) },
    );
  });

  it.each([
    [{ gender: null }, 'gender.null=true'],
    [{ 'gender.ne': null }, 'gender.null=false'],
    [{ 'birthday.null': true, limit: 3 }, 'birthday.null=true&limit=3'],
    [{ 'city.in': 'anna,Oz' }, 'city.in=anna,Oz'],
    [{ 'last_name.in': ['de, la', '[x]'] }, 'last_name.in=["de, la","[x]"]'],
    [{ q: 'anna', highlight: true, fields: 'first_name,city' }, 'q=anna&highlight=true&fields=first_name,city'],
    [{ sort: '-points', seek: 100, cursor: null, limit: 2 }, 'sort=-points&seek=100&limit=2'],
    [{ facet: ['city', 'gender'], count: 'exact' }, 'facet=city,gender&count=exact'],
    [{}, ''],
  ])('takes %j', async (body, search) => {
    const { data, page } = await ask(way, body);
    const wanted = await get(search);
    expect([data, page]).toEqual([wanted.data, wanted.page]);
  });

  it('goes on where the cursor in the next body says, and shows no value in an address', async () => {
    const query = { 'points.gte': 1, 'last_name.ne': 'Özil', sort: ['-points', 'city'], limit: 40 };
    const ids: number[] = [];
    for (let cursor: string | null = null, page = 0; page === 0 || cursor !== null; page++) {
      const answer = await ask(way, { ...query, cursor });
      ids.push(...answer.data.map(({ id }) => id));
      cursor = answer.page.next;
      const path = way[1];
      expect(answer.links).toEqual({
        self: path,
        next: cursor && path,
        prev: answer.page.prev && path,
        first: path,
        last: path,
      });
    }
    const wanted = await get('points.gte=1&last_name.ne=Özil&sort=-points,city&limit=200');
    expect(ids).toEqual(wanted.data.map(({ id }) => id));
    const response = await request(way[1], json(query, { method: way[0] }));
    expect(response.headers.get('Link')).toBeNull();
  });

  it('is told all that is wrong, each by its place in the body', async () => {
    const body = {
      citty: 'Oslo',
      'points.gte': 'abc',
      limit: 0,
      sort: ['points', 'nme'],
      'points.null': true,
      points: null,
      'city.in': ['a', null],
      city: ['a'],
      'gender.gt': 1,
      explain: {},
      'a/b~': 1,
    };
    const { errors, title } = await expectProblem(way[1], 'invalid-body', json(body, { method: way[0] }));
    const told = Object.fromEntries(errors!.map(({ pointer, code }) => [pointer, code]));
    expect(told).toEqual({
      '/citty': 'unknown-parameter', '/points.gte': 'bad-type', '/limit': 'out-of-range', '/sort': 'unknown-field', '/points.null': 'unknown-operator',
      '/points': 'unknown-operator', '/city.in': 'bad-type', '/city': 'bad-type', '/gender.gt': 'unknown-operator', '/explain': 'bad-type', '/a~1b~0': 'unknown-parameter',
    }); // biome-ignore format: a table
    expect(title).toBe('The body has 11 faults');
    const empty = await expectProblem(way[1], 'invalid-body', json({ sort: [null] }, { method: way[0] }));
    expect(empty.errors![0]!.detail).toBe('Expected a single value, got null.');
    const twice = { ...json({}, { method: way[0] }), body: '{"limit":1,"any":[{"id":1},{"id":2,"id":3}],"limit":2}' };
    const { errors: repeated } = await expectProblem(way[1], 'invalid-body', twice);
    expect(repeated!.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/any/1/id', 'repeated-parameter'],
      ['/limit', 'repeated-parameter'],
    ]);
    expect(errors).toContainEqual(expect.objectContaining({ parameter: 'citty', suggestion: 'city' }));
  });

  it.each(['', 'x', '[]', '5', 'null', '"a"', '{"a":1', '{"__proto__":{"limit":1}}', `{"${'n'.repeat(5000)}":1}`])(
    'refuses what is no query: %s',
    async (body) => {
      const { errors } = await expectProblem(way[1], 'invalid-body', json(body, { method: way[0] }));
      for (const { parameter } of errors ?? []) expect(parameter.length).toBeLessThan(50);
    },
  );

  it('wants JSON, in the body alone, of some size', async () => {
    const [method, path] = way;
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
      await expectProblem(path, 'invalid-body', { method, body: '{}', headers: { 'Content-Type': type } });
    for (const type of ['application/json; charset=utf-8', 'application/vnd.kartei+json'])
      expect((await request(path, { method, body: '{}', headers: { 'Content-Type': type } })).status).toBe(200);
    const { errors } = await expectProblem(`${path}?limit=5`, 'invalid-query', json({}, { method }));
    expect(errors).toMatchObject([{ parameter: 'limit', code: 'unknown-parameter' }]);
    await expectProblem(path, 'body-too-large', json({ city: 'a'.repeat(70_000) }, { method }));
    await expectProblem(path, 'cursor-invalid', json({ cursor: 'x' }, { method }));
    await expectProblem(path, 'not-acceptable', json({}, { method, headers: { Accept: 'text/csv' } }));
  });

  it('is cached by what the body says, in whatever order', async () => {
    const place = openPlace();
    const send = async (body: unknown) => place.fetch(way[1], json(body, { method: way[0] }));
    const first = await send({ 'points.gte': 5, sort: 'city' });
    await place.fetch('/v1/contacts/1', { method: 'PATCH', body: '{"points":7}' });
    await place.settle();
    await send({ 'points.gte': 5, sort: 'city' });
    await place.settle();
    expect(cacheOf(first)).toBe('fwd=uri-miss');
    expect(cacheOf(await send({ sort: 'city', 'points.gte': 5 }))).toBe('hit');
    expect(cacheOf(await send({ sort: 'city', 'points.gte': 6 }))).toBe('fwd=uri-miss');
    await place.settle();
  });
});
