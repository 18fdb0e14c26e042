// When requests are sent again, what they carry, and what is kept: over answers as the service gives them.
import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/client/client.ts';

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

/** A client to which these answers come, one after the other; an Error is an answer that does not come. */
function answering(...answers: (Response | Error)[]) {
  const sent: Sent[] = [];
  const onWait = vi.fn();
  const client = createClient({
    url: 'https://contacts.example/',
    token: () => 'secret',
    onWait,
    async fetch(url, { method, headers, body }) {
      sent.push({ url, method: method!, headers: headers as Record<string, string>, body: (body as string) ?? null });
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { client, sent, onWait };
}

const json = (body: object, headers: Record<string, string> = {}, status = 200) =>
  new Response(JSON.stringify(body), { status, headers });
const problem = (type: string, status: number, headers: Record<string, string> = {}) =>
  json({ type: `/problems/${type}`, title: type, status, instance: '/requests/1' }, headers, status);
const seen = (version: string) => ({ 'X-Data-Version': version, 'X-D1-Bookmark': `b${version}` });
const LOST = new TypeError('fetch failed');
const ADA = { id: 7, first_name: 'Ada', points: 1 };
const NOW = { 'Retry-After': '0' };

describe('a request', () => {
  it('is sent again when the service says', async () => {
    const { client, sent, onWait } = answering(
      problem('quota-exceeded', 429, NOW),
      problem('overloaded', 503, NOW),
      json(ADA),
    );
    expect(await client.get(7)).toEqual(ADA);
    expect(sent.map(({ url }) => url)).toEqual(Array(3).fill('https://contacts.example/v1/contacts/7'));
    expect(sent[0]!.headers).toMatchObject({ Authorization: 'Bearer secret', Accept: 'application/json' });
    expect(onWait.mock.calls.map(([{ type }, seconds]) => [type, seconds])).toEqual([
      ['quota-exceeded', 0],
      ['overloaded', 0],
    ]);
  });

  it('is not sent again where that is no use, or where one would wait for long', async () => {
    for (const [answer, type] of [
      [problem('invalid-query', 400), 'invalid-query'],
      [problem('not-configured', 503), 'not-configured'],
      [problem('quota-exceeded', 429, { 'Retry-After': '3600' }), 'quota-exceeded'],
      [new Response('<html>', { status: 500 }), 'unknown'],
    ] as const) {
      const { client, sent } = answering(answer);
      await expect(client.page()).rejects.toMatchObject({ name: 'ApiProblem', type });
      expect(sent).toHaveLength(1);
    }
  });

  it('stops waiting when it is aborted', async () => {
    const { client, sent } = answering(problem('overloaded', 503, { 'Retry-After': '60' }));
    const signal = AbortSignal.timeout(20);
    await expect(client.get(7, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(sent).toHaveLength(1);
  });

  it('that makes a contact has one key, however often it is sent', async () => {
    const { client, sent } = answering(LOST, problem('overloaded', 503, NOW), json(ADA, {}, 201));
    await client.create({ first_name: 'Ada', last_name: 'Ny', customer_id: 'C-1', address_id: 3 });
    const keys = sent.map(({ headers }) => headers['Idempotency-Key']!);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys).toHaveLength(3);
  });

  it('that changes a contact whatever it is, is not sent again where nobody knows if it was done', async () => {
    const { client, sent } = answering(LOST);
    await expect(client.update(7, { points: 2 })).rejects.toMatchObject({ type: 'unreachable', cause: LOST });
    expect(sent).toHaveLength(1);
  });

  it('that changes a contact as it was seen is sent again, and known to be done by what the contact is now', async () => {
    const changed = { ...ADA, points: 2 };
    const refused = problem('precondition-failed', 412);
    const { client, sent } = answering(json(ADA, { ETag: '"1.a"' }), LOST, refused, json(changed, { ETag: '"2.b"' }));
    const ada = await client.get(7);
    expect(await client.update(ada, { points: 2 })).toEqual(changed);
    expect(sent.map(({ method, headers }) => [method, headers['If-Match']])).toEqual([
      ['GET', undefined],
      ['PATCH', '"1.a"'],
      ['PATCH', '"1.a"'],
      ['GET', undefined],
    ]);
    const other = answering(json(ADA, { ETag: '"1.a"' }), LOST, problem('precondition-failed', 412), json(ADA));
    await expect(other.client.update(await other.client.get(7), { points: 2 })).rejects.toMatchObject({ status: 412 });
    const gone = answering(json(ADA, { ETag: '"1.a"' }), LOST, problem('not-found', 404));
    await expect(gone.client.delete(await gone.client.get(7))).resolves.toBeUndefined();
  });
});

describe('what was seen', () => {
  it('is sent along, the newest of it, in whatever order answers come', async () => {
    let release = (_: Response) => {};
    const slow = new Promise<Response>((resolve) => {
      release = resolve;
    });
    const sent: Sent['headers'][] = [];
    const client = createClient({
      seen: { version: 'e.1', bookmark: 'b1' },
      async fetch(url, { headers }) {
        sent.push(headers as Sent['headers']);
        return url.endsWith('/1') ? slow : json(ADA, seen('e.3'));
      },
    });
    const first = client.get(1);
    await client.get(2);
    release(json(ADA, seen('e.2')));
    await first;
    await client.get(3);
    expect(sent.map((headers) => [headers['X-Data-Version'], headers['X-D1-Bookmark']])).toEqual([
      ['e.1', 'b1'],
      ['e.1', 'b1'],
      ['e.3', 'be.3'],
    ]);
    expect(client.seen).toEqual({ version: 'e.3', bookmark: 'be.3' });
  });

  it('of a list is answered again where the service says that it is unchanged', async () => {
    const page = { data: [ADA], page: { next: null } };
    const { client, sent } = answering(json(page, { ETag: 'W/"1"' }), new Response(null, { status: 304 }), json(page));
    const first = await client.page({ 'points.gte': 1 });
    first.data.pop();
    expect(await client.page({ 'points.gte': 1 })).toEqual(page);
    await client.page({ 'points.gte': 2 });
    expect(sent.map(({ headers }) => headers['If-None-Match'])).toEqual([undefined, 'W/"1"', undefined]);
  });
});

describe('a query', () => {
  it.each([
    [
      { 'points.gte': 5, q: 'anna ols', sort: ['-points', 'id'], fields: ['city'] },
      'points.gte=5&q=anna+ols&sort=-points%2Cid&fields=city',
    ],
    [
      { 'city.in': ['Oslo', 'Bergen'], 'street.nin': ['a,b', '[c'] },
      'city.in=Oslo%2CBergen&street.nin=%5B%22a%2Cb%22%2C%22%5Bc%22%5D',
    ],
    [
      { gender: null, 'birthday.ne': null, 'phone_number.null': false, cursor: null, q: undefined },
      'gender.null=true&birthday.null=false&phone_number.null=false',
    ],
    [
      { any: [{ country: 'NO' }, { city: 'A&B', 'points.gte': 1 }] },
      'any=country%3DNO&any=city%3DA%2526B%26points.gte%3D1',
    ],
  ] as const)('is an address: %j', async (query, search) => {
    const { client, sent } = answering(json({ data: [], page: { next: null } }));
    await client.page(query);
    expect(sent[0]!.url).toBe(`https://contacts.example/v1/contacts?${search}`);
  });

  it('is a body where it is long or private', async () => {
    const page = { data: [], page: { next: null } };
    const { client, sent } = answering(json(page), json(page));
    await client.page({ q: 'anna' }, { isPrivate: true });
    await client.page({ 'first_name.in': Array.from({ length: 50 }, (_, at) => String(at).repeat(100)) });
    expect(sent.map(({ url, method }) => [url, method])).toEqual(Array(2).fill(['https://contacts.example/v1/contacts/search', 'POST'])); // biome-ignore format: one line
    expect(sent[0]!.body).toBe('{"q":"anna"}');
  });
});
