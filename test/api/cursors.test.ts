// Cursors that this API did not make, or made for another query: refused with a problem that says which, never guessed
// at, never an error of ours. A forged one here carries a right seal.

import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { expectProblem, readProblem, request } from '../support/problem.ts';

const FILTERED = '/v1/contacts?country.in=NO,DE&sort=-points,last_activity&limit=3';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
let token: string;

beforeAll(async () => {
  await storeContacts(drawContacts(60, 11));
  token = await nextOf(FILTERED);
});

async function nextOf(path: string): Promise<string> {
  const response = await request(path);
  const { page } = await response.json<{ page: { next: string } }>();
  expect(page.next).toMatch(/^[\w-]+$/);
  return page.next;
}

function seal(bytes: Uint8Array): string {
  return LOCAL_SEAL.close(bytes).toString('base64url');
}

/** The token with some of version, fingerprint, direction, rank and keys replaced. */
function forge(changes: Record<number, unknown>): string {
  const payload = JSON.parse(LOCAL_SEAL.open(Buffer.from(token, 'base64url'))!.toString());
  return seal(Buffer.from(JSON.stringify(Object.assign(payload, changes))));
}

async function expectInvalid(cursor: string): Promise<void> {
  const { errors } = await expectProblem(`${FILTERED}&cursor=${cursor}`, 'cursor-invalid');
  expect(errors!.map(({ parameter }) => parameter)).toEqual(['cursor']);
}

describe('a cursor', () => {
  it('is invalid when it is garbage', async () => {
    for (const garbage of [
      'x',
      'first',
      'LAST',
      'last+',
      '0',
      '-1',
      'null',
      'eyJ9',
      '%E2%82%AC',
      '....',
      'A'.repeat(5000),
    ])
      await expectInvalid(garbage);
  });

  it('is invalid when it is cut off anywhere', async () => {
    for (let length = 1; length < token.length; length++) await expectInvalid(token.slice(0, length));
    for (let start = 1; start < token.length; start++) await expectInvalid(token.slice(start));
  });

  it('is invalid when one of its characters is altered', async () => {
    for (const [at, character] of [...token].entries()) {
      const other = ALPHABET[(ALPHABET.indexOf(character) + 1) % ALPHABET.length];
      for (const altered of [other, '.', '%20', '%3D'])
        await expectInvalid(token.slice(0, at) + altered + token.slice(at + 1));
    }
  });

  it('is invalid when something is added to it', async () => {
    for (const end of ['A', 'AAAA', '%3D', '%3D%3D', '.', '%0A', token]) await expectInvalid(token + end);
  });

  it('says in its title what is wrong with it', async () => {
    expect((await expectProblem('/v1/contacts?cursor=x', 'cursor-invalid')).title).not.toMatch(/ has \d/);
    const { title } = await expectProblem(`/v1/contacts?cursor=${token}`, 'cursor-mismatch');
    expect(title).not.toMatch(/ has \d/);
  });
});

describe('a forged cursor', () => {
  it('is as good as the real one when nothing in it is changed', async () => {
    expect(forge({})).toBe(token);
  });

  it.each([
    ['another version', { 0: 1 }],
    ['no version', { 0: null }],
    ['a version as text', { 0: '1' }],
    ['a number for the query', { 1: 1 }],
    ['an unknown direction', { 2: 'x' }],
    ['a direction that every object has', { 2: 'constructor' }],
    ['a negative rank', { 3: -1 }],
    ['a broken rank', { 3: 1.5 }],
    ['a rank as text', { 3: '3' }],
    ['a rank that no double holds', { 3: 2 ** 53 }],
    ['keys that are a text', { 4: 'abc' }],
    ['keys that are an object', { 4: { length: 4 } }],
    ['a number for a truth', { 5: 1 }],
    ['too many keys', { 4: [5, null, 1, 1, 1, 1] }],
    ['a text for a number', { 4: ['5', null, 1, 1] }],
    ['a number for a date', { 4: [5, 5, 1, 1] }],
    ['no value where there always is one', { 4: [null, null, 1, 1] }],
    ['a truth for a key', { 4: [true, null, 1, 1] }],
    ['a list for a key', { 4: [[5], null, 1, 1] }],
    ['an object for a key', { 4: [{ value: 5 }, null, 1, 1] }],
    ['one member too many', { 5: 'more' }],
  ])('is invalid with %s', async (_what, changes) => {
    await expectInvalid(forge(changes));
  });

  it('is invalid with anything but a payload in it', async () => {
    for (const text of [
      '',
      ' ',
      'x',
      'null',
      'true',
      '1',
      '"a"',
      '[]',
      '{}',
      '[1',
      '[1e400,"","f",0,null]',
      '['.repeat(3000),
    ])
      await expectInvalid(seal(Buffer.from(text)));
    await expectInvalid(seal(Uint8Array.of(0xff, 0xfe, 0)));
  });

  it('never makes an error of ours, whatever values of the right types it holds', async () => {
    const { 4: keys } = JSON.parse(LOCAL_SEAL.open(Buffer.from(token, 'base64url'))!.toString());
    const odd = [
      0,
      -0,
      -1,
      0.1,
      1e308,
      -1e308,
      5e-324,
      2 ** 53,
      null,
      '',
      'x',
      '\0',
      '\ud800',
      '😀',
      "' or 1=1",
      'x'.repeat(3000),
    ];
    for (const at of keys.keys())
      for (const value of odd)
        for (const direction of ['f', 'b']) {
          const response = await request(`${FILTERED}&cursor=${forge({ 2: direction, 4: keys.with(at, value) })}`);
          if (response.status === 200) await response.json();
          else expect((await readProblem(response)).type).toBe('/problems/cursor-invalid');
        }
    for (const rank of [null, 0, Number.MAX_SAFE_INTEGER])
      expect((await request(`${FILTERED}&cursor=${forge({ 3: rank })}`)).status).toBe(200);
  });
});

describe('a cursor of another query', () => {
  it.each([
    '/v1/contacts?country.in=NO&sort=-points,last_activity',
    '/v1/contacts?sort=-points,last_activity',
    '/v1/contacts?country.nin=NO,DE&sort=-points,last_activity',
    '/v1/contacts?city.in=NO,DE&sort=-points,last_activity',
    '/v1/contacts?country.in=NO,DE&points.gte=0&sort=-points,last_activity',
    '/v1/contacts?country.in=NO,DE&city.contains=a&sort=-points,last_activity',
    '/v1/contacts?country.in=NO,DE&sort=points,last_activity',
    '/v1/contacts?country.in=NO,DE&sort=-points,-last_activity',
    '/v1/contacts?country.in=NO,DE&sort=last_activity,-points',
    '/v1/contacts?country.in=NO,DE&sort=-points',
    '/v1/contacts?country.in=NO,DE',
  ])('does not go on in %s', async (path) => {
    const { errors } = await expectProblem(
      `${path}${path.includes('?') ? '&' : '?'}cursor=${token}`,
      'cursor-mismatch',
    );
    expect(errors!.map(({ parameter }) => parameter)).toEqual(['cursor']);
  });

  it('goes on in the same query with another limit, other fields, another count or an explanation', async () => {
    const [path] = FILTERED.split('&limit');
    for (const change of [
      'limit=200',
      'limit=1',
      'fields=city',
      'count=none',
      'count=exact',
      'explain=true',
      'format=json',
    ])
      expect([change, (await request(`${path}&${change}&cursor=${token}`)).status]).toEqual([change, 200]);
  });

  it('goes on in the same query spelt in another way', async () => {
    for (const same of [
      'sort=-points,last_activity&country.in=DE,NO',
      'country.in=["no","de"]&sort=-points,last_activity',
      'country.in=NO,DE,NO&sort=-points,last_activity',
      'country.in=%4EO%2CDE&s%6Frt=-points%2Clast_activity',
    ])
      expect([same, (await request(`/v1/contacts?${same}&cursor=${token}`)).status]).toEqual([same, 200]);
  });

  it('still goes on when the row that it was made at is gone', async () => {
    const path = '/v1/contacts?sort=-points,last_activity&limit=5&fields=id';
    const read = async (path: string) =>
      (await request(path)).json<{ data: { id: number }[]; page: { next: string } }>();
    const first = await read(path);
    const second = await read(`${path}&cursor=${first.page.next}`);
    await env.DB.prepare('delete from app_user where id = ?').bind(first.data.at(-1)!.id).run();
    expect(await read(`${path}&cursor=${first.page.next}`)).toMatchObject({ data: second.data });
  });
});
