// Requests that are refused for their headers, method or path; and what every problem answer carries.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { expectProblem, readProblem, request } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(12, 7)));

describe('an Accept header', () => {
  it.each([
    'text/html',
    'application/xml',
    'application/json-seq',
    'application/jsonl',
    'application/json;q=0',
    'application/json; q=0.000, text/html',
    'application/json;charset=utf-8;q=0',
    'application/json;q=0, image/*',
    '*/*;q=0',
  ])('that leaves out all that a list comes as is not acceptable: %s', async (Accept) => {
    await expectProblem('/v1/contacts', 'not-acceptable', { headers: { Accept } });
  });

  it('that leaves JSON out is not acceptable for anything else that comes as JSON, and nothing is done', async () => {
    const Accept = 'text/csv';
    for (const path of ['/', '/healthz', '/v1/contacts/fields', '/v1/contacts/1'])
      await expectProblem(path, 'not-acceptable', { headers: { Accept } });
    const changes = { method: 'PATCH', headers: { Accept }, body: '{"points":123456}' };
    await expectProblem('/v1/contacts/1', 'not-acceptable', changes);
    for (const path of ['/v1/contacts', '/v1/contacts/batch'])
      await expectProblem(path, 'not-acceptable', { ...changes, method: 'POST' });
    expect(await (await request('/v1/contacts/1')).json()).not.toMatchObject({ points: 123456 });
    expect((await request('/v1/contacts/1', { headers: { Accept: 'application/*' } })).status).toBe(200);
  });

  it.each([
    '*/*',
    'application/json',
    'APPLICATION/JSON',
    'application/*;q=0.1',
    'text/csv;q=0.5, application/json',
    'application/json; charset=utf-8',
    'application/json;q=0.001',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  ])('that takes JSON gets it: %s', async (Accept) => {
    const response = await request('/v1/contacts', { headers: { Accept } });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
  });
});

describe('a path or method', () => {
  it.each(['/', '/healthz', '/v1/contacts', '/v1/contacts/fields', '/v1/contacts/1'])(
    'that %s does not have is answered with those it has',
    async (path) => {
      for (const method of ['PUT', 'REPORT', 'PROPFIND']) {
        const response = await request(path, { method });
        expect([method, response.status]).toEqual([method, 405]);
        expect(response.headers.get('Allow')!.split(/, */)).toEqual(expect.arrayContaining(['GET', 'HEAD']));
        expect(response.headers.get('Allow')).not.toContain(method);
      }
    },
  );

  it.each([
    ['/v1/contacts', 'GET, HEAD, QUERY, POST, OPTIONS'],
    ['/v1/contacts/search', 'POST, OPTIONS'],
    ['/v1/contacts/1', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['/session', 'POST, DELETE, OPTIONS'],
  ])('that is asked for its options is told the methods that it has: %s', async (path, methods) => {
    const { status, headers } = await request(path, { method: 'OPTIONS' });
    expect([status, headers.get('Allow')]).toEqual([204, methods]);
    expect(headers.get('Accept-Query')).toBe(path === '/v1/contacts' ? 'application/json' : null);
    await expectProblem(`${path}/nowhere/x`, 'not-found', { method: 'OPTIONS' });
  });

  it.each([
    '/v1',
    '/v1/',
    '/v1/contacts/',
    '/v1/contact',
    '/V1/contacts',
    '/v1/contacts/1/2',
    '/v2/contacts',
    '/index.html',
    '/%FF',
    '/%',
    '/%00',
    '/constructor',
    '/v1/contacts%3Flimit=1',
    '//v1/contacts',
  ])('that is nowhere is not found: %s', async (path) => {
    await expectProblem(path, 'not-found');
    await expectProblem(path, 'not-found', { method: 'POST' });
  });

  it.each([
    '0',
    '-1',
    '01',
    '1.0',
    '1e0',
    '+1',
    'abc',
    '99999999999999999999',
    '9007199254740993',
    '%FF',
    '%00',
    '1%20',
    '1%2F',
  ])('is no contact: %s', async (id) => {
    await expectProblem(`/v1/contacts/${id}`, 'not-found');
  });

  it('that takes no parameters refuses each of them', async () => {
    for (const path of ['/v1/contacts/1', '/v1/contacts/fields']) {
      const { errors } = await expectProblem(`${path}?limit=5&expand=all`, 'invalid-query');
      expect(errors!.map(({ parameter }) => parameter)).toEqual(['limit', 'expand']);
    }
  });

  it('may be 8192 characters long with its query, and no longer', async () => {
    const path = '/v1/contacts?first_name=';
    expect((await request(path + 'a'.repeat(8192 - path.length))).status).toBe(200);
    const document = await expectProblem(path + 'a'.repeat(8193 - path.length), 'uri-too-long');
    expect(document.detail).toMatch(/8192/);
    await expectProblem(`/${'a'.repeat(20_000)}`, 'uri-too-long');
  });
});

describe('every problem', () => {
  it('carries the headers that every answer carries, and is never kept', async () => {
    for (const [path, init] of [
      ['/v1/contacts?citty=1', {}],
      ['/v1/contacts/0', {}],
      ['/nowhere', {}],
      ['/v1/contacts', { method: 'POST' }],
      ['/v1/contacts', { headers: { Accept: 'text/html' } }],
      [`/${'a'.repeat(9000)}`, {}],
    ] as const) {
      const Origin = 'http://localhost:5173';
      const { headers } = await request(path, { ...init, headers: { Origin, ...('headers' in init && init.headers) } });
      expect(headers.get('X-Request-Id')).toMatch(/./);
      expect(headers.get('Access-Control-Allow-Origin')).toBe(Origin);
      expect(headers.get('Access-Control-Expose-Headers')).toContain('X-Request-Id');
      expect(headers.get('Cache-Control')).toBe('no-store');
    }
  });

  it('has a request id that no client chose', async () => {
    const sound = await request('/nowhere', { headers: { 'X-Request-Id': 'abc-123' } });
    expect(sound.headers.get('X-Request-Id')).not.toBe('abc-123');
    const bad = await request('/nowhere', { headers: { 'X-Request-Id': '<script>' } });
    expect(bad.headers.get('X-Request-Id')).not.toContain('<');
  });

  it('lists at most 100 faults, and counts the others', async () => {
    const changes = Object.fromEntries(Array.from({ length: 80_000 }, (_, at) => [`k${at}`, 1]));
    const body = JSON.stringify({ operations: [{ op: 'update', id: 1, changes }] });
    const batch = await request('/v1/contacts/batch', { method: 'POST', body });
    expect((await batch.clone().arrayBuffer()).byteLength).toBeLessThan(64 * 1024);
    const { title, detail, errors } = await readProblem(batch);
    expect([title, detail, errors!.length]).toEqual([
      'The body has 80,000 faults',
      'Only the first 100 faults are listed.',
      100,
    ]);
    const names = Array.from({ length: 1500 }, (_, at) => `n${at}`).join('&');
    for (const path of ['/v1/contacts', '/v1/contacts/1'])
      expect((await expectProblem(`${path}?${names}`, 'invalid-query')).errors!.length).toBe(100);
  });

  it('has no body to HEAD', async () => {
    const response = await request('/v1/contacts?citty=1', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([400, '']);
  });
});
