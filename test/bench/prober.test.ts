// The prober in workerd, as `npm run prober` runs it: who may use it, what it asks of an API, and what it brings back from
// a Kartei that `npm start` serves.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unstable_startWorker } from 'wrangler';
import { refuse } from '../../bench/prober/access.ts';
import { type Plan, type Report, toAddress } from '../../bench/prober/plan.ts';
import { type EdgeOptions, runEdge } from '../../bench/regions/edge.ts';
import { type RegionsResult, summarizeRegions } from '../../bench/regions/merge.ts';
import { drawNumbers, measureRegions } from '../../bench/regions/regions.ts';
import { OFFLINE, ROOT } from '../../seed/database.ts';
import { createMigrated, findPort, type Script, startScript, untilSaid } from '../seed/folder.ts';
import { type Edge, startEdge } from './edge.ts';

Object.assign(process.env, OFFLINE);

/** To load contacts and to start and end four servers. */
const SETUP_MS = 60_000;

type Prober = { url: string; close: () => Promise<void> };

/** As `wrangler dev` does; the requests that it makes go out from workerd itself. */
async function startProber(bindings: Record<string, string>): Promise<Prober> {
  const worker = await unstable_startWorker({
    config: join(ROOT, 'bench/prober/wrangler.toml'),
    bindings: Object.fromEntries(
      Object.entries(bindings).map(([name, value]) => [name, { type: 'plain_text', value }]),
    ),
    dev: {
      server: { hostname: '127.0.0.1', port: 0 },
      inspector: false,
      persist: false,
      watch: false,
      logLevel: 'warn',
    },
  });
  return { url: (await worker.url).href, close: () => worker.dispose() };
}

const { folder, remove } = await createMigrated();
let [open, guarded, closed]: Prober[] = [];
let edge: Edge;
let kartei: Script;
let url: string;
beforeAll(async () => {
  const port = await findPort();
  url = `http://localhost:${port}`;
  kartei = startScript('start', '--port', String(port), '--contacts', '1500', '--persist-to', folder);
  edge = await startEdge('an-api-token');
  [open, guarded, closed] = await Promise.all([
    startProber({ ACCESS: 'open' }),
    startProber({ PROBER_TOKEN: 'a-prober-token' }),
    startProber({}),
  ]);
  await untilSaid(kartei, /Try:/);
}, SETUP_MS);
afterAll(async () => {
  kartei?.process.kill('SIGTERM');
  await Promise.all([open?.close(), guarded?.close(), closed?.close(), edge?.close(), kartei?.ended]);
  remove();
}, SETUP_MS);

function planOf(changes: Record<string, unknown> = {}): object {
  const plan: Plan = {
    hint: 'sam',
    run: 'test-1',
    target: edge.origin,
    path: '/v1/contacts?sort=id&seek={n}',
    token: 'an-api-token',
    cold: [11, 12],
    warm: 7,
  };
  return { ...plan, ...changes };
}

async function post(
  prober: Prober | undefined,
  plan: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(prober!.url, { method: 'POST', headers, body: JSON.stringify(plan) });
}

describe('the prober', () => {
  it('is closed to everybody while it has no token', async () => {
    for (const headers of [{}, { Authorization: 'Bearer ' }, { Authorization: 'Bearer undefined' }, { ACCESS: 'open' }])
      expect((await post(closed, planOf(), headers as Record<string, string>)).status).toBe(503);
    expect(edge.asked).toEqual([]);
  });

  it('is open to who has its token, and to nobody else', async () => {
    const wrong = [
      '',
      'Bearer',
      'Bearer wrong',
      'Bearer a-prober-toke',
      'Basic a-prober-token',
      'Bearer A-prober-token',
    ];
    for (const Authorization of wrong) {
      const response = await post(guarded, planOf(), { Authorization });
      expect([Authorization, response.status]).toEqual([Authorization, 401]);
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
    }
    expect(edge.asked).toEqual([]);
    const response = await post(guarded, planOf({ cold: [1] }), { Authorization: 'Bearer a-prober-token' });
    expect(response.status).toBe(200);
    edge.asked.length = 0;
  });

  it.each([
    [{ target: 'ftp://example.com' }],
    [{ target: 'file:///etc/passwd' }],
    [{ target: 'data:text/plain,x' }],
    [{ target: 'https://example.com/path' }],
    [{ target: 'localhost' }],
    [{ path: '//example.com/' }],
    [{ path: '/\\example.com/x' }],
    [{ path: '/\\example.com/{n}' }],
    [{ path: '/\t/example.com/' }],
    [{ path: '/\n\\example.com/' }],
    [{ path: '\\\\example.com/' }],
    [{ path: 'https://example.com/' }],
    [{ path: 'v1' }],
    [{ hint: 'mars' }],
    [{ run: 'a b' }],
    [{ cold: [] }],
    [{ cold: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
    [{ write: { id: -1, changes: {} } }],
    [{ more: 1 }],
  ])('refuses a plan with %j', async (changes) => {
    const response = await post(open, planOf(changes));
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(((await response.json()) as { detail: string }).detail).toContain(Object.keys(changes)[0]);
    expect(edge.asked).toEqual([]);
  });

  it('takes no plan from a page of another site, or by a name that is not of this machine', async () => {
    for (const Origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example'])
      expect([Origin, (await post(open, planOf(), { Origin })).status]).toEqual([Origin, 403]);
    expect(await refuse(new Request('http://evil.example/', { method: 'POST' }), { ACCESS: 'open' })).toMatchObject({
      status: 503,
    });
    expect(edge.asked).toEqual([]);
    const near = await post(open, planOf({ cold: [1] }), { Origin: 'http://localhost:5173' });
    expect(near.status).toBe(200);
    edge.asked.length = 0;
  });

  it('makes no address outside of the target', () => {
    const target = 'https://kartei.example';
    for (const path of ['/\\evil.example/x', '//evil.example', '/\t/evil.example'])
      expect(() => toAddress({ target, path }, 1, true)).toThrow('leaves');
    expect(toAddress({ target, path: '/v1/contacts?seek={n}' }, 7, true)).toBe(`${target}/v1/contacts?seek=7`);
  });

  it('refuses what is not JSON, and every method but POST', async () => {
    expect((await fetch(open!.url, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await fetch(open!.url)).status).toBe(405);
  });
});

describe('a probe', () => {
  it('asks for cold pages, for one page again, and for what it has written', async () => {
    edge.asked.length = 0;
    const response = await post(open, planOf({ warm: 8, write: { id: 3, changes: { points: 12 } } }));
    const { hint, ran, samples } = (await response.json()) as Report;
    expect([hint, ran]).toEqual(['sam', 'MIA']);

    const round = (cold: number) => [
      `GET /v1/contacts?sort=id&seek=${cold}`,
      'GET /v1/contacts?sort=id&seek=8',
      'GET /v1/contacts?sort=id&seek=8',
      'PATCH /v1/contacts/3',
      'GET /v1/contacts?sort=id&seek=8',
    ];
    const asked = edge.asked.map(({ method, path }) => `${method} ${path}`);
    expect(asked).toEqual(['GET /cdn-cgi/trace', ...round(11), ...round(12)]);
    const written = edge.asked[4]!;
    expect([written.headers['content-type'], written.body]).toEqual(['application/merge-patch+json', '{"points":12}']);
    const read = edge.asked[5]!.headers;
    expect([read['x-data-version'], read['x-d1-bookmark']]).toEqual(['2', 'bookmark-2']);
    expect(edge.asked[1]!.headers['x-data-version']).toBeUndefined();

    const states = ['cold', 'fill', 'warm', 'write', 'after write'];
    expect(samples.map(({ state }) => state)).toEqual(['connect', ...states, ...states]);
    expect(samples.map(({ status }) => status)).toEqual(samples.map(() => 200));
    const caches = samples.map(({ state, cache }) => `${state} ${cache}`);
    expect(caches.slice(1, 6)).toEqual(['cold miss', 'fill miss', 'warm hit', 'write null', 'after write miss']);
    expect(samples[3]).toMatchObject({
      answered: 'GRU',
      placement: 'local-GRU',
      region: 'ENAM',
      serverMs: 120,
      databaseMs: 1,
      queries: 2,
      trips: 1,
      version: 1,
    });
    expect(samples[5]!.version).toBe(2);
    expect(samples.every(({ headersMs, bodyMs }) => headersMs >= 0 && bodyMs >= 0)).toBe(true);
  });

  it('follows no redirect, which could lead its token anywhere', async () => {
    edge.asked.length = 0;
    const report = (await (await post(open, planOf({ path: '/v1/moved/{n}', cold: [1] }))).json()) as Report;
    expect(report.samples.map(({ status }) => status)).toEqual([200, 302, 302, 302]);
    expect(edge.asked.filter(({ path }) => path === '/v1/contacts')).toEqual([]);
  });

  it('brings back what failed, instead of failing itself', async () => {
    const refused = (await (await post(open, planOf({ token: 'wrong', cold: [1] }))).json()) as Report;
    expect(refused.samples.map(({ status }) => status)).toEqual([200, 401, 401, 401]);
    const target = `http://127.0.0.1:${await findPort()}`;
    const unreachable = (await (await post(open, planOf({ target, cold: [1] }))).json()) as Report;
    expect(unreachable.samples.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(unreachable.samples[0]!.error).toContain('Network connection lost');
  });
});

describe('the bench per region', () => {
  it('measures every region a slice at a time, with both tokens, and finds reads that are not stale', async () => {
    const result = await measureRegions({
      hints: ['weur', 'oc'],
      url: edge.origin,
      token: 'an-api-token',
      prober: guarded!.url,
      proberToken: 'a-prober-token',
      repeat: 11,
      write: 3,
    });
    expect(new Set(result.samples.map(({ run }) => run))).toEqual(new Set([result.runs[0]!.id]));
    const order = result.samples.filter(({ state }) => state === 'connect').map(({ hint }) => hint);
    expect(order).toEqual(['weur', 'oc', 'weur', 'oc']);
    const summaries = summarizeRegions(result);
    expect(summaries.map(({ hint, state, requests }) => `${hint} ${state} ${requests}`)).toEqual(
      ['weur', 'oc'].flatMap((hint) => [
        `${hint} connect 2`,
        ...['cold', 'warm', 'write', 'after write'].map((state) => `${hint} ${state} 11`),
      ]),
    );
    expect(summaries.every(({ failed, stale }) => failed === 0 && stale === 0)).toBe(true);
    expect(summaries.filter(({ state }) => state === 'warm').map(({ hits }) => hits)).toEqual([1, 1]);
    expect(edge.asked.find(({ method }) => method === 'PATCH')!.body).toBe('{"points":12}');
  });

  it('says what is wrong before anything is measured', async () => {
    const options = { hints: [], url: edge.origin, token: 'an-api-token', prober: closed!.url, repeat: 1 };
    await expect(measureRegions({ ...options, hints: ['weur'] })).rejects.toThrow('The prober answers 503');
    await expect(measureRegions({ ...options, url: 'ftp://example.com' })).rejects.toThrow('Not an http or https URL');
    await expect(measureRegions({ ...options, token: 'wrong' })).rejects.toThrow('answers 401');
  });

  it('draws different numbers, as many as there are', () => {
    expect(new Set(drawNumbers(9, 1000)).size).toBe(9);
    expect(drawNumbers(9, 3).sort()).toEqual([1, 2, 3]);
  });
});

describe('with a Kartei of npm start', () => {
  const file = (name: string) => join(folder, name);
  const readJson = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'));
  /** Runs what the options ask for in this process; what it printed. */
  const run = async (options: Partial<EdgeOptions>): Promise<string> => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await runEdge({ repeat: 2, primary: 'weur', ...options })).toBe(true);
    const printed = log.mock.calls.join('\n');
    log.mockRestore();
    return printed;
  };

  it('measures from the regions that the command line names', async () => {
    const target = ['--regions', 'weur,me', '--url', url, '--prober', open!.url];
    const args = [join(ROOT, 'bench/bench.ts'), ...target, '--repeat', '10', '--json', file('a.json')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    expect(stdout).toMatch(/^\| weur .* cold .* 10 /m);

    const result = readJson('a.json') as RegionsResult;
    expect(result.runs[0]).toMatchObject({ target: url, path: '/v1/contacts?sort=id&seek={n}', contacts: 1500 });
    const read = result.samples.filter(({ state }) => state !== 'connect');
    expect(read).toHaveLength(2 * 10 * 3);
    expect(read.every(({ status, bytes, version }) => status === 200 && bytes > 500 && version !== null)).toBe(true);
    expect(read.some(({ serverMs }) => serverMs !== null && serverMs > 0)).toBe(true);
  });

  it('merges runs and models from them', async () => {
    await run({ regions: ['weur', 'me'], url, prober: open!.url, repeat: 10, json: file('b.json') });
    const table = await run({ merge: [file('a.json'), file('b.json')], json: file('merged.json') });
    expect(table).toMatch(/^\| me .* warm .* 20 /m);
    const merged = readJson('merged.json') as RegionsResult;
    expect(merged.samples).toEqual([...readJson('a.json').samples, ...readJson('b.json').samples]);

    const printed = await run({ model: true, costs: file('merged.json'), primary: 'enam', json: file('model.json') });
    expect(printed).toContain('Modelled, not measured');
    expect(printed).toContain(readFileSync(file('model.md'), 'utf8'));
    expect(printed).toMatch(/^\| oc \(Sydney\) .*≈ \d/m);
    const { numbers, primary, measuredCosts } = readJson('model.json');
    expect([numbers, primary]).toEqual(['modelled', 'enam']);
    const cold = merged.samples.filter(({ state }) => state === 'cold');
    expect(cold.length).toBe(40);
    expect(measuredCosts.miss.samples).toBe(cold.filter(({ cache }) => cache !== 'hit').length); // a number may be drawn twice
    await expect(runEdge({ model: true, costs: file('model.json'), repeat: 1, primary: 'oc' })).rejects.toThrow(
      'not a result of --regions',
    );
  });

  it('models from what it costs here', async () => {
    expect(await run({ model: true, url, json: file('here.json') })).toContain('(2 answers)');
  });
});
