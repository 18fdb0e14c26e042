// When the database fails: 503 with a time to come back where it is out of reach or over its limit, else 500; and what
// it said never leaves the Worker. The failure is the one thing here that a real D1 cannot be asked for.
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import worker from '../../../src/index.ts';
import { announce, isolateVersion } from '../../../src/version/known.ts';
import { openPlace } from '../../support/edge.ts';
import { readProblem } from '../../support/problem.ts';

const log = vi.fn();
beforeEach(() => void vi.stubGlobal('console', { ...console, error: log.mockReset() }));
afterEach(() => void vi.unstubAllGlobals());

/** What was logged, each a line of JSON. */
const lines = (): Record<string, unknown>[] => log.mock.calls.map(([line]) => JSON.parse(line));

type Moment = 'session' | 'prepare' | 'statement';

/** The Worker's answer while D1 throws this error at that moment of a request. */
function requestWith(error: Error, path: string, moment: Moment = 'statement', init?: RequestInit): Promise<Response> {
  const fail = (at: Moment) => {
    if (moment === at) throw error;
  };
  const statement = {
    bind: () => statement,
    all: async () => fail('statement'),
  };
  const session = {
    prepare: () => fail('prepare') ?? statement,
    batch: async () => fail('statement'),
    getBookmark: () => null,
  };
  const DB = { withSession: () => fail('session') ?? session } as unknown as D1Database;
  const request = new Request(`http://localhost${path}`, init);
  return Promise.resolve(worker.fetch(request as never, { ...env, DB }, createExecutionContext()));
}

/** The transient messages of D1 (developers.cloudflare.com/d1/observability/debug-d1). */
const TRANSIENT = [
  'D1 DB is overloaded. Requests queued for too long.',
  'D1 DB is overloaded. Too many requests queued.',
  'D1 DB exceeded its CPU time limit and was reset.',
  "D1 DB's isolate exceeded its memory limit and was reset.",
  'D1 DB reset because its code was updated.',
  'D1 DB storage operation exceeded timeout which caused object to be reset.',
  'Internal error in D1 DB storage caused object to be reset.',
  'Internal error while starting up D1 DB storage caused object to be reset.',
  'Cannot resolve D1 DB due to transient issue on remote node.',
  'Network connection lost.',
];
const PATHS = ['/v1/contacts', '/v1/contacts?sort=city&count=none', '/v1/contacts/1', '/healthz'];

describe('a database that is out of reach', () => {
  it.each(TRANSIENT)('is told as overloaded, with a time to come back: %s', async (message) => {
    const wrapped = new Error('D1 failed', { cause: new Error(message) });
    const errors = [new Error(`D1_ERROR: ${message}`), new Error(message), wrapped];
    const asks = errors.flatMap((error) =>
      PATHS.map(async (path) => ({ path, response: await requestWith(error, path) })),
    );
    for (const { path, response } of await Promise.all(asks)) {
      expect([path, response.status]).toEqual([path, 503]);
      expect(response.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/);
      const problem = await readProblem(response);
      expect(problem.type).toBe('/problems/overloaded');
      expect(JSON.stringify(problem)).not.toMatch(/D1|storage|isolate|object/);
    }
  });

  it('is told so at whatever moment it fails', async () => {
    for (const moment of ['session', 'prepare', 'statement'] as const)
      expect((await requestWith(new Error(`D1_ERROR: ${TRANSIENT[0]}`), '/v1/contacts', moment)).status).toBe(503);
  });

  it('is told so to a conditional request and to HEAD', async () => {
    const error = new Error(`D1_ERROR: ${TRANSIENT[0]}`);
    const conditional = await requestWith(error, '/v1/contacts', 'statement', { headers: { 'If-None-Match': '*' } });
    expect(conditional.status).toBe(503);
    const head = await requestWith(error, '/v1/contacts', 'statement', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([503, '']);
  });

  it('does not keep a faulty query or an unknown path from being told so', async () => {
    const error = new Error(`D1_ERROR: ${TRANSIENT[0]}`);
    expect((await requestWith(error, '/v1/contacts?limit=0')).status).toBe(400);
    expect((await requestWith(error, '/nowhere')).status).toBe(404);
    expect((await requestWith(error, '/')).status).toBe(200);
  });
});

describe('an error that no one expected', () => {
  const SECRET = 'near "selec": syntax error at app_user.secret_column';

  it('is told as internal, and nothing of it', async () => {
    for (const error of [
      new Error(`D1_ERROR: ${SECRET}: SQLITE_ERROR`),
      new TypeError(SECRET),
      new Error('', { cause: SECRET }),
    ])
      for (const path of PATHS) {
        const response = await requestWith(error, path);
        expect([path, response.status]).toEqual([path, 500]);
        const problem = await readProblem(response);
        expect(problem.type).toBe('/problems/internal');
        expect(JSON.stringify([problem, ...response.headers])).not.toMatch(
          /syntax|secret|SQL|D1_ERROR|app_user|\bat\b/,
        );
      }
  });

  it('is written to the log, where the one who runs the Worker finds it', async () => {
    await requestWith(new Error(SECRET), '/v1/contacts');
    expect(lines()).toEqual([
      expect.objectContaining({ event: 'internal', status: 500, method: 'GET', route: '/v1/contacts' }),
    ]);
    expect(lines()[0]!.cause).toEqual(['Error: near …: syntax error at app_user.secret_column']);
  });
});

describe('the log', () => {
  it('tells why the database was out of reach, and no value of a query', async () => {
    const caused = new Error('D1 failed', { cause: new Error(`D1_ERROR: ${TRANSIENT[0]}`) });
    const { headers } = await requestWith(caused, '/v1/contacts?last_name=Mustermann&q=anna');
    const [line] = lines();
    expect(line).toMatchObject({ level: 'error', event: 'overloaded', status: 503, route: '/v1/contacts' });
    expect(line!.request_id).toBe(headers.get('X-Request-Id'));
    expect(line!.cause).toEqual(['Error: D1 failed', `Error: D1_ERROR: ${TRANSIENT[0]}`]);
    expect(JSON.stringify(line)).not.toMatch(/mustermann|anna/i);
  });

  it('tells nothing that a message quotes', async () => {
    const quoting = `Unexpected token 'M', "Mustermann"... is not \`Anna\` or 'Ada`;
    await requestWith(new SyntaxError(quoting), '/v1/contacts');
    expect(lines()[0]!.cause).toEqual(['SyntaxError: Unexpected token …, …... is not … or …']);
  });

  it('tells of a page and of a version that KV did not take', async () => {
    const place = openPlace();
    place.view.failure = new Error('KV PUT failed: 429 Too Many Requests');
    expect((await place.fetch('/v1/contacts')).status).toBe(200);
    await place.settle();
    expect(lines()).toContainEqual(expect.objectContaining({ event: 'kv-put', kind: 'page' }));
    log.mockReset();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const announced = announce(place.env.KV, async () => isolateVersion(place.env.KV));
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(await announced).toBe(false);
    expect(lines()).toEqual([expect.objectContaining({ event: 'announcement', attempts: 4 })]);
  });

  it('tells nothing of a request that was refused', async () => {
    for (const path of ['/v1/contacts?limit=0', '/nowhere']) await requestWith(new Error('unused'), path);
    expect(lines()).toEqual([]);
  });
});
