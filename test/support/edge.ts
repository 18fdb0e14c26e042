// The Worker as it runs in one isolate at one place: a KV of its own view, which may lag, fail or lie, over the real one,
// and a D1 that can be watched or taken away. Time goes on as ./clock.ts says; nothing of the Worker itself is replaced.
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { pause, settle } from './clock.ts';

export interface View {
  /** Milliseconds after which what was put, here or elsewhere, is seen at this place. */
  lag: number;
  /** What a get or put throws. */
  failure: Error | null;
  /** Milliseconds that a get takes. */
  slowness: number;
  /** What a get gives instead of what is there. */
  lie: ((key: string) => string | null) | null;
}

export interface Put {
  key: string;
  at: number;
  value: string;
}

/** What was put into a KV and when, shared by all places. */
export type History = Put[];

/** Each byte as the character of its number. */
const toText = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** A place: requests go to the Worker with this view of KV. Places that share a history share a KV. */
export function openPlace(history: History = [], overrides: Partial<Env> = {}) {
  const view: View = { lag: 0, failure: null, slowness: 0, lie: null };
  const asked: string[] = [];
  const KV = {
    async get(key: string, { type }: { type: 'text' | 'arrayBuffer' }) {
      asked.push(key);
      if (view.failure) throw view.failure;
      if (view.slowness > 0) await new Promise((resume) => setTimeout(resume, view.slowness));
      const seen = history.findLast((put) => put.key === key && put.at <= Date.now() - view.lag);
      const text = view.lie ? view.lie(key) : (seen?.value ?? null);
      if (text === null || type === 'text') return text;
      return Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
    },
    async put(key: string, value: string | Uint8Array, options?: KVNamespacePutOptions) {
      if (view.failure) throw view.failure;
      const at = Date.now();
      await env.KV.put(key, value, options); // the real one holds it to its limits
      history.push({ key, at, value: typeof value === 'string' ? value : toText(value) });
    },
  } as unknown as KVNamespace;
  const bindings: Env = { ...env, ACCESS: 'open', KV, ...overrides };
  const contexts: ExecutionContext[] = [];
  return {
    view,
    history,
    /** The keys that this place has asked its KV for. */
    asked,
    env: bindings,
    /** `path` is one of this machine, or a whole address. */
    async fetch(path: string, init?: RequestInit): Promise<Response> {
      const context = createExecutionContext();
      contexts.push(context);
      const url = path.startsWith('/') ? `http://localhost${path}` : path;
      return worker.fetch(new Request(url, init) as never, bindings, context);
    },
    /** Waits for what goes on behind the answers. */
    async settle(): Promise<void> {
      for (const context of contexts.splice(0)) await settle(context);
    },
    scheduled: (cron = '* * * * *') =>
      worker.scheduled({ cron } as ScheduledController, bindings, createExecutionContext()),
  };
}

export type Place = ReturnType<typeof openPlace>;

/** D1 with a hook before each round trip; what the hook throws, the round trip does. */
export function watchDatabase(before: (session: string) => void | Promise<void>): D1Database {
  const wrap = (session: D1DatabaseSession): D1DatabaseSession => {
    const prepare = (sql: string) => watchStatement(session.prepare(sql));
    const batch = async (statements: D1PreparedStatement[]) => {
      await before('batch');
      return session.batch(statements.map((statement) => inner.get(statement) ?? statement));
    };
    return { prepare, batch, getBookmark: () => session.getBookmark() } as D1DatabaseSession;
  };
  const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const watchStatement = (statement: D1PreparedStatement): D1PreparedStatement => {
    const watched = {
      bind: (...values: unknown[]) => watchStatement(statement.bind(...values)),
      all: async () => {
        await before('statement');
        return statement.all();
      },
    } as unknown as D1PreparedStatement;
    inner.set(watched, statement);
    return watched;
  };
  return { withSession: (start: string) => wrap(env.DB.withSession(start)) } as unknown as D1Database;
}

/** The Cache-Status of an answer, without its parameters. */
export function cacheOf(response: Response): string {
  return response.headers.get('Cache-Status')!.split('; ').slice(1, 2).join();
}

/** The headers that a client sends back to read what it has seen. */
export function seenIn({ headers }: Response): Record<string, string> {
  return { 'X-Data-Version': headers.get('X-Data-Version')!, 'X-D1-Bookmark': headers.get('X-D1-Bookmark')! };
}

export { pause };
