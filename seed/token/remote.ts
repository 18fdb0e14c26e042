// Makes the tokens of a deployment exactly those that are written down: both secrets in one request, through wrangler.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../database.ts';
import { WRANGLER } from '../migration.ts';
import { Refusal } from '../refusal.ts';

/** Throws a Refusal with what wrangler says, where it could not. */
export async function putSecrets(secrets: Record<string, string | null>, environment: string): Promise<void> {
  const args = [WRANGLER, 'secret', 'bulk', '--env', environment];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  child.stdin.end(JSON.stringify(secrets));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Refusal(`The secrets of ${environment} could not be put.\n${said.trim()}`);
}
