// npm run ship: uploads what is checked out as a new version of the Worker, and shifts the requests to it, step by step.
import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { unstable_readConfig as readConfig } from 'wrangler';
import { CONFIG, ROOT } from '../database.ts';
import type { Environment } from '../environment.ts';
import { WRANGLER } from '../migration.ts';
import { environment, toSeconds } from '../option.ts';
import { Refusal, runCommand } from '../refusal.ts';
import { nameMissing } from './missing.ts';
import { release } from './release.ts';

type Options = { env: Environment; url?: string; wait: number };

/** The binding of what counts requests. */
const METRICS = 'METRICS';

const command = new Command('ship')
  .description(
    'Uploads a version of the Worker and shifts requests to it: 0, 10, 50 and 100 %, with a smoke test and a look at errors after each. Rolls back by itself.',
  )
  .addOption(environment())
  .option('--url <url>', 'where it is served; else the variable KARTEI_URL')
  .option('--wait <seconds>', 'between a step and the look at its errors', toSeconds, 180)
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const { env, url = process.env.KARTEI_URL, wait } = command.opts<Options>();
  const config = readConfig({ config: CONFIG, env });
  if (!process.env.CLOUDFLARE_API_TOKEN)
    throw new Refusal(
      'The variable CLOUDFLARE_API_TOKEN is not set; errors are counted with it, a login is not enough.',
    );
  const missing = nameMissing(env, '', config);
  if (missing !== null) throw new Refusal(missing);
  if (!url) throw new Refusal('Where it is served is not said: --url, or the variable KARTEI_URL.');
  await release({
    env,
    files: { wrangler: WRANGLER, config: CONFIG },
    target: { url, worker: config.name!, credentials: toCredentials() },
    account: toAccount(config),
    commit:
      process.env.GITHUB_SHA ?? execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim(),
    waitMs: wait * 1000,
    signal: toSignal(),
    say: console.log,
  });
});

/** Where requests are counted; null where they are not. */
function toAccount(config: ReturnType<typeof readConfig>) {
  const datasets = config.analytics_engine_datasets as { binding: string; dataset?: string }[];
  const dataset = datasets.find(({ binding }) => binding === METRICS)?.dataset;
  if (dataset === undefined) return null;
  const id = config.account_id ?? requireVariable('CLOUDFLARE_ACCOUNT_ID', 'npx wrangler whoami');
  return { id, token: process.env.CLOUDFLARE_API_TOKEN!, dataset };
}

/** A token, or behind Cloudflare Access a service token. */
function toCredentials(): Record<string, string> {
  const { CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret } = process.env;
  if (id && secret) return { 'CF-Access-Client-Id': id, 'CF-Access-Client-Secret': secret };
  const token = requireVariable('KARTEI_READ_TOKEN', 'npm run token -- --name shipping --right read');
  return { Authorization: `Bearer ${token}` };
}

function requireVariable(name: string, command: string): string {
  const value = process.env[name];
  if (!value) throw new Refusal(`The variable ${name} is not set: ${command}`);
  return value;
}

/** Aborted where this process is told to end, which then undoes what is under way. */
function toSignal(): AbortSignal {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end.abort());
  return end.signal;
}
