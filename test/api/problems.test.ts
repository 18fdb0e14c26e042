// Each type of problem as its page shows it: what the page asks for is answered with what it says.
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../src/env.ts';
import { LIMITS } from '../../src/http/limit.ts';
import type { ProblemType } from '../../src/problem.ts';
import { EXPLAINED } from '../../src/site/problems/explained.ts';
import { INSTANCE, toAnswer } from '../../src/site/problems/pages.ts';
import { GATE, standInForAccess, through } from '../support/access/team.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace, type Place, watchDatabase } from '../support/edge.ts';

beforeAll(() => storeContacts(drawContacts(12, 3)));
afterEach(() => void vi.unstubAllGlobals());

const TYPES = Object.keys(EXPLAINED) as ProblemType[];
const TOKEN = 'a-token';
const closed = (changes: Partial<Env>) => openPlace([], { ACCESS: 'closed', ...changes });
const hash = createHash('sha256').update(TOKEN).digest('hex');
const failing = (message: string) => {
  const DB = watchDatabase(() => {
    throw new Error(message);
  });
  return openPlace([], { DB });
};
/** Behind a team whose keys are out of reach, with a JWT that asks for them. */
function teamAway(): Place {
  standInForAccess();
  const place = openPlace([], { ...GATE, ACCESS: 'closed' });
  const Assertion = `${Buffer.from('{"alg":"RS256","kid":"k"}').toString('base64url')}.e30.c2lnbmVk`;
  return { ...place, fetch: (path, init) => place.fetch(path, through(Assertion, init)) };
}
const spent = { limit: async () => ({ success: false }) };

/** Where a problem is met that no address alone meets. */
const PLACES: Partial<Record<ProblemType, () => Place>> = {
  unauthorized: () => closed({ READ_TOKENS: hash }),
  forbidden: () => closed({ READ_TOKENS: hash }),
  'not-configured': () => closed({}),
  'quota-exceeded': () => openPlace([], { RATE_LIMITS: 'on', READS: spent as never }),
  internal: () => failing('a fault'),
  overloaded: () => failing('D1_ERROR: Network connection lost.'),
  unverifiable: () => teamAway(),
};
/** What is sent before. */
const BEFORE: Partial<Record<ProblemType, Record<string, unknown>>> = {
  conflict: {},
  'idempotency-key-reused': { customer_id: 'C-3' },
};

describe('the page of a problem', () => {
  it.each(TYPES)('shows what the Worker answers: %s', async (type) => {
    const explained = EXPLAINED[type];
    const { method = 'GET', headers = {}, body } = explained.asked;
    const place = PLACES[type]?.() ?? openPlace();
    const send = (path: string, sent: unknown) => {
      const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
      const filled = Object.entries(headers).map(([name, value]) => [name, value.replace('…', TOKEN)]);
      const init = { method, headers: { 'Content-Type': 'application/json', ...Object.fromEntries(filled) } };
      return place.fetch(path, sent === undefined ? init : { ...init, body: text });
    };
    const before = BEFORE[type];
    if (before) expect((await send('/v1/contacts', { ...(body as object), ...before })).status).toBe(201);
    const response = await send(await toWhole(explained.asked.path, place), body === '…' ? 'x'.repeat(70_000) : body);
    const answer: object = await response.json();
    expect({ ...answer, instance: INSTANCE }).toEqual(toAnswer(type, explained));
    for (const [name, value] of Object.entries(explained.headers ?? {}))
      expect([name, response.headers.get(name)]).toEqual([name, value]);
    await place.settle();
  });

  it('tells the limit as it is', () => {
    expect(EXPLAINED['quota-exceeded'].where).toContain(LIMITS.reads.quota.toLocaleString('en'));
  });
});

/** What the page leaves out of an address: a cursor, or a name without end. */
async function toWhole(path: string, place: Place): Promise<string> {
  if (path.endsWith('aaa…')) return path.replace('…', 'a'.repeat(8192));
  if (!path.endsWith('cursor=…')) return path;
  const page = await (await place.fetch('/v1/contacts?sort=last_name&limit=5')).json<{ page: { next: string } }>();
  return path.replace('…', page.page.next);
}
