// A version of the Worker, asked for by the header that overrides the shares → whether it does what it is for. An override
// that Cloudflare does not follow goes unnoticed otherwise: the health says which version answered.
import { Refusal } from '../refusal.ts';

/** Where a Worker is served, and the headers by which it lets someone read. */
export type Target = { url: string; worker: string; credentials: Record<string, string> };

const TIMEOUT_MS = 10_000;
/** A deployment is known everywhere within some seconds. */
const ATTEMPTS = 10;

/** What each version answers, whatever the database holds. */
const PATHS = [
  '/v1/contacts?limit=1',
  '/v1/contacts?sort=-last_name&limit=1',
  '/v1/contacts?q=anna&limit=1',
  '/v1/contacts/fields',
  '/openapi.json',
];

/** Throws a Refusal that says what is wrong. `pauseMs` lies between attempts to meet the version. */
export async function smoke(version: string, target: Target, pauseMs: number): Promise<void> {
  await meet(version, target, pauseMs);
  for (const path of PATHS) {
    const { status, text } = await ask(path, version, target);
    if (status !== 200) throw new Refusal(`The smoke test failed: ${path} was answered ${status}.`);
    if (!isJson(text)) throw new Refusal(`The smoke test failed: ${path} was not answered in JSON.`);
  }
}

/** Waits until the version answers. */
async function meet(version: string, target: Target, pauseMs: number): Promise<void> {
  let last = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await new Promise((next) => setTimeout(next, pauseMs));
    const { status, text } = await ask('/healthz', version, target);
    const build = status === 200 && isJson(text) ? (JSON.parse(text) as { build?: string }).build : undefined;
    if (build === version) return;
    last = status === 200 ? `answered by ${build ?? 'a version that does not say which'}` : `answered ${status}`;
  }
  throw new Refusal(`The smoke test failed: /healthz of version ${version} was ${last}.`);
}

async function ask(path: string, version: string, { url, worker, credentials }: Target) {
  const headers = {
    ...credentials,
    'Cloudflare-Workers-Version-Overrides': `${worker}="${version}"`,
  };
  try {
    const response = await fetch(new URL(path, url), { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status as number | string, text: await response.text() };
  } catch (fault) {
    return { status: `not at all (${(fault as Error).message})`, text: '' };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
