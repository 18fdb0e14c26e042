// What is noted of each request, for the log and for counting: what it took, and nothing of what it says.
import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../../src/env.ts';
import { BLOBS, DOUBLES } from '../../../src/http/watch/note.ts';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { openPlace, watchDatabase } from '../../support/edge.ts';

beforeAll(() => storeContacts(drawContacts(60, 3)));

const TOKEN = 'a-token';
const hash = createHash('sha256').update(TOKEN).digest('hex');
const AUTHORIZATION = { Authorization: `Bearer ${TOKEN}` };
/** Of somebody, and nowhere in the code. */
const VALUE = 'Zebulonia';

let logged: string[] = [];
beforeEach(() => {
  logged = [];
  const keep = (line: string) => void logged.push(line);
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
});
afterEach(() => void vi.restoreAllMocks());

/** A deployment that writes with one token, and what it has counted. */
function deploy(overrides: Partial<Env> = {}) {
  const points: AnalyticsEngineDataPoint[] = [];
  const METRICS = { writeDataPoint: (point?: AnalyticsEngineDataPoint) => void points.push(point!) };
  const settings = { ACCESS: undefined as never, ENVIRONMENT: 'production' as const, WRITE_TOKENS: hash };
  return { points, place: openPlace([], { ...settings, METRICS, ...overrides }) };
}

const lines = () => logged.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log', () => {
  it('has one line for each request: by which route and plan, from where, what it took and for whom', async () => {
    const { place } = deploy();
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await place.fetch(path, { ...init, headers: { ...AUTHORIZATION, ...init.headers } });
      const body = await response.arrayBuffer();
      await place.settle();
      const [line, ...more] = lines().slice(-1);
      expect([more, line!.event, line!.status, line!.request_id]).toEqual([
        [],
        'request',
        response.status,
        response.headers.get('X-Request-Id'),
      ]);
      return { line: line!, size: body.byteLength };
    };
    const cold = await ask('/v1/contacts?sort=city');
    const caller = `token:${hash.slice(0, 8)}`;
    const asked = { route: '/v1/contacts', method: 'GET', problem: null, caller, build: place.env.BUILD.id };
    expect(cold.line).toMatchObject({ ...asked, plan: 'walk', cache: 'miss', bytes: cold.size });
    expect(cold.line.rows_read).toBeGreaterThan(50);
    expect(cold.line.trips).toBeGreaterThan(0);
    const again = await ask('/v1/contacts?sort=city');
    expect(again.line).toMatchObject({ plan: null, cache: 'memory', rows_read: 0, trips: 0, bytes: again.size });
    expect((await ask('/v1/contacts/3')).line).toMatchObject({ route: '/v1/contacts/:id', cache: null, plan: null });
    expect((await ask('/v1/contacts/fields')).line.route).toBe('/v1/contacts/fields');
    expect((await ask('/nowhere')).line).toMatchObject({ route: 'none', problem: 'not-found' });
    const refused = await ask('/v1/contacts/3', { headers: { Authorization: '' } });
    expect(refused.line).toMatchObject({
      route: '/v1/contacts/:id',
      status: 401,
      caller: null,
      problem: 'unauthorized',
    });
    expect((await ask('/v1/contacts/3', { method: 'PUT' })).line).toMatchObject({ method: 'other', status: 405 });
    expect(logged.length).toBe(7);
  });

  it('tells of an export when it has ended, with all that it read and sent', async () => {
    const { place } = deploy();
    const response = await place.fetch('/v1/contacts/export', { headers: AUTHORIZATION });
    expect(logged).toEqual([]);
    const { byteLength } = await response.arrayBuffer();
    await place.settle();
    expect(lines()).toEqual([
      expect.objectContaining({ route: '/v1/contacts/export', status: 200, bytes: byteLength }),
    ]);
    expect(lines()[0]!.rows_read).toBeGreaterThan(60);
  });

  it('has nothing of what a path, a query, a body or a header says', async () => {
    const { place, points } = deploy();
    const json = { ...AUTHORIZATION, 'Content-Type': 'application/json', 'User-Agent': VALUE };
    const body = JSON.stringify({ first_name: VALUE });
    for (const [path, init] of [
      [`/v1/contacts?first_name=${VALUE}`, {}],
      [`/v1/contacts?${VALUE}=1`, {}],
      [`/v1/contacts/${VALUE}`, {}],
      [`/${VALUE}`, {}],
      [`/v1/contacts?q=${VALUE}&cursor=${VALUE}`, {}],
      ['/v1/contacts/search', { method: 'POST', body }],
      ['/v1/contacts', { method: 'POST', body }],
      ['/v1/contacts/1', { method: 'PATCH', body }],
    ] as [string, RequestInit][])
      await place.fetch(path, { ...init, headers: json });
    await place.settle();
    expect([logged.length, points.length]).toEqual([8, 8]);
    expect(`${logged.join()} ${JSON.stringify(points)}`.toLowerCase()).not.toMatch(/zebulonia|first_name/);
  });

  it('has the cause of a 5xx in a line beside it, under the same id', async () => {
    const DB = watchDatabase(() => {
      throw new Error(`D1_ERROR: D1 DB is overloaded. Too many requests queued. "${VALUE}"`);
    });
    const { place } = deploy({ DB });
    const response = await place.fetch(`/v1/contacts/7?`, { headers: AUTHORIZATION });
    await response.text();
    const [cause, request] = lines();
    expect(cause).toMatchObject({ level: 'error', event: 'overloaded', status: 503, route: '/v1/contacts/:id' });
    expect(JSON.stringify(cause!.cause)).toContain('Too many requests queued');
    expect(request).toMatchObject({ event: 'request', status: 503, problem: 'overloaded' });
    expect(request!.request_id).toBe(cause!.request_id);
    expect(logged.join()).not.toContain(VALUE);
  });

  it('has the cause of a cron trigger that fails', async () => {
    const DB = watchDatabase(() => {
      throw new Error('D1_ERROR: D1 DB exceeded its CPU time limit and was reset.');
    });
    await expect(deploy({ DB }).place.scheduled()).rejects.toThrow();
    expect(lines()).toEqual([expect.objectContaining({ level: 'error', event: 'cron', cron: '* * * * *' })]);
  });

  it('is silent in local development, unless it is asked for', async () => {
    const place = openPlace();
    await place.fetch('/v1/contacts/fields');
    expect(logged).toEqual([]);
    await openPlace([], { REQUEST_LOG: 'on' }).fetch('/v1/contacts/fields');
    expect(lines()).toEqual([expect.objectContaining({ route: '/v1/contacts/fields', caller: 'local' })]);
  });
});

describe('counting', () => {
  it('has a data point for each request, with the numbers of its line', async () => {
    const { place, points } = deploy();
    await place.fetch('/v1/contacts?sort=-city', { headers: AUTHORIZATION });
    const [line] = lines();
    const [{ indexes, blobs, doubles }] = points as [Required<AnalyticsEngineDataPoint>];
    expect(indexes).toEqual([line!.route]);
    expect(Object.fromEntries(BLOBS.map((name, at) => [name, blobs[at]]))).toEqual(
      Object.fromEntries(BLOBS.map((name) => [name, String(line![name] ?? '')])),
    );
    expect(Object.fromEntries(DOUBLES.map((name, at) => [name, doubles[at]]))).toEqual(
      Object.fromEntries(DOUBLES.map((name) => [name, line![name] ?? 0])),
    );
  });

  it('is no matter where there is nothing to count with', async () => {
    const { place } = deploy({ METRICS: undefined as never });
    expect((await place.fetch('/v1/contacts', { headers: AUTHORIZATION })).status).toBe(200);
  });
});
