// Runs inside workerd: the Worker asked the same list in a loop, each time in words that no cache has seen, its D1 replaying
// what the database answered once; or the planning of that list alone. Whoever asks measures the CPU that the process takes.

import { render } from '../../src/db/render.ts';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { type Estimator, toEstimator } from '../../src/statistics/estimate.ts';
import type { Statistics } from '../../src/statistics/statistics.ts';
import { toUnseen } from '../cases/unseen.ts';
import { planStatements } from './planned.ts';
import { type Replay, replayDatabase } from './replay.ts';

export const STAGES = ['whole', 'planning'] as const;
export type Stage = (typeof STAGES)[number];

const EMPTY_KV = { get: async () => null, put: async () => {} } as unknown as KVNamespace;

let replay: Replay | null = null;
let estimator: Estimator | null = null;
let at = 0;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const asked = new URL(request.url).searchParams;
    const search = asked.get('search')!;
    const runs = Number(asked.get('runs'));
    const began = performance.now();
    const trips = asked.get('stage') === 'planning' ? await plan(search, runs, env) : await list(search, runs, env);
    return Response.json({ milliseconds: performance.now() - began, trips });
  },
};

/** How many trips to the database were made. */
async function list(search: string, runs: number, env: Env): Promise<number> {
  replay ??= replayDatabase(env.DB);
  const before = replay.trips();
  const own = { ...env, DB: replay.d1, KV: EMPTY_KV };
  for (let run = 0; run < runs; run++) await ask(search, own);
  return replay.trips() - before;
}

async function ask(search: string, env: Env): Promise<void> {
  const context = { waitUntil: () => {}, passThroughOnException: () => {} };
  const request = new Request(`http://localhost/v1/contacts?${toUnseen(search, at++)}`);
  const response = await worker.fetch(request as never, env, context as never);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${search}: ${response.status} ${text}`);
}

async function plan(search: string, runs: number, env: Env): Promise<number> {
  estimator ??= await readEstimator(env.DB);
  for (let run = 0; run < runs; run++) {
    const statements = await planStatements(parseListQuery(toUnseen(search, at++)), estimator);
    for (const statement of statements) render(statement);
  }
  return 0;
}

async function readEstimator(d1: D1Database): Promise<Estimator> {
  const data = await d1.prepare('select data from statistics').first<string>('data');
  const contacts = Number(await d1.prepare('select contacts from data_state').first('contacts'));
  return toEstimator(data === null ? null : (JSON.parse(data) as Statistics), contacts);
}
