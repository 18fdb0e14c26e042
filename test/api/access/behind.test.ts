// The page, changes and the service's own state behind Cloudflare Access; test/unit/access has who gets which right.
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../../src/env.ts';
import { HOST, openTeam, READER, standInForAccess, through, WRITER } from '../../support/access/team.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { readProblem } from '../../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));
beforeEach(standInForAccess);
afterEach(() => void vi.unstubAllGlobals());

/** It gets past, and is then refused for its body. */
const WRITE = { method: 'PATCH', body: '{"no":1}' };
const PAST = 422;
const HTML = { headers: { Accept: 'text/html' } };

describe('whom Cloudflare Access lets in', () => {
  it('changes something from a page of this host, or by a program, and from no other page', async () => {
    const team = await openTeam();
    const place = team.deploy();
    const jwt = await team.sign({ email: WRITER });
    const change = async (headers: Record<string, string>) =>
      (await place.fetch(`${HOST}/v1/contacts/1`, through(jwt, { ...WRITE, headers }))).status;
    for (const headers of [{}, { Origin: HOST }, { Origin: HOST, 'Sec-Fetch-Site': 'same-origin' }])
      expect([headers, await change(headers as Record<string, string>)]).toEqual([headers, PAST]);
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: HOST, 'Sec-Fetch-Site': 'same-site' },
    ])
      expect([headers, await change(headers as Record<string, string>)]).toEqual([headers, 403]);
    await place.settle();
  });
});

describe('the page behind Cloudflare Access', () => {
  it('has no form to sign in, and signs out where Access does', async () => {
    const team = await openTeam();
    const place = team.deploy();
    const response = await place.fetch('/', through(await team.sign({ email: WRITER }), HTML));
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('href="/cdn-cgi/access/logout">Sign out</a>');
    expect(html).not.toContain('name="token"');
    expect(html).toContain('New contact');
    await place.settle();
  });

  it('tells whoever has no right so, with a way to be someone else', async () => {
    const team = await openTeam();
    const place = team.deploy();
    const refused = await place.fetch('/', through(await team.sign({ email: 'eve@example.com' }), HTML));
    expect(refused.status).toBe(403);
    const html = await refused.text();
    expect(html).toContain('gives you no right');
    expect(html).toContain('href="/cdn-cgi/access/logout"');
    expect(html).not.toContain('name="token"');
    expect((await place.fetch('/', HTML)).status).toBe(401);
  });
});

describe('the service behind Cloudflare Access', () => {
  it('tells how much it holds to readers alone, and that it is alive even without keys', async () => {
    const team = await openTeam();
    const place = team.deploy();
    const alive = { status: 'degraded', database: 'reachable' }; // no cron trigger has ever run
    expect(await (await place.fetch('/healthz')).json()).toEqual(alive);
    team.failure = () => Promise.reject(new Error('down'));
    const jwt = await team.sign({ email: READER });
    expect(await (await place.fetch('/healthz', through(jwt))).json()).toEqual(alive);
    await place.settle();
  });

  it.each<[string, Partial<Env>, string]>([
    ['no audience', { ACCESS_AUDIENCE: undefined as never }, 'ACCESS_AUDIENCE'],
    ['nothing but writers', { ACCESS_TEAM: undefined as never, ACCESS_AUDIENCE: undefined as never }, 'ACCESS_TEAM'],
    ['no key for its cursors', { CURSOR_KEYS: undefined as never }, 'CURSOR_KEYS'],
  ])('with %s answers nothing, whatever tokens there are', async (_, changes, named) => {
    const team = await openTeam();
    const place = team.deploy({ WRITE_TOKENS: 'a'.repeat(64), ...changes });
    const response = await place.fetch('/v1/contacts', through(await team.sign({ email: WRITER })));
    const problem = await readProblem(response);
    expect([response.status, problem.type]).toEqual([503, '/problems/not-configured']);
    expect(problem.detail).toContain(named);
  });
});
