// Cloudflare Access as a deployment meets it: a team with keys of its own, which its address gives out as long as it is up,
// and the JWTs that it signs. Only its address is stood in for; what it gives and signs is real.
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { vi } from 'vitest';
import type { Env } from '../../../src/env.ts';
import { openPlace } from '../edge.ts';

export const AUDIENCE = 'a'.repeat(64);
export const READER = 'ada@example.com';
export const WRITER = 'grace@example.com';
export const HOST = 'https://kartei.example';

/** The settings of a deployment behind a team that there is not. */
export const GATE = {
  ACCESS_TEAM: 'nobody',
  ACCESS_AUDIENCE: AUDIENCE,
  ACCESS_READERS: READER,
  ACCESS_WRITERS: WRITER,
  CURSOR_KEYS: 'k'.repeat(40),
};

interface Key {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

let teams = 0;
const issuing = new Map<string, () => Promise<Response>>();

/** Making one takes a quarter of a second. */
const made = new Map<string, Promise<Key>>();
export function keyOf(kid: string): Promise<Key> {
  const key = made.get(kid) ?? generateKeyPair('RS256').then((pair) => ({ kid, ...pair }));
  made.set(kid, key);
  return key;
}

/** A team that nobody has asked for its keys. */
export async function openTeam() {
  const name = `team-${++teams}`;
  const issuer = `https://${name}.cloudflareaccess.com`;
  const first = await keyOf('first');
  const team = {
    name,
    issuer,
    /** The keys that its address gives. */
    keys: [first],
    /** What its address does; null: it answers. */
    failure: null as (() => Promise<Response>) | null,
    /** How often it was asked. */
    asked: 0,
    /** A JWT as Access makes it; a claim that is undefined is left out. */
    sign(claims: JWTPayload = {}, key: Key = first): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      const said = { aud: [AUDIENCE], iss: issuer, iat: now, nbf: now, exp: now + 600, type: 'app', ...claims };
      return new SignJWT(said).setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' }).sign(key.privateKey);
    },
    /** A deployment behind it. */
    deploy: (changes: Partial<Env> = {}) =>
      openPlace([], {
        ...GATE,
        ACCESS: undefined as never,
        ACCESS_TEAM: name,
        ...changes,
      }),
  };
  issuing.set(`${issuer}/cdn-cgi/access/certs`, async () => {
    team.asked++;
    if (team.failure) return team.failure();
    const keys = team.keys.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg: 'RS256' }));
    return Response.json({ keys: await Promise.all(keys) });
  });
  return team;
}

/** From now on requests to a team's address reach it; there is no other way out. */
export function standInForAccess(): void {
  vi.stubGlobal('fetch', async (address: string) => {
    const answer = issuing.get(String(address));
    if (!answer) throw new Error(`Nothing asks for ${address}`);
    return answer();
  });
}

/** A request as Access passes it on. */
export const through = (jwt: string | undefined, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...init.headers, ...(jwt !== undefined && { 'Cf-Access-Jwt-Assertion': jwt }) },
});
