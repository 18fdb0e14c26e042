// Who may use the prober, what it asks of an API, and what it brings back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPort } from '../../../bench/harness/process.ts';
import { refuse } from '../../../bench/prober/access.ts';
import { type Plan, type Report, toAddress } from '../../../bench/prober/plan.ts';
import { type Edge, startEdge } from './edge.ts';
import { type Prober, post, startProber } from './prober.ts';

let [open, guarded, closed]: Prober[] = [];
let edge: Edge;

beforeAll(async () => {
  edge = await startEdge('an-api-token');
  [open, guarded, closed] = await Promise.all([
    startProber({ ACCESS: 'open' }),
    startProber({ PROBER_TOKEN: 'a-prober-token' }),
    startProber({}),
  ]);
});

afterAll(async () => {
  await Promise.all([open?.close(), guarded?.close(), closed?.close(), edge?.close()]);
});

function planOf(changes: Record<string, unknown> = {}): object {
  const plan: Plan = {
    hint: 'sam',
    run: 'test-1',
    target: edge.origin,
    path: '/v1/contacts?sort=id&seek={n}',
    token: 'an-api-token',
    cold: [11, 12],
    warm: 7,
  };
  return { ...plan, ...changes };
}

describe('the prober', () => {
  it('is closed to everybody while it has no token', async () => {
    for (const headers of [{}, { Authorization: 'Bearer ' }, { Authorization: 'Bearer undefined' }, { ACCESS: 'open' }])
      expect((await post(closed, planOf(), headers as Record<string, string>)).status).toBe(503);
    expect(edge.asked).toEqual([]);
  });

  it('is open to who has its token, and to nobody else', async () => {
    const wrong = [
      '',
      'Bearer',
      'Bearer wrong',
      'Bearer a-prober-toke',
      'Basic a-prober-token',
      'Bearer A-prober-token',
    ];
    for (const Authorization of wrong) {
      const response = await post(guarded, planOf(), { Authorization });
      expect([Authorization, response.status]).toEqual([Authorization, 401]);
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
    }
    expect(edge.asked).toEqual([]);
    const response = await post(guarded, planOf({ cold: [1] }), { Authorization: 'Bearer a-prober-token' });
    expect(response.status).toBe(200);
    edge.asked.length = 0;
  });

  it.each([
    [{ target: 'ftp://example.com' }],
    [{ target: 'file:///etc/passwd' }],
    [{ target: 'data:text/plain,x' }],
    [{ target: 'https://example.com/path' }],
    [{ target: 'localhost' }],
    [{ path: '//example.com/' }],
    [{ path: '/\\example.com/x' }],
    [{ path: '/\\example.com/{n}' }],
    [{ path: '/\t/example.com/' }],
    [{ path: '/\n\\example.com/' }],
    [{ path: '\\\\example.com/' }],
    [{ path: 'https://example.com/' }],
    [{ path: 'v1' }],
    [{ hint: 'mars' }],
    [{ run: 'a b' }],
    [{ cold: [] }],
    [{ cold: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
    [{ write: { id: -1, changes: {} } }],
    [{ more: 1 }],
  ])('refuses a plan with %j', async (changes) => {
    const response = await post(open, planOf(changes));
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(((await response.json()) as { detail: string }).detail).toContain(Object.keys(changes)[0]);
    expect(edge.asked).toEqual([]);
  });

  it('takes no plan from a page of another site, or by a name that is not of this machine', async () => {
    for (const Origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example'])
      expect([Origin, (await post(open, planOf(), { Origin })).status]).toEqual([Origin, 403]);
    expect(await refuse(new Request('http://evil.example/', { method: 'POST' }), { ACCESS: 'open' })).toMatchObject({
      status: 503,
    });
    expect(edge.asked).toEqual([]);
    const near = await post(open, planOf({ cold: [1] }), { Origin: 'http://localhost:5173' });
    expect(near.status).toBe(200);
    edge.asked.length = 0;
  });

  it('makes no address outside of the target', () => {
    const target = 'https://kartei.example';
    for (const path of ['/\\evil.example/x', '//evil.example', '/\t/evil.example'])
      expect(() => toAddress({ target, path }, 1, true)).toThrow('leaves');
    expect(toAddress({ target, path: '/v1/contacts?seek={n}' }, 7, true)).toBe(`${target}/v1/contacts?seek=7`);
  });

  it('refuses what is not JSON, and every method but POST', async () => {
    expect((await fetch(open!.url, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await fetch(open!.url)).status).toBe(405);
  });
});

describe('a probe', () => {
  it('asks for cold pages, for one page again, and for what it has written', async () => {
    edge.asked.length = 0;
    const response = await post(open, planOf({ warm: 8, write: { id: 3, changes: { points: 12 } } }));
    const { hint, ran, samples } = (await response.json()) as Report;
    expect([hint, ran]).toEqual(['sam', 'MIA']);

    const round = (cold: number) => [
      `GET /v1/contacts?sort=id&seek=${cold}`,
      'GET /v1/contacts?sort=id&seek=8',
      'GET /v1/contacts?sort=id&seek=8',
      'PATCH /v1/contacts/3',
      'GET /v1/contacts?sort=id&seek=8',
    ];
    const asked = edge.asked.map(({ method, path }) => `${method} ${path}`);
    expect(asked).toEqual(['GET /cdn-cgi/trace', ...round(11), ...round(12)]);
    const written = edge.asked[4]!;
    expect([written.headers['content-type'], written.body]).toEqual(['application/merge-patch+json', '{"points":12}']);
    const read = edge.asked[5]!.headers;
    expect([read['x-data-version'], read['x-d1-bookmark']]).toEqual(['2', 'bookmark-2']);
    expect(edge.asked[1]!.headers['x-data-version']).toBeUndefined();

    const states = ['cold', 'fill', 'warm', 'write', 'after write'];
    expect(samples.map(({ state }) => state)).toEqual(['connect', ...states, ...states]);
    expect(samples.map(({ status }) => status)).toEqual(samples.map(() => 200));
    const caches = samples.map(({ state, cache }) => `${state} ${cache}`);
    expect(caches.slice(1, 6)).toEqual(['cold miss', 'fill miss', 'warm hit', 'write null', 'after write miss']);
    expect(samples[3]).toMatchObject({
      answered: 'GRU',
      placement: 'local-GRU',
      region: 'ENAM',
      serverMs: 120,
      databaseMs: 1,
      queries: 2,
      trips: 1,
      version: 1,
    });
    expect(samples[5]!.version).toBe(2);
    expect(samples.every(({ headersMs, bodyMs }) => headersMs >= 0 && bodyMs >= 0)).toBe(true);
  });

  it('follows no redirect, which could lead its token anywhere', async () => {
    edge.asked.length = 0;
    const report = (await (await post(open, planOf({ path: '/v1/moved/{n}', cold: [1] }))).json()) as Report;
    expect(report.samples.map(({ status }) => status)).toEqual([200, 302, 302, 302]);
    expect(edge.asked.filter(({ path }) => path === '/v1/contacts')).toEqual([]);
  });

  it('brings back what failed, instead of failing itself', async () => {
    const refused = (await (await post(open, planOf({ token: 'wrong', cold: [1] }))).json()) as Report;
    expect(refused.samples.map(({ status }) => status)).toEqual([200, 401, 401, 401]);
    const target = `http://127.0.0.1:${await findPort()}`;
    const unreachable = (await (await post(open, planOf({ target, cold: [1] }))).json()) as Report;
    expect(unreachable.samples.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(unreachable.samples[0]!.error).toContain('Network connection lost');
  });
});
