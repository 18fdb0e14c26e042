// The keys of cursors over HTTP: local, derived from the tokens, given, changed, and gone.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../src/env.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { type History, openPlace } from '../support/edge.ts';
import { readProblem } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(20, 3)));

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(40)];
const LIST = '/v1/contacts?sort=last_name&limit=4';
const headers = { Authorization: 'Bearer reader' };

const deploy = (secrets: Partial<Env>, history: History = []) =>
  openPlace(history, { ACCESS: undefined as never, READ_TOKENS: hash('reader'), ...secrets });

async function nextOf(secrets: Partial<Env>, history?: History): Promise<string> {
  const place = deploy(secrets, history);
  const { page } = await (await place.fetch(LIST, { headers })).json<{ page: { next: string } }>();
  await place.settle();
  return page.next;
}

async function follow(cursor: string, secrets: Partial<Env>): Promise<string | number> {
  const response = await deploy(secrets).fetch(`${LIST}&cursor=${cursor}`, { headers });
  return response.status === 200 ? 200 : (await readProblem(response)).type;
}

describe('a cursor of a deployment', () => {
  it('is sealed with its own key, and is the same each time', async () => {
    for (const secrets of [{}, { CURSOR_KEYS: OLD }]) {
      const cursor = await nextOf(secrets);
      expect(LOCAL_SEAL.open(Buffer.from(cursor, 'base64url'))).toBeNull();
      expect(await nextOf(secrets)).toBe(cursor);
      expect(await follow(cursor, secrets)).toBe(200);
    }
  });

  it('without a key of its own holds as long as its tokens do, however they are written', async () => {
    const cursor = await nextOf({ READ_TOKENS: `${hash('reader')},${hash('b')}` });
    expect(await follow(cursor, { READ_TOKENS: hash('b'), WRITE_TOKENS: ` ${hash('reader').toUpperCase()}` })).toBe(
      200,
    );
    expect(await follow(cursor, {})).toBe('/problems/cursor-invalid');
  });

  it('outlives a change of keys until the old one is taken away', async () => {
    const cursor = await nextOf({ CURSOR_KEYS: OLD });
    expect(await follow(cursor, { CURSOR_KEYS: `${NEW}, ${OLD}` })).toBe(200);
    expect(await follow(cursor, { CURSOR_KEYS: NEW })).toBe('/problems/cursor-invalid');
  });

  it('is never one of a key that is gone: neither kept pages nor unchanged ones hold it', async () => {
    const history: History = [];
    const first = await deploy({ CURSOR_KEYS: OLD }, history).fetch(LIST, { headers });
    const cursor = await nextOf({ CURSOR_KEYS: OLD }, history);
    expect(await nextOf({ CURSOR_KEYS: NEW }, history)).not.toBe(cursor);
    const known = { ...headers, 'If-None-Match': first.headers.get('ETag')! };
    expect((await deploy({ CURSOR_KEYS: OLD }, history).fetch(LIST, { headers: known })).status).toBe(304);
    expect((await deploy({ CURSOR_KEYS: NEW }, history).fetch(LIST, { headers: known })).status).toBe(200);
  });
});

it('refuses a key that is too short to be one', async () => {
  const response = await deploy({ CURSOR_KEYS: `${NEW} short` }).fetch(LIST, { headers });
  expect([response.status, (await readProblem(response)).type]).toEqual([503, '/problems/not-configured']);
});
