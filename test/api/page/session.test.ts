// Sessions of browsers: a token is exchanged for a cookie that is not the token, lasts twelve hours, gives no more than the
// token does at that moment, and writes from pages of this host alone.
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../../src/env.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));
afterEach(() => void vi.useRealTimers());

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const READER = 'reader-token';
const WRITER = 'writer-token';
const HOST = 'https://kartei.example';
const SECRETS = { READ_TOKENS: hash(READER), WRITE_TOKENS: hash(WRITER), CURSOR_KEYS: 'k'.repeat(40) };
const OWN = { Origin: HOST, 'Sec-Fetch-Site': 'same-origin' };
const TWELVE_HOURS_MS = 12 * 60 * 60 * 1000;

const deploy = (secrets: Partial<Env> = SECRETS) => openPlace([], { ACCESS: undefined as never, ...secrets });
type Place = ReturnType<typeof deploy>;

async function signIn(place: Place, token: string): Promise<string> {
  const headers = { ...OWN, Authorization: `Bearer ${token}` };
  const response = await place.fetch(`${HOST}/session`, { method: 'POST', headers });
  expect(response.status).toBe(204);
  return response.headers.get('Set-Cookie')!;
}

const status = async (place: Place, path: string, cookie: string, init: RequestInit = {}) =>
  (await place.fetch(HOST + path, { ...init, headers: { ...init.headers, Cookie: cookie.split(';')[0]! } })).status;

describe('a session', () => {
  it('is a cookie that only this host gets, that no script reads, and that is not the token', async () => {
    const cookie = await signIn(deploy(), READER);
    expect(cookie).toMatch(/^__Host-kartei=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(cookie).not.toContain(READER);
  });

  it('reads as its token does, and shows the page instead of the form', async () => {
    const place = deploy();
    const cookie = await signIn(place, READER);
    expect(await status(place, '/v1/contacts?limit=1', cookie)).toBe(200);
    expect(await status(place, '/', cookie, { headers: { Accept: 'text/html' } })).toBe(200);
    expect(await status(place, '/', '', { headers: { Accept: 'text/html' } })).toBe(401);
    await place.settle();
  });

  it('ends with its token, after twelve hours, and with its keys', async () => {
    const place = deploy();
    const cookie = await signIn(place, READER);
    const taken = deploy({ ...SECRETS, READ_TOKENS: hash('another') });
    expect(await status(taken, '/v1/contacts/1', cookie)).toBe(401);
    expect(await status(deploy({ ...SECRETS, CURSOR_KEYS: 'n'.repeat(40) }), '/v1/contacts/1', cookie)).toBe(401);
    const turned = `${'n'.repeat(40)},${SECRETS.CURSOR_KEYS}`;
    expect(await status(deploy({ ...SECRETS, CURSOR_KEYS: turned }), '/v1/contacts/1', cookie)).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + TWELVE_HOURS_MS - 5000 });
    expect(await status(place, '/v1/contacts/1', cookie)).toBe(200);
    vi.setSystemTime(Date.now() + 10_000);
    expect(await status(place, '/v1/contacts/1', cookie)).toBe(401);
  });

  it('is refused when any part of it has been changed', async () => {
    const place = deploy();
    const cookie = (await signIn(place, READER)).split(';')[0]!;
    const [caller, ends, signature] = cookie.split('=')[1]!.split('.') as [string, string, string];
    const forged = [
      `${hash(WRITER)}.${ends}.${signature}`,
      `${caller}.${Number(ends) + 1}.${signature}`,
      `${caller}.${ends}.${signature.slice(0, -1)}`,
      `${caller}.${ends}`,
      '',
    ];
    for (const value of forged) {
      const { status, headers } = await place.fetch(`${HOST}/v1/contacts/1`, {
        headers: { Cookie: `__Host-kartei=${value}` },
      });
      expect([status, headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="kartei"']);
    }
  });

  it('writes with the right of its token, from pages of this host alone', async () => {
    const place = deploy();
    const patch = (headers: Record<string, string>) => ({ method: 'PATCH', body: '{"points":3}', headers });
    const writer = await signIn(place, WRITER);
    const reader = await signIn(place, READER);
    expect(await status(place, '/v1/contacts/1', writer, patch(OWN))).toBe(200);
    expect(await status(place, '/v1/contacts/1', writer, patch({ 'Sec-Fetch-Site': 'same-origin' }))).toBe(200);
    expect(await status(place, '/v1/contacts/1', writer, patch({ Origin: HOST }))).toBe(200);
    expect(await status(place, '/v1/contacts/1', reader, patch(OWN))).toBe(403);
    const foreign: Record<string, string>[] = [
      {},
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: HOST, 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'none' },
    ];
    for (const headers of foreign) expect(await status(place, '/v1/contacts/1', writer, patch(headers))).toBe(403);
    await place.settle();
  });

  it('shows what only writers can do to writers alone', async () => {
    const place = deploy();
    const open = async (token: string) => {
      const Cookie = (await signIn(place, token)).split(';')[0]!;
      return (await place.fetch(`${HOST}/contacts/1`, { headers: { Cookie, Accept: 'text/html' } })).text();
    };
    expect(await open(WRITER)).toContain('New contact');
    const html = await open(READER);
    for (const label of ['New contact', '>Edit<', '>Delete<', 'Change all']) expect(html).not.toContain(label);
    await place.settle();
  });

  it('is begun by valid tokens alone, from pages of this host alone', async () => {
    const place = deploy();
    const begin = (headers: Record<string, string>) => place.fetch(`${HOST}/session`, { method: 'POST', headers });
    expect((await begin({ ...OWN, Authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await begin(OWN)).status).toBe(401);
    const Authorization = `Bearer ${READER}`;
    expect((await begin({ Origin: 'https://evil.example', Authorization })).status).toBe(403);
    expect((await begin({ 'Sec-Fetch-Site': 'cross-site', Authorization })).status).toBe(403);
    expect((await begin({ Authorization })).status).toBe(204); // a program, which says no origin
  });

  it('is ended by DELETE', async () => {
    const place = deploy();
    const response = await place.fetch(`${HOST}/session`, { method: 'DELETE', headers: OWN });
    expect(response.status).toBe(204);
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^__Host-kartei=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });
});

describe('the form that asks to sign in', () => {
  const send = (fields: Record<string, string>) =>
    deploy().fetch(`${HOST}/session`, {
      method: 'POST',
      redirect: 'manual',
      headers: OWN,
      body: new URLSearchParams(fields),
    });

  it('is read by its bytes, whatever charset it says', async () => {
    const headers = { ...OWN, 'Content-Type': 'application/x-www-form-urlencoded; charset=foo' };
    const init = { method: 'POST', redirect: 'manual', headers, body: `token=${READER}` } as const;
    expect((await deploy().fetch(`${HOST}/session`, init)).status).toBe(303);
  });

  it('leads to where one wanted to go, and nowhere else', async () => {
    const response = await send({ token: ` ${READER} `, to: '/contacts/5?country=NO' });
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/contacts/5?country=NO']);
    expect(response.headers.get('Set-Cookie')).toContain('__Host-kartei=');
    for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', ''])
      expect((await send({ token: READER, to })).headers.get('Location')).toBe('/');
  });

  it('is shown again for a token that is not valid', async () => {
    const response = await send({ token: 'wrong', to: '/?country=NO' });
    expect(response.status).toBe(401);
    const html = await response.text();
    expect(html).toContain('This token is not valid.');
    expect(html).toContain('value="/?country=NO"');
    expect(html).not.toContain('wrong');
  });
});

describe('local development, which is open', () => {
  it('needs no session and gives none', async () => {
    const place = openPlace();
    const response = await place.fetch('/session', { method: 'POST', headers: { Origin: 'http://localhost' } });
    expect([response.status, response.headers.get('Set-Cookie')]).toEqual([204, null]);
    expect(await (await place.fetch('/', { headers: { Accept: 'text/html' } })).text()).not.toContain('Sign out');
    await place.settle();
  });
});
