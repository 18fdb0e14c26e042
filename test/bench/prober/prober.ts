// The prober in workerd, as `npm run prober` runs it, and what it is asked to do.
import { join } from 'node:path';
import { unstable_startWorker } from 'wrangler';
import { OFFLINE, ROOT } from '../../../seed/database.ts';

Object.assign(process.env, OFFLINE);

export type Prober = { url: string; close: () => Promise<void> };

/** As `wrangler dev` does; the requests that it makes go out from workerd itself. */
export async function startProber(bindings: Record<string, string>): Promise<Prober> {
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

export async function post(
  prober: Prober | undefined,
  plan: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(prober!.url, { method: 'POST', headers, body: JSON.stringify(plan) });
}
