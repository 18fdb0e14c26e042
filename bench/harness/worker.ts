// The Worker itself on a metered D1, asked without a server: what it answers, and all that a request sets off in the
// database, behind its answer too.
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { meterDatabase } from './meter.ts';

export interface Sent {
  status: number;
  text: string;
  /** How many statements had run when the answer was there; the others ran behind it. */
  answered: number;
}

/**
 * Sends requests to a Worker of its own build, so that nothing another one has cached is used. Who wants to know of the
 * next request alone empties `ran`.
 */
export function openWorker(database: D1Database, KV: KVNamespace, build: string) {
  const { d1: DB, ran } = meterDatabase(database);
  const env = {
    DB,
    LEDGER: DB,
    KV,
    ACCESS: 'open',
    BUILD: { id: build, tag: '', timestamp: '' },
  } as Partial<Env> as Env;
  const send = async (path: string, init: RequestInit = {}): Promise<Sent> => {
    const behind: Promise<unknown>[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => behind.push(work), passThroughOnException() {} };
    const request = new Request(`http://localhost${path}`, init);
    const response = await worker.fetch(request as never, env, context as never);
    const text = await response.text();
    const answered = ran.length;
    for (let at = 0; at < behind.length; at++) await behind[at];
    return { status: response.status, text, answered };
  };
  return { ran, send };
}
