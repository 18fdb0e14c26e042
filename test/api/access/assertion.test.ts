// A deployment behind Cloudflare Access takes its JWT, and nothing else: signed by the team's keys, for this application, in
// its time. Keys that rotate are found, and without keys nobody is let in.
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyOf, openTeam, READER, standInForAccess, through, WRITER } from '../../support/access/team.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { readProblem } from '../../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));
beforeEach(standInForAccess);
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const PATH = '/v1/contacts/fields';
const now = () => Math.floor(Date.now() / 1000);
const HALF_MINUTE = 30;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The status that a JWT has answered, and the type of problem. */
async function ask(place: ReturnType<Awaited<ReturnType<typeof openTeam>>['deploy']>, jwt: string | undefined) {
  const response = await place.fetch(PATH, through(jwt));
  return response.status === 200 ? 200 : [response.status, (await readProblem(response)).type.split('/').at(-1)];
}

describe('a JWT of Cloudflare Access', () => {
  it('lets in whom it names, and its keys are asked for once', async () => {
    const team = await openTeam();
    const place = team.deploy();
    for (const email of [READER, WRITER, READER.toUpperCase()])
      expect([email, await ask(place, await team.sign({ email }))]).toEqual([email, 200]);
    expect(team.asked).toBe(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['is for another application', { aud: ['b'.repeat(64)] }],
    ['is for no application', { aud: undefined }],
    ['comes from another team', { iss: 'https://others.cloudflareaccess.com' }],
    ['comes from nowhere', { iss: undefined }],
    ['has expired', { exp: now() - HALF_MINUTE - 2 }],
    ['never expires', { exp: undefined }],
    ['is not valid yet', { nbf: now() + HALF_MINUTE + 60 }],
  ])('that %s is refused', async (_, claims) => {
    const team = await openTeam();
    expect(await ask(team.deploy(), await team.sign({ email: READER, ...claims }))).toEqual([401, 'unauthorized']);
  });

  it('may be off by half a minute, as clocks are', async () => {
    const team = await openTeam();
    const place = team.deploy();
    expect(await ask(place, await team.sign({ email: READER, exp: now() - HALF_MINUTE + 10 }))).toBe(200);
    expect(await ask(place, await team.sign({ email: READER, nbf: now() + HALF_MINUTE - 10 }))).toBe(200);
  });

  it('that is unsigned, signed by a secret or by another key, cut or changed is refused', async () => {
    const team = await openTeam();
    const place = team.deploy();
    const jwt = await team.sign({ email: READER });
    const [head, body, signature] = jwt.split('.') as [string, string, string];
    const { publicKey } = await keyOf('first');
    const spki = Buffer.from((await crypto.subtle.exportKey('spki', publicKey)) as ArrayBuffer);
    const claims = { email: READER, aud: team.deploy().env.ACCESS_AUDIENCE!, iss: team.issuer, exp: now() + 600 };
    const secret = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' });
    const other = { ...(await keyOf('second')), kid: 'first' };
    const wrong = [
      `${encode({ alg: 'none' })}.${body}.`,
      `${encode({ alg: 'none', kid: 'first' })}.${body}.${signature}`,
      await secret.sign(spki),
      await team.sign({ email: READER }, other),
      `${head}.${encode({ ...claims, email: WRITER })}.${signature}`,
      `${head}.${body}.${signature.slice(0, -2)}`,
      `${head}.${body}`,
      'x',
      'a.b.c',
      '..',
    ];
    for (const sent of wrong) expect([sent, await ask(place, sent)]).toEqual([sent, [401, 'unauthorized']]);
    expect(await ask(place, jwt)).toBe(200);
  });

  it('counts in its header alone: no cookie, token or session stands for it', async () => {
    const team = await openTeam();
    const hash = createHash('sha256').update('a-token').digest('hex');
    const place = team.deploy({ WRITE_TOKENS: hash });
    const jwt = await team.sign({ email: READER });
    for (const headers of [
      {},
      { Cookie: `CF_Authorization=${jwt}` },
      { Authorization: `Bearer ${jwt}` },
      { Authorization: 'Bearer a-token' },
      { 'Cf-Access-Authenticated-User-Email': READER },
    ] as Record<string, string>[]) {
      const response = await place.fetch(PATH, { headers });
      expect([headers, response.status]).toEqual([headers, 401]);
      expect(response.headers.get('WWW-Authenticate')).toBe('Cloudflare-Access realm="kartei"');
    }
    expect(team.asked).toBe(0);
    for (const method of ['POST', 'DELETE'])
      expect((await place.fetch('/session', { method, headers: { Origin: 'http://localhost' } })).status).toBe(404);
  });
});

describe('the keys of Cloudflare Access', () => {
  it('are asked for again for one that is unknown, as often as made-up ones allow', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const team = await openTeam();
    const place = team.deploy();
    expect(await ask(place, await team.sign({ email: READER }))).toBe(200);
    const second = await keyOf('second');
    team.keys = [...team.keys, second];
    const sign = () => team.sign({ email: READER }, second);
    expect(await ask(place, await sign())).toEqual([401, 'unauthorized']);
    expect(team.asked).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    expect(await ask(place, await sign())).toBe(200);
    expect(team.asked).toBe(2);
    expect(await ask(place, await team.sign({ email: READER }, { ...second, kid: 'made-up' }))).not.toBe(200);
    expect(team.asked).toBe(2);
  });

  it('that have been taken back are forgotten within the hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const team = await openTeam();
    const place = team.deploy();
    expect(await ask(place, await team.sign({ email: READER }))).toBe(200);
    team.keys = [await keyOf('second')];
    vi.setSystemTime(Date.now() + 3_601_000);
    expect(await ask(place, await team.sign({ email: READER }))).toEqual([401, 'unauthorized']);
  });

  it.each<[string, () => Promise<Response>]>([
    ['are out of reach', () => Promise.reject(new TypeError('Network connection lost'))],
    ['are an error', async () => new Response('', { status: 500 })],
    ['are elsewhere', async () => Response.redirect('https://evil.example/', 302)],
    ['are a page', async () => new Response('<html>')],
    ['are none', async () => Response.json({ keys: 'no' })],
  ])('that %s let nobody in, and do again once they are there', async (_, failure) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const team = await openTeam();
    const place = team.deploy();
    team.failure = failure;
    const response = await place.fetch(PATH, through(await team.sign({ email: WRITER })));
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
    expect((await readProblem(response)).type).toBe('/problems/unverifiable');
    team.failure = null;
    vi.setSystemTime(Date.now() + 5001);
    expect(await ask(place, await team.sign({ email: WRITER }))).toBe(200);
  });

  it('that are out of reach are waited for by one request in five seconds', async () => {
    const team = await openTeam();
    const place = team.deploy();
    team.failure = () => Promise.reject(new Error('down'));
    const jwt = await team.sign({ email: READER });
    for (let at = 0; at < 5; at++) expect(await ask(place, jwt)).toEqual([503, 'unverifiable']);
    expect(team.asked).toBe(1);
  });

  it('that are known go on when they are out of reach, whatever made-up keys are sent', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const team = await openTeam();
    const place = team.deploy();
    expect(await ask(place, await team.sign({ email: READER }))).toBe(200);
    team.failure = () => Promise.reject(new Error('down'));
    vi.setSystemTime(Date.now() + 31_000);
    const madeUp = { ...(await keyOf('second')), kid: 'made-up' };
    expect(await ask(place, await team.sign({ email: READER }, madeUp))).toEqual([503, 'unverifiable']);
    expect(await ask(place, await team.sign({ email: READER }))).toBe(200);
  });
});
