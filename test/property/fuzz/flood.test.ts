// A flood of requests, by grammar and by changed bytes, with bodies and headers: none ends in a failure, none reads more than
// it may with all that it sets off, and each refusal is a sound problem. `npm run test:nightly` sends a million.
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { meterDatabase } from '../../../bench/harness/meter.ts';
import worker from '../../../src/index.ts';
import { storeContacts } from '../../support/contacts.ts';
import { MOST_READ } from '../../support/guard.ts';
import { readProblem, request } from '../../support/problem.ts';
import { scaled } from '../../support/runs.ts';
import { drawnContacts, headers, method, pair, rawPath, tokens } from './grammar.ts';
import { drawMutated, type Fuzzed } from './mutation.ts';

const { d1: DB, ran } = meterDatabase(env.DB);
const READING = ['GET', 'HEAD', 'QUERY', 'OPTIONS'];
/** Writes, too: so many requests later the contacts are what they were. */
const REFILLED = 5000;

const drawByGrammar = fc
  .tuple(rawPath, fc.array(pair, { maxLength: 5 }), method, headers)
  .map(([path, pairs, method, headers]): Fuzzed => {
    const search = pairs.length > 0 ? `?${pairs.join('&')}` : '';
    return { method, path: path + search, headers: headers as Record<string, string>, body: null };
  });

async function refill(): Promise<void> {
  await env.DB.batch(['app_user', 'address'].map((table) => env.DB.prepare(`delete from ${table}`)));
  await storeContacts(drawnContacts);
}

beforeAll(async () => {
  await refill();
  const { page } = await (await request('/v1/contacts?limit=1&sort=-city')).json<{ page: { next: string } }>();
  tokens.push(page.next);
});
beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());

/** The answer, and what it read with all that it set off, where that is waited for. */
async function send({ method, path, headers, body }: Fuzzed): Promise<{ response: Response; text: string } | null> {
  const init = { method, headers, ...(body && method !== 'GET' && method !== 'HEAD' && { body }) };
  let sent: Request;
  try {
    sent = new Request(`http://localhost${path}`, init);
  } catch {
    return null; // no client can send it
  }
  const behind: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => behind.push(work.catch(() => null)) };
  const response = await worker.fetch(sent as never, { ...env, DB } as never, context as never);
  const text = await response.clone().text();
  if (READING.includes(method)) for (let at = 0; at < behind.length; at++) await behind[at];
  return { response, text };
}

/** The page tells what is wrong with its address as a page does. */
const isPage = (path: string) => /^\/(contacts\/|\?|$)/.test(new URL(`http://localhost${path}`).pathname);

async function expectSound(fuzzed: Fuzzed, { response, text }: { response: Response; text: string }): Promise<void> {
  const { status } = response;
  expect(response.headers.get('X-Request-Id')).toMatch(/^[\w=-]{1,255}$/);
  expect(status, text).toBeLessThan(500);
  if (fuzzed.method === 'HEAD' || status === 304 || status === 204) expect(text).toBe('');
  else if (isPage(fuzzed.path))
    expect(response.headers.get('Content-Type') ?? 'text/html').toMatch(/^text\/html|json$/);
  else if (status >= 400) await readProblem(response);
  else if (response.headers.get('Content-Type')?.includes('application/json')) JSON.parse(text);
}

it('no request fails, reads more than it may, or is refused without a sound problem', async () => {
  const statuses: Record<number, number> = {};
  let sent = 0;
  const began = performance.now();
  await fc.assert(
    fc.asyncProperty(fc.oneof(drawByGrammar, drawMutated, drawMutated), async (fuzzed) => {
      ran.length = 0;
      const answered = await send(fuzzed);
      if (!answered) return;
      await expectSound(fuzzed, answered);
      const rowsRead = ran.reduce((sum, statement) => sum + statement.rowsRead, 0);
      expect(rowsRead).toBeLessThanOrEqual(MOST_READ);
      const { status } = answered.response;
      statuses[status] = (statuses[status] ?? 0) + 1;
      sent += 1;
      if (sent % REFILLED === 0) await refill();
    }),
    { numRuns: scaled(100, 10_000), endOnFailure: true },
  );
  const seconds = (performance.now() - began) / 1000;
  console.log(`${sent} fuzzed requests in ${seconds.toFixed(0)} s: ${JSON.stringify(statuses)}`);
  for (const status of [200, 400, 404, 422]) expect(statuses[status]).toBeGreaterThan(0);
});
