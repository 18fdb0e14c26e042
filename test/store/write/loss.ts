// Writes whose answer is lost on its way from D1: the one thing here that a real D1 cannot be asked for; everything else is
// real.
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect } from 'vitest';
import worker from '../../../src/index.ts';
import { hurry, settle } from '../../support/clock.ts';
import { ADA, drawContacts, storeContacts } from '../../support/contacts.ts';
import { request } from '../../support/problem.ts';

export type Contact = Record<string, string | number | null> & { id: number };

/** When the statements whose answer is lost are done: before that, never, or only when the next attempt comes. */
type Fate = 'done' | 'not done' | 'late';

const LOST = 'D1_ERROR: Network connection lost.';

/** D1, but for the answer to the first transaction that writes; `between` happens once that is lost. */
export function losing(fate: Fate, between: () => Promise<unknown> = async () => {}) {
  let writes = 0;
  let written: number[] = [];
  let late: (() => Promise<unknown>) | null = null;
  const withSession = (start?: string) => {
    const session = env.DB.withSession(start);
    let isWrite = false;
    const prepare = (text: string) => {
      isWrite ||= /^insert into "write_receipt"/.test(text);
      return session.prepare(text);
    };
    const batch = async (statements: D1PreparedStatement[]) => {
      if (!isWrite) return session.batch(statements);
      writes += 1;
      if (writes > 1) {
        await late?.();
        return session.batch(statements);
      }
      if (fate === 'done') written = (await session.batch(statements)).map(({ meta }) => meta.rows_written);
      if (fate === 'late') late = () => session.batch(statements);
      await between();
      throw new Error(LOST);
    };
    return { prepare, batch, getBookmark: () => session.getBookmark() };
  };
  return { DB: { withSession } as unknown as D1Database, writes: () => writes, written: () => written };
}

const toInit = (method: string, body: unknown, headers: Record<string, string>) => ({
  method,
  headers,
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

/** The answer of a Worker whose first write loses its answer, once everything behind it has ended too. */
export async function sendLosing(
  { DB }: { DB: D1Database },
  [method, path, body, headers = {}]: [method: string, path: string, body?: unknown, headers?: Record<string, string>],
): Promise<Response> {
  const context = createExecutionContext();
  const asked = new Request(`http://localhost${path}`, toInit(method, body, headers));
  const response = await hurry(Promise.resolve(worker.fetch(asked as never, { ...env, DB } as never, context)));
  await settle(context);
  return response;
}

export const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  request(path, toInit(method, body, headers));

export const create = async (changes: object = {}) => {
  const response = await send('POST', '/v1/contacts', { ...ADA, ...changes });
  expect(response.status).toBe(201);
  return { contact: await response.json<Contact>(), tag: response.headers.get('ETag')! };
};

export const read = async (id: number) => {
  const response = await send('GET', `/v1/contacts/${id}`);
  return { contact: await response.json<Contact>(), tag: response.headers.get('ETag') };
};

export const count = async (table: string) =>
  (await env.DB.prepare(`select count(*) as n from ${table}`).first<number>('n'))!;

beforeEach(async () => {
  if ((await count('app_user')) === 0) await storeContacts(drawContacts(12, 3));
  await env.DB.prepare("delete from app_user where customer_id like 'NEW%'").run();
  await env.DB.prepare('delete from write_receipt').run();
});
