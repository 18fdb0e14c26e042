// The OpenAPI document as a Worker on a loaded database serves it, and that Worker.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySchemaObject } from 'ajv';
import { afterAll, beforeAll } from 'vitest';
import { type Database, openDatabase } from '../../seed/database.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { FOLDER, ROOT } from '../../src/asset.ts';
import worker from '../../src/index.ts';
import { startHere } from './folder.ts';
import { createMigrated } from './local/template.ts';

const CONTACTS = 300;
/** The files that are built before any test runs, as the binding gives them. */
const ASSETS = { fetch: async (url: URL) => new Response(readFileSync(join(ROOT, FOLDER, url.pathname))) };

export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  schema: { type: string; items?: { enum?: string[]; type: string } } & AnySchemaObject;
  example: unknown;
  explode?: boolean;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object; example: unknown }> };
  responses: Record<
    string,
    { $ref?: string; headers?: Record<string, object>; content?: Record<string, { schema: object }> }
  >;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

let database: Database;
export let document: Document;

/** Called by each test file, for those that run in one process share this module. */
export async function serveDocument(): Promise<void> {
  const { folder, remove } = await createMigrated();
  beforeAll(async () => {
    database = await openDatabase({ persistTo: folder, remote: false });
    await load(database.d1, await beginRun(database.d1, 1, CONTACTS), { start: startHere });
    document = await (await ask('/openapi.json')).json();
  });
  afterAll(async () => {
    await database.close();
    remove();
  });
}

/** The Worker's answer, with what goes on behind it done. */
export async function ask(
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: HeadersInit } = {},
): Promise<Response> {
  const behind: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => behind.push(work), passThroughOnException() {} };
  const { d1: DB, ledger: LEDGER, kv: KV } = database;
  const env = { ACCESS: 'open', BUILD: { id: 'openapi', tag: '', timestamp: '' }, DB, LEDGER, KV, ASSETS };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const init = { method, ...sent, headers: { 'Content-Type': 'application/json', ...headers } };
  const response = await worker.fetch(
    new Request(`http://localhost${path}`, init) as never,
    env as never,
    context as never,
  );
  await Promise.allSettled(behind);
  return response;
}

export function resolve<T extends { $ref?: string }>(part: T): T {
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(part.$ref ?? '') ?? [];
  return kind ? (document.components[kind]![name!] as T) : part;
}
