// Who may read and write: open by a variable of local development alone, by token anywhere else, and shut without any.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../src/env.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace } from '../support/edge.ts';
import { readProblem } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const READER = 'reader-token';
const WRITER = 'writer-token';
const SECRETS = {
  READ_TOKENS: `${hash('old')}, ${hash(READER)}`,
  WRITE_TOKENS: `${hash(WRITER).toUpperCase()}\n${hash('other')}`,
};

/** A deployment: without the variable of local development. */
const deploy = (secrets: Partial<Env> = SECRETS) => openPlace([], { ACCESS: undefined as never, ...secrets });
const bearer = (token: string, init: RequestInit = {}) => ({
  ...init,
  headers: { ...init.headers, Authorization: `Bearer ${token}` },
});
const WRITE = { method: 'PATCH', body: '{"points":1}' };

describe('a deployment with tokens', () => {
  it('answers those who may read, and lets those write who may write', async () => {
    const place = deploy();
    for (const token of [READER, 'old', WRITER, 'other']) {
      expect((await place.fetch('/v1/contacts?limit=1', bearer(token))).status).toBe(200);
      expect((await place.fetch('/v1/contacts/1', bearer(token))).status).toBe(200);
    }
    for (const token of [WRITER, 'other'])
      expect((await place.fetch('/v1/contacts/1', bearer(token, WRITE))).status).toBe(200);
    await place.settle();
  });

  it('refuses a token that may only read to write with 403', async () => {
    const response = await deploy().fetch('/v1/contacts/1', bearer(READER, WRITE));
    expect([response.status, (await readProblem(response)).type]).toEqual([403, '/problems/forbidden']);
    expect(response.headers.get('WWW-Authenticate')).toContain('scope="write"');
  });

  it('refuses everyone else with 401, whatever is sent, and shows no data', async () => {
    const place = deploy();
    await place.fetch('/v1/contacts?limit=1', bearer(READER)); // a page is kept now
    await place.settle();
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Basic ${READER}`,
      READER,
      `Bearer ${READER} x`,
      `Bearer ${hash(READER)}`,
      `Bearer ${READER}x`,
      'Bearer undefined',
    ];
    for (const authorization of wrong)
      for (const [path, init] of [
        ['/v1/contacts?limit=1', {}],
        ['/v1/contacts/1', {}],
        ['/v1/contacts/fields', {}],
        ['/v1/contacts/1', WRITE],
        ['/v1/nothing', {}],
      ] as const) {
        const headers = {
          ...(authorization !== undefined && { Authorization: authorization }),
          Host: 'localhost:8787',
          'CF-Connecting-IP': '127.0.0.1',
          'X-Forwarded-For': '127.0.0.1',
          ACCESS: 'open',
        };
        const response = await place.fetch(`${path}`, { ...init, headers });
        expect([path, authorization, response.status]).toEqual([path, authorization, 401]);
        expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer realm="kartei"/);
        expect((await readProblem(response)).type).toBe('/problems/unauthorized');
      }
  });

  it('lets anybody see that it is alive, but not how much it holds', async () => {
    const place = deploy();
    await place.scheduled('17 * * * *');
    await place.scheduled();
    expect((await place.fetch('/')).status).toBe(200);
    expect(await (await place.fetch('/healthz')).json()).toEqual({ status: 'ok', database: 'reachable' });
    expect(await (await place.fetch('/healthz', bearer(READER))).json()).toMatchObject({ contacts: 5 });
  });

  it('answers a preflight, and tells its methods, without a token', async () => {
    const headers = {
      Origin: 'https://a.test',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    };
    const response = await deploy().fetch('/v1/contacts', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Headers')).toContain('authorization');
    const { status, headers: told } = await deploy().fetch('/v1/contacts/1', { method: 'OPTIONS' });
    expect([status, told.get('Allow')]).toEqual([204, 'GET, HEAD, PATCH, DELETE, OPTIONS']);
  });
});

describe('local development', () => {
  const LIST = '/v1/contacts?limit=1';

  it.each(['localhost:8787', '127.0.0.1', '127.1.2.3:80', '[::1]:8787', 'LOCALHOST'])('is open at %s', async (host) => {
    expect((await openPlace().fetch(`http://${host}${LIST}`)).status).toBe(200);
  });

  it.each([
    'kartei.example',
    '192.168.0.7:8787',
    '0.0.0.0',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.localhost',
    '[::2]',
  ])('is not open at %s, as a page may call this machine', async (host) => {
    const response = await openPlace().fetch(`http://${host}${LIST}`);
    expect((await readProblem(response)).type).toBe('/problems/not-configured');
    const guarded = openPlace([], SECRETS);
    expect((await guarded.fetch(`http://${host}${LIST}`)).status).toBe(401);
    expect((await guarded.fetch(`http://${host}${LIST}`, bearer(READER))).status).toBe(200);
  });

  it('answers no page of another site, neither reading nor writing', async () => {
    for (const Origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'http://192.168.0.7', ''])
      for (const init of [{}, { method: 'DELETE' }, { method: 'POST', body: '{}' }]) {
        const response = await openPlace().fetch('/v1/contacts/1', { ...init, headers: { Origin } });
        expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
        expect((await readProblem(response)).type).toBe('/problems/forbidden');
      }
    const asked = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'DELETE' };
    const preflight = await openPlace().fetch('/v1/contacts/1', { method: 'OPTIONS', headers: asked });
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('answers a page of this machine', async () => {
    const Origin = 'http://localhost:5173';
    const response = await openPlace().fetch(LIST, { headers: { Origin } });
    expect([response.status, response.headers.get('Access-Control-Allow-Origin')]).toEqual([200, Origin]);
    expect(response.headers.get('Vary')).toContain('Origin');
  });

  it('is never production, whatever the variables say', async () => {
    for (const secrets of [{}, SECRETS]) {
      const place = openPlace([], { ENVIRONMENT: 'production', ...secrets });
      const response = await place.fetch(LIST, bearer(READER));
      expect((await readProblem(response)).type).toBe('/problems/not-configured');
    }
  });
});

describe('a deployment without any token', () => {
  it.each([
    ['no secret', {}],
    ['empty secrets', { READ_TOKENS: '', WRITE_TOKENS: ' , ' }],
    ['secrets that are no digests', { READ_TOKENS: READER }],
    ['a variable that is nearly right', { ACCESS: 'Open' }],
  ])('with %s answers 503 and never data', async (_what, secrets) => {
    const place = deploy(secrets as Partial<Env>);
    for (const path of ['/', '/healthz', '/v1/contacts', '/v1/contacts/1', '/v1/contacts/fields', '/nowhere']) {
      const response = await place.fetch(path, bearer(READER));
      expect([path, response.status]).toEqual([path, 503]);
      expect((await readProblem(response)).type).toBe('/problems/not-configured');
    }
    expect((await place.fetch('/v1/contacts/1', bearer('', WRITE))).status).toBe(503);
  });
});
