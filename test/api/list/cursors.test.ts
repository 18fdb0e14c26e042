// Cursors that are garbage, or made for another query: refused with a problem that says which, never guessed at.
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { expectProblem, request } from '../../support/problem.ts';
import { runs } from '../../support/runs.ts';
import { expectInvalid, FILTERED, token } from './cursor.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Of so many places in a cursor one is tried. */
const EVERY = runs(7, 1);

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
    for (let at = 1; at < token.length; at += EVERY)
      for (const part of [token.slice(0, at), token.slice(at)]) await expectInvalid(part);
  });

  it('is invalid when one of its characters is altered', async () => {
    for (let at = 0; at < token.length; at += EVERY) {
      const character = token[at]!;
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
