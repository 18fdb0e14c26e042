// Random requests: whatever a client sends, the answer is sound JSON or a problem document that names what was sent.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contact, storeContacts } from '../../support/contacts.ts';
import { readProblem, request } from '../../support/problem.ts';
import { runs } from '../../support/runs.ts';
import { drawnContacts, headers, KNOWN, method, pair, rawPath, tokens } from './grammar.ts';

beforeAll(async () => {
  await storeContacts(drawnContacts);
  for (const search of ['limit=1', 'sort=-city,points&limit=2', 'gender.null=true&sort=birthday&limit=1']) {
    const response = await request(`/v1/contacts?${search}`);
    const { page } = await response.json<{ page: { next: string } }>();
    tokens.push(page.next);
  }
});

describe('any request', () => {
  it('is answered with sound JSON, or told in a problem document what is wrong with it', async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        rawPath,
        fc.oneof(fc.constant([]), fc.array(pair, { maxLength: 5 })),
        method,
        headers,
        async (path, pairs, method, headers) => {
          const { pathname, search } = new URL(
            `http://localhost${path}${pairs.length > 0 ? '?' : ''}${pairs.join('&')}`,
          );
          const response = await request(pathname + search, { method, headers });
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
          expect(response.headers.get('X-Request-Id')).toMatch(/^[\w=-]{1,255}$/);
          if (method === 'HEAD' || response.status === 304 || response.status === 204) {
            expect(response.status).toBeLessThan(500);
            expect(await response.text()).toBe('');
          } else if (response.status === 200) {
            const body = await response.json();
            if (pathname === '/v1/contacts') expectAnswerTo(search, body);
          } else {
            expect(response.status).toBeLessThan(500);
            const { errors } = await readProblem(response);
            const sent = namesIn(search);
            for (const { parameter } of errors ?? []) expect([...sent, ...Object.keys(headers)]).toContain(parameter);
          }
        },
      ),
      { numRuns: runs(500, 10_000), endOnFailure: true },
    );
    for (const status of [200, 400, 404, 405]) expect(statuses.get(status)).toBeGreaterThan(0);
  });
});

/** The names in a query string, as they stand and decoded. */
function namesIn(search: string): string[] {
  return search
    .slice(1)
    .split('&')
    .map((pair) => pair.split('=', 1)[0]!)
    .flatMap((name) => {
      try {
        return [name, decodeURIComponent(name.replaceAll('+', ' '))];
      } catch {
        return [name];
      }
    });
}

/** Nothing that was answered was ignored: every name is one that there is, and the page is within its limit. */
function expectAnswerTo(search: string, body: unknown): void {
  const { data, page } = body as { data: Contact[]; page: { limit: number } };
  for (const name of new URLSearchParams(search).keys()) expect(KNOWN).toContain(name);
  const limit = new URLSearchParams(search).get('limit') ?? '50';
  expect(page.limit).toBe(Number(limit));
  expect(data.length).toBeLessThanOrEqual(page.limit);
}
