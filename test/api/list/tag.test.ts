// The entity tag of a list, and conditional requests.
import { describe, expect, it } from 'vitest';
import { request } from '../../support/problem.ts';
import { ask, parseTiming } from './ask.ts';

describe('the entity tag of a list', () => {
  it('is weak, the same for the same query, and another for another', async () => {
    const tag = async (path: string) => (await ask(path)).headers.get('ETag');
    expect(await tag('/v1/contacts?limit=3')).toMatch(/^W\/"[^"\s]+"$/);
    expect(await tag('/v1/contacts?limit=3')).toBe(await tag('/v1/contacts?limit=3'));
    const tags = ['', '?limit=3', '?limit=4', '?sort=-id', '?fields=city', '?cursor=last', '?count=none'];
    expect(new Set(await Promise.all(tags.map((search) => tag(`/v1/contacts${search}`)))).size).toBe(tags.length);
  });

  it('answers If-None-Match with 304 and none of the list', async () => {
    const path = '/v1/contacts?sort=-points&limit=3';
    const { headers } = await ask(path);
    const tag = headers.get('ETag')!;
    for (const condition of [tag, tag.slice(2), `"x", ${tag}`, `${tag},W/"y"`, '*', ' * ']) {
      const response = await request(path, { headers: { 'If-None-Match': condition } });
      expect([condition, response.status]).toEqual([condition, 304]);
      expect(await response.text()).toBe('');
      expect(parseTiming(response.headers).list).toBeUndefined();
      for (const name of ['ETag', 'Cache-Control', 'Vary', 'X-Data-Version'])
        expect([name, response.headers.get(name)]).toEqual([name, headers.get(name)]);
      expect(response.headers.get('X-Request-Id')).toMatch(/./);
    }
  });

  it('does not let another one through', async () => {
    const { headers } = await ask('/v1/contacts?limit=3');
    const tag = headers.get('ETag')!;
    for (const condition of ['"x"', '', ',', tag.replaceAll('"', ''), tag.slice(0, -1), `${tag.slice(0, -1)}x"`])
      await ask('/v1/contacts?limit=3', { 'If-None-Match': condition });
    await ask('/v1/contacts?limit=4', { 'If-None-Match': tag });
  });

  it('changes with the data version', async () => {
    const before = (await ask('/v1/contacts')).headers;
    const changed = await request('/v1/contacts/1', { method: 'PATCH', body: JSON.stringify({ points: 77 }) });
    expect(changed.status).toBe(200);
    const after = (await ask('/v1/contacts', { 'If-None-Match': before.get('ETag')! })).headers;
    expect(after.get('ETag')).not.toBe(before.get('ETag'));
    expect(after.get('X-Data-Version')! > before.get('X-Data-Version')!).toBe(true);
  });

  it('is not there with explain, which always runs the query', async () => {
    const { headers, meta } = await ask('/v1/contacts?explain=true', { 'If-None-Match': '*' });
    expect(headers.get('ETag')).toBeNull();
    expect(meta).toBeDefined();
  });

  it('never keeps a faulty query from being told so', async () => {
    for (const search of ['limit=0', 'cursor=x'])
      expect((await request(`/v1/contacts?${search}`, { headers: { 'If-None-Match': '*' } })).status).toBe(400);
  });
});
