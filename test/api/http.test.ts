// The promises of the answers beside their rows: links, headers, conditional requests and CORS.
import { env } from 'cloudflare:workers';
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawContacts, storeContacts } from '../support/contacts.ts';
import { openPlace } from '../support/edge.ts';
import { request } from '../support/problem.ts';

beforeAll(() => storeContacts(drawContacts(30, 5)));

interface Answer {
  data: { id: number }[];
  page: { next: string | null; prev: string | null };
  links: Record<'self' | 'next' | 'prev' | 'first' | 'last', string | null>;
  meta?: { plan: Record<string, unknown> };
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer & { headers: Headers }> {
  const response = await request(path, { headers });
  expect([path, response.status]).toEqual([path, 200]);
  return { ...(await response.json<Answer>()), headers: response.headers };
}

/** A Link header (RFC 8288) as targets by relation. */
function parseLink(header: string): Record<string, string> {
  const links = [...header.matchAll(/<([^<>]*)>; rel="(\w+)"(?:, |$)/g)];
  expect(links.map(([text]) => text).join('')).toBe(header);
  return Object.fromEntries(links.map(([, target, relation]) => [relation, target]));
}

/** A Server-Timing header as milliseconds and description by stage. */
function parseTiming(headers: Headers): Record<string, { dur: number; desc: string | undefined }> {
  const entries = headers.get('Server-Timing')!.split(', ');
  return Object.fromEntries(
    entries.map((entry) => {
      const [, stage, dur, desc] = /^([a-z]+);dur=(\d+\.\d+)(?:;desc="([^"]*)")?$/.exec(entry)!;
      return [stage, { dur: Number(dur), desc }];
    }),
  );
}

describe('the links of a page', () => {
  it('are the same in the header, can each be followed, and lead back', async () => {
    const first = await ask('/v1/contacts?sort=-points,city&limit=7&fields=id');
    const second = await ask(first.links.next!);
    for (const page of [first, second, await ask(second.links.next!), await ask(first.links.last!)]) {
      const { self, ...others } = page.links;
      const present = Object.entries(others).filter(([, target]) => target !== null);
      expect(parseLink(page.headers.get('Link')!)).toEqual(Object.fromEntries(present));
      expect((await ask(self!)).data).toEqual(page.data);
      for (const [, target] of present) await ask(target!);
      expect([page.links.next === null, page.links.prev === null]).toEqual([
        page.page.next === null,
        page.page.prev === null,
      ]);
    }
    expect((await ask(second.links.prev!)).data).toEqual(first.data);
    expect((await ask(second.links.first!)).data).toEqual(first.data);
    expect(first.links.prev).toBeNull();
    expect((await ask(first.links.last!)).links.next).toBeNull();
  });

  it('keep every other parameter as it was sent and change only where the page starts', async () => {
    const kept = 'country.in=NO,DE&first_name.ne=M%C3%BCller+A&sort=last_name&limit=2';
    for (const start of ['', '&seek=b', '&cursor=last']) {
      const { links } = await ask(`/v1/contacts?${kept}${start}`);
      expect(links.self).toBe(`/v1/contacts?${kept}${start}`);
      expect(links.first).toBe(`/v1/contacts?${kept}`);
      expect(links.last).toBe(`/v1/contacts?${kept}&cursor=last`);
      for (const target of [links.next, links.prev])
        if (target !== null) expect(target).toMatch(/^[^?]*\?[^?]*limit=2&cursor=[\w-]+$/);
    }
  });

  it('drop a start that stands first, alone, or is spelt in other characters', async () => {
    for (const start of ['cursor=last', 'c%75rsor=last', 'seek=5', '%73eek=5', '%73%65%65%6B=5'])
      for (const search of [start, `${start}&limit=3`, `limit=3&${start}`]) {
        const { links } = await ask(`/v1/contacts?${search}`);
        const rest = search.includes('limit=3') ? '?limit=3' : '';
        expect([search, links.first]).toEqual([search, `/v1/contacts${rest}`]);
        for (const target of [links.next, links.prev, links.last]) if (target !== null) await ask(target);
      }
  });

  it('of a page without rows lead to where there are some', async () => {
    const { data, links } = await ask('/v1/contacts?sort=last_name&seek=%F4%8F%BF%BF&limit=4');
    expect(data).toEqual([]);
    expect(links.next).toBeNull();
    expect((await ask(links.prev!)).data).toEqual((await ask(links.last!)).data);
  });
});

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
  ];

  it('may read every header of every answer', async () => {
    for (const path of ['/v1/contacts', '/v1/contacts/1', '/v1/contacts/0', '/healthz', '/', '/nowhere']) {
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
