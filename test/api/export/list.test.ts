// One page of the list as CSV or NDJSON: the rows alone, with the way on in the Link header.
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { cacheOf, openPlace } from '../../support/edge.ts';
import { expectProblem, request } from '../../support/problem.ts';
import { parseCsv } from './csv.ts';

const contacts = drawContacts(130, 3);

beforeAll(() => storeContacts(contacts));

describe('a page of the list', () => {
  it('comes as CSV and NDJSON, by parameter or by Accept', async () => {
    const csv = await request('/v1/contacts?format=csv&limit=3&fields=id,points');
    expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
    const rows = contacts.slice(0, 3).map(({ id, points }) => `${id},${points}\r\n`);
    expect(await csv.text()).toBe(`id,points\r\n${rows.join('')}`);
    const ndjson = await request('/v1/contacts?limit=3', { headers: { Accept: 'application/x-ndjson' } });
    expect(ndjson.headers.get('Content-Type')).toBe('application/x-ndjson');
    const lines = (await ndjson.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(contacts.slice(0, 3));
    const typeFor = async (Accept: string) =>
      (await request('/v1/contacts?limit=1', { headers: { Accept } })).headers.get('Content-Type');
    expect(await typeFor('text/csv, application/json;q=0.5')).toMatch(/^text\/csv/);
    expect(await typeFor('text/csv;q=0.5, application/json')).toBe('application/json');
    expect(await typeFor('text/html, */*;q=0.1')).toBe('application/json');
    await expectProblem('/v1/contacts', 'not-acceptable', { headers: { Accept: 'text/html' } });
  });

  it('goes on by its Link header to the end', async () => {
    const ids: string[] = [];
    for (let next: string | undefined = '/v1/contacts?format=csv&limit=50&sort=-id'; next; ) {
      const response: Response = await request(next);
      ids.push(...parseCsv(await response.text()).slice(1).map(([id]) => id!)); // biome-ignore format: short
      next = /<([^>]*)>; rel="next"/.exec(response.headers.get('Link')!)?.[1];
    }
    expect(ids).toEqual(contacts.map(({ id }) => String(id)).reverse());
  });

  it('is cached and tagged apart in each format', async () => {
    const place = openPlace();
    const as = (Accept: string, more = {}) => place.fetch('/v1/contacts?points=5', { headers: { Accept, ...more } });
    await place.fetch('/v1/contacts/1', { method: 'PATCH', body: '{"points":7}' });
    await place.settle();
    const [json, csv] = [await as('application/json'), await as('text/csv')];
    await place.settle();
    expect(cacheOf(await as('text/csv'))).toBe('hit');
    expect(await (await as('text/csv')).text()).toBe(await csv.text());
    expect(csv.headers.get('ETag')).not.toBe(json.headers.get('ETag'));
    expect((await as('text/csv', { 'If-None-Match': csv.headers.get('ETag')! })).status).toBe(304);
    expect((await as('text/csv', { 'If-None-Match': json.headers.get('ETag')! })).status).toBe(200);
  });

  it('is JSON only where the query is a body', async () => {
    const body = JSON.stringify({ format: 'csv' });
    const headers = { 'Content-Type': 'application/json' };
    await expectProblem('/v1/contacts/search', 'invalid-body', { method: 'POST', body, headers });
  });
});
