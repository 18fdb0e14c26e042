// Each route, asked by everyone there is: what the table says is what comes back, and no route is missing from it.
import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { toAccess } from '../../../src/http/access/access.ts';
import { sessionKeysOf } from '../../../src/http/access/secret.ts';
import { toSession } from '../../../src/http/access/session.ts';
import { routes } from '../../../src/http/routes.ts';
import { KINDS, ROUTES, WHO, type Who } from '../../support/access/table.ts';
import { GATE, HOST, openTeam, READER, standInForAccess, WRITER } from '../../support/access/team.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace } from '../../support/edge.ts';
import { isThorough } from '../../support/runs.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));
afterEach(() => void vi.unstubAllGlobals());

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const SECRETS = { READ_TOKENS: `reports:${hash('r')}`, WRITE_TOKENS: hash('w'), CURSOR_KEYS: GATE.CURSOR_KEYS };
const OWN = { Origin: HOST, 'Sec-Fetch-Site': 'same-origin' };
const OTHER = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
const QUICK: Who[] = ['nobody', 'Access: one without a right'];
const THIRTEEN_HOURS_MS = 13 * 60 * 60 * 1000;

/** What each of them sends; of a browser with the page that it comes from. */
async function toHeaders(who: Who, sign: (claims: JWTPayload) => Promise<string>): Promise<Record<string, string>> {
  const keys = sessionKeysOf(SECRETS, toAccess(SECRETS, HOST));
  const session = (token: string, at = Date.now()) => {
    const caller = { id: hash(token), name: '', right: 'read' as const };
    return { Cookie: `__Host-kartei=${toSession(caller, at, keys)}` };
  };
  const bearer = (token: string) => ({ ...OWN, Authorization: `Bearer ${token}` });
  const jwt = async (claims: JWTPayload) => ({ ...OWN, 'Cf-Access-Jwt-Assertion': await sign(claims) });
  const sent: Record<Who, () => object | Promise<object>> = {
    nobody: () => OWN,
    "a reader's token": () => bearer('r'),
    "a writer's token": () => bearer('w'),
    'a token that was taken away': () => bearer('gone'),
    "a reader's session": () => ({ ...OWN, ...session('r') }),
    "a writer's session": () => ({ ...OWN, ...session('w') }),
    "a writer's session, from a page of another site": () => ({ ...OTHER, ...session('w') }),
    'a session that is over': () => ({ ...OWN, ...session('w', Date.now() - THIRTEEN_HOURS_MS) }),
    'Access: nobody': () => OWN,
    'Access: a reader': () => jwt({ email: READER }),
    'Access: a writer': () => jwt({ email: WRITER }),
    'Access: a writer, from a page of another site': async () => ({ ...(await jwt({ email: WRITER })), ...OTHER }),
    'Access: one without a right': () => jwt({ email: 'eve@example.com' }),
    'Access: a JWT that is over': () => jwt({ email: WRITER, exp: 1 }),
    "Access: a writer's token": () => bearer('w'),
  };
  return (await sent[who]()) as Record<string, string>;
}

describe('a route', () => {
  it('is in the table of rights, with each method that it answers', () => {
    const all = routes.routes.filter(({ path }) => path !== '/*').map(({ method, path }) => ({ method, path }));
    const answering = all.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(answering)].sort()).toEqual([...new Set(ROUTES.map(({ route }) => route))].sort());
  });

  it('answers no method that is not in the table', async () => {
    const place = openPlace([], { ACCESS: undefined as never, ...SECRETS });
    const headers = await toHeaders("a writer's token", async () => '');
    const caught = routes.routes.filter(({ method, path }) => method === 'ALL' && path !== '/*');
    for (const path of new Set(caught.map(({ path }) => path.replace(':id', '1'))))
      expect([path, (await place.fetch(HOST + path, { method: 'PUT', headers })).status]).toEqual([path, 405]);
  });

  const walked = (Object.keys(WHO) as Who[]).filter((who) => isThorough || QUICK.includes(who));
  it.each(walked)('lets in or refuses by the table of rights: %s', async (who) => {
    standInForAccess();
    const team = await openTeam();
    const isBehind = who.startsWith('Access: ');
    const place = isBehind ? team.deploy(SECRETS) : openPlace([], { ACCESS: undefined as never, ...SECRETS });
    const sent = await toHeaders(who, team.sign);
    const outcomes = await Promise.all(
      ROUTES.map(async ({ route, path, passed, body, accept = 'application/json' }) => {
        const [method] = route.split(' ') as [string];
        const headers = { ...sent, Accept: accept, ...(body && { 'Content-Type': 'application/json' }) };
        const response = await place.fetch(HOST + path, { method, headers, ...(body && { body }) });
        await response.arrayBuffer();
        return `${route} ${accept} ${response.status === passed ? 'yes' : response.status}`;
      }),
    );
    const wanted = ROUTES.map(({ kind, route, accept = 'application/json' }) => `${route} ${accept} ${WHO[who][KINDS.indexOf(kind)]}`); // biome-ignore format: short
    await place.settle();
    expect(outcomes).toEqual(wanted);
  });
});
