// What the tests import of the runtime, in Node: the bindings over SQLite in memory, and the Worker that answers with them.
// Stryker runs tests in Node only, and changes code between them, so the Worker is imported with each request.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from './sqlite.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
const migrations = files.sort().map((name) => readFileSync(join(FOLDER, name), 'utf8'));

const held = new Map<string, string | Uint8Array>();
const KV = {
  get: async (key: string, { type } = { type: 'text' }) => {
    const value = held.get(key) ?? null;
    return value === null || type === 'text' ? value : new Response(value as string).arrayBuffer();
  },
  put: async (key: string, value: string | Uint8Array) => void held.set(key, value),
};

export const env = { DB: openSqlite(migrations), KV, ACCESS: 'open', BUILD: { id: 'mutated', tag: '', timestamp: '' } };

const goingOn = new WeakMap<object, Promise<unknown>[]>();

export function createExecutionContext() {
  const works: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void works.push(work.catch(() => null));
  const context = { waitUntil, passThroughOnException() {}, props: {} };
  goingOn.set(context, works);
  return context;
}

export async function waitOnExecutionContext(context: object): Promise<void> {
  await Promise.all(goingOn.get(context)!);
}

export const exports = {
  default: {
    async fetch(url: string, init?: RequestInit): Promise<Response> {
      const { default: worker } = await import('../../src/index.ts');
      return worker.fetch(new Request(url, init) as never, env as never, createExecutionContext() as never);
    },
  },
};
