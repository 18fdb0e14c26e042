// What an answer tells beside its rows: its headers, its plan, and what browsers on other sites may read.
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPlace } from '../../support/edge.ts';
import { request } from '../../support/problem.ts';
import { ask, parseTiming } from './ask.ts';

describe('every list', () => {
  it('says how it may be kept and what it depends on', async () => {
    const { headers } = await ask('/v1/contacts');
    expect(headers.get('Cache-Control')).toBe('private, no-cache');
    expect(headers.get('Vary')!.split(/, */)).toContain('Accept');
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
  });

  it('tells the time of its stages, and what the database read', async () => {
    const timing = parseTiming((await ask('/v1/contacts?country=NO&limit=2')).headers);
    expect(Object.keys(timing)).toEqual(expect.arrayContaining(['parse', 'list', 'db', 'total']));
    expect(timing.db!.desc).toMatch(/^queries=2 trips=1 rows_read=\d+$/);
    for (const { dur } of Object.values(timing)) expect(dur).toBeLessThanOrEqual(timing.total!.dur + 0.01);
  });

  it('tells the bookmark and the version of the data it shows', async () => {
    const { headers } = await ask('/v1/contacts');
    expect(headers.get('X-D1-Bookmark')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/);
    const stored = await env.DB.prepare(
      `select epoch || '.' || printf('%015d', version) as version from data_state`,
    ).first();
    expect(headers.get('X-Data-Version')).toBe(stored!.version);
  });

  it('has a request id of its own, which is not for the client to choose', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await ask('/v1/contacts')).headers.get('X-Request-Id')));
    expect(new Set(ids).size).toBe(3);
    const sent = { 'X-Request-Id': 'mine-1', 'CF-Ray': 'mine-2' };
    expect((await ask('/v1/contacts', sent)).headers.get('X-Request-Id')).not.toMatch(/mine/);
    const ray = '8f1c2d3e4f5a6b7c-GRU'; // Cloudflare's own, which overwrites what a client sends
    expect((await ask('/v1/contacts', { 'CF-Ray': ray })).headers.get('X-Request-Id')).toBe(ray);
  });

  it('is nothing for a browser to guess at, run, or frame', async () => {
    for (const path of ['/', '/healthz', '/v1/contacts', '/v1/contacts/1', '/nowhere']) {
      const { headers } = await request(path);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d{8}/);
      expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    }
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const get = await request('/v1/contacts?limit=3');
    const head = await request('/v1/contacts?limit=3', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const own = new Set(['server-timing', 'x-request-id', 'x-d1-bookmark', 'content-length', 'cache-status']);
    const shared = (headers: Headers) => [...headers].filter(([name]) => !own.has(name));
    expect(shared(head.headers)).toEqual(shared(get.headers));
  });

  it('explains its plan when asked, and only then', async () => {
    expect((await ask('/v1/contacts?explain=false')).meta).toBeUndefined();
    const { meta } = await ask('/v1/contacts?explain=true&sort=city&limit=5');
    expect(meta).toEqual({
      plan: {
        access: expect.any(String),
        index: 'address_city',
        queries: 1,
        rows_read: expect.any(Number),
        estimated_rows: expect.any(Number),
        db_ms: expect.any(Number),
        steps: [
          {
            access: 'walk',
            table: 'address',
            index: 'address_city',
            group: [],
            tests: [],
            most_looked_at: null,
            estimated: { rows: expect.any(Number), rows_read: expect.any(Number) },
          },
        ],
      },
    });
    expect(meta!.plan.rows_read).toBeGreaterThan(0);
  });
});

describe('a browser on another site', () => {
  const Authorization = 'Bearer a-token';
  const deployment = openPlace([], {
    ACCESS: undefined as never,
    WRITE_TOKENS: createHash('sha256').update('a-token').digest('hex'),
  });
  const EXPOSED = [
    'Link',
    'ETag',
    'Cache-Status',
    'Vary',
    'Server-Timing',
    'X-D1-Bookmark',
    'X-Data-Version',
    'X-Request-Id',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'Content-Disposition',
    'Idempotency-Replayed',
    'Location',
    'Allow',
  ];

  it('may read every header of every answer', async () => {
    for (const path of [
      '/v1/contacts',
      '/v1/contacts/export?id=1',
      '/v1/contacts/1',
      '/v1/contacts/0',
      '/healthz',
      '/',
      '/nowhere',
    ]) {
      const { headers } = await deployment.fetch(path, {
        headers: { Origin: 'https://elsewhere.test', Authorization },
      });
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
      const exposed = headers.get('Access-Control-Expose-Headers')!.split(/, */);
      expect(EXPOSED.filter((name) => !exposed.includes(name))).toEqual([]);
    }
  });

  it('may send conditions and its own methods after a preflight', async () => {
    const response = await deployment.fetch('/v1/contacts/1', {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://elsewhere.test',
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'if-match, content-type, idempotency-key',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Access-Control-Allow-Methods')!.split(/, */)).toEqual(
      expect.arrayContaining(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']),
    );
    expect(response.headers.get('Access-Control-Allow-Headers')!.toLowerCase().split(/, */)).toEqual(
      expect.arrayContaining(['if-match', 'content-type', 'idempotency-key']),
    );
  });
});
