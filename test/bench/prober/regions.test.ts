// The bench per region, through the prober: against an API that tells what it was asked, and a Kartei of `npm start`.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPort } from '../../../bench/harness/process.ts';
import { type EdgeOptions, runEdge } from '../../../bench/regions/edge.ts';
import { type RegionsResult, summarizeRegions } from '../../../bench/regions/merge.ts';
import { drawNumbers, measureRegions } from '../../../bench/regions/regions.ts';
import { ROOT } from '../../../seed/database.ts';
import { type Script, startScript, untilSaid } from '../../seed/folder.ts';
import { createMigrated } from '../../seed/local/template.ts';
import { type Edge, startEdge } from './edge.ts';
import { type Prober, startProber } from './prober.ts';

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
});

afterAll(async () => {
  kartei?.process.kill('SIGTERM');
  await Promise.all([open?.close(), guarded?.close(), closed?.close(), edge?.close(), kartei?.ended]);
  remove();
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
