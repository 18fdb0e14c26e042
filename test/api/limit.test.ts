// How often a caller may ask, with Cloudflare's limiter as it runs locally. Its windows follow the clock, so a caller
// may come to ask twice as often as the limit before it says no.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../src/env.ts';
import { LIMITS, PERIOD_SECONDS, toAddress } from '../../src/http/limit.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace, type Place } from '../support/edge.ts';
import { readProblem } from '../support/problem.ts';
import { isThorough } from '../support/runs.ts';

beforeAll(() => storeContacts(drawContacts(5, 2)));

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const TOKENS = ['a', 'b', 'c', 'd'].map((name) => `token-of-${name}`);
const deploy = (changes: Partial<Env> = {}) =>
  openPlace([], { ACCESS: undefined as never, WRITE_TOKENS: TOKENS.map(hash).join(), ...changes });
const as = (token: string, init: RequestInit = {}) => ({ ...init, headers: { Authorization: `Bearer ${token}` } });

/** Asks until it was too often; the answer that says so, and how many came before. */
async function exhaust(place: Place, path: string, init: RequestInit, quota: number) {
  for (let before = 0; before <= 2 * quota; before++) {
    const response = await place.fetch(path, init);
    if (response.status === 429) return { response, before };
  }
  throw new Error(`${path} was never too often`);
}

describe('a caller', () => {
  it('is told the policy, and no more than Cloudflare tells', async () => {
    const place = deploy();
    const policyOf = async (path: string, init?: RequestInit) => {
      const { headers } = await place.fetch(path, init);
      expect(headers.get('RateLimit')).toBeNull();
      return headers.get('RateLimit-Policy');
    };
    const reads = `"reads";q=${LIMITS.reads.quota};w=${PERIOD_SECONDS}`;
    const [token] = TOKENS as [string];
    for (const path of [
      '/v1/contacts',
      '/v1/contacts/1',
      '/v1/contacts?q=anna',
      '/v1/contacts?citty=1',
      '/v1/contacts/fields',
    ])
      expect([path, await policyOf(path, as(token))]).toEqual([path, reads]);
    for (const path of ['/', '/healthz', '/v1/contacts', '/nowhere'])
      expect([path, await policyOf(path)]).toEqual([path, reads]);
    expect(await policyOf('/v1/contacts/export?citty=1', as(token))).toMatch(/^"dear"/);
    expect(await policyOf('/v1/contacts/expor%74?citty=1', as(token))).toMatch(/^"dear"/);
    for (const search of ['facet=city', 'count=exact', 'explain=true', 'q=anna&fac%65t=city'])
      expect(await policyOf(`/v1/contacts?${search}`, as(token))).toMatch(/^"dear"/);
    for (const method of ['POST', 'PATCH', 'DELETE'])
      expect(await policyOf('/v1/contacts/99', as(token, { method }))).toMatch(/^"writes"/);
    await place.settle();
  });

  it('is refused what is dear when it is too often, and goes on with the rest, as others do with all', async () => {
    const place = deploy();
    const path = '/v1/contacts/fields?count=exact'; // refused for its parameter: it costs nothing, and is counted
    const [, token, other] = TOKENS as [string, string, string];
    const { response, before } = await exhaust(place, path, as(token), LIMITS.dear.quota);
    expect(before).toBeGreaterThanOrEqual(LIMITS.dear.quota);
    expect(response.headers.get('Retry-After')).toBe(String(PERIOD_SECONDS));
    expect(response.headers.get('RateLimit-Policy')).toMatch(/^"dear";q=60;w=60$/);
    expect((await readProblem(response)).type).toBe('/problems/quota-exceeded');
    expect((await place.fetch('/v1/contacts/fields', as(token))).status).toBe(200);
    expect((await place.fetch(path, as(other))).status).toBe(400);
  });

  it.runIf(isThorough)('without a valid token is counted by its address, and keeps nobody else out', async () => {
    const place = deploy();
    const headers = { Authorization: 'Bearer guessed', 'CF-Connecting-IP': '192.0.2.7' };
    const { response } = await exhaust(place, '/v1/contacts', { headers }, LIMITS.reads.quota);
    expect((await readProblem(response)).type).toBe('/problems/quota-exceeded');
    const mine = { ...headers, Authorization: `Bearer ${TOKENS[3]}` };
    expect((await place.fetch('/v1/contacts/fields', { headers: mine })).status).toBe(200);
    const elsewhere = { ...headers, 'CF-Connecting-IP': '192.0.2.8' };
    expect((await place.fetch('/v1/contacts', { headers: elsewhere })).status).toBe(401);
  });

  it('of IPv6 is its network', () => {
    expect(toAddress('2001:db8:1:2:aaaa::1')).toBe(toAddress('2001:db8:1:2::ffff'));
    expect(toAddress('2001:db8:1:2::1')).not.toBe(toAddress('2001:db8:1:3::1'));
    expect([toAddress('::1'), toAddress('2001:db8::1')]).toEqual(['address :0:0:0::/64', 'address 2001:db8:0:0::/64']);
    expect(toAddress(undefined)).toBe('address unknown');
  });
});

describe('no limit', () => {
  it('is there in local development, unless it asks for them', async () => {
    const policy = async (changes: Partial<Env>) =>
      (await openPlace([], changes).fetch('/v1/contacts')).headers.get('RateLimit-Policy');
    expect(await policy({})).toBeNull();
    expect(await policy({ RATE_LIMITS: 'on' })).toMatch(/^"reads"/);
  });

  it('is there without its binding, nor with one that fails', async () => {
    const place = deploy({ DEAR: undefined as never, READS: { limit: () => Promise.reject(new Error('down')) } });
    for (const path of ['/v1/contacts?count=exact', '/v1/contacts'])
      expect((await place.fetch(path, as(TOKENS[0]!))).status).toBe(200);
    await place.settle();
  });
});
