// Makes the tokens of a deployment exactly those that are written down: both secrets in one request, through wrangler.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT, readEnvironment } from '../database.ts';
import type { Environment } from '../environment.ts';
import { WRANGLER } from '../migration.ts';
import { Refusal } from '../refusal.ts';
import { nameMissing } from '../ship/missing.ts';
import { toLine } from '../ship/wrangler.ts';

/** What wrangler says after a rollback, and of a version that no requests were shifted to. */
const NOT_SERVED = /isn't currently deployed/;

/** Throws a Refusal that says why in one line, where it could not. */
export async function putSecrets(secrets: Record<string, string | null>, env: Environment): Promise<void> {
  const args = [WRANGLER, 'secret', 'bulk', '--env', env];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  child.stdin.end(JSON.stringify(secrets));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Refusal(explain(said, env));
}

function explain(said: string, env: Environment): string {
  if (NOT_SERVED.test(said))
    return `The version uploaded last is not the one that is served, so Cloudflare takes no secrets. Check out what is served, npx wrangler deploy --env ${env}, then npm run token -- --remote --env ${env}.`;
  const missing = nameMissing(env, said, readEnvironment(env));
  return missing ?? `The secrets of ${env} could not be put: ${toLine(said).replace(/\.?$/, '.')}`;
}
