// npm run ship: uploads what is checked out as a new version of the Worker, and shifts the requests to it, step by step.
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { unstable_readConfig as readConfig } from 'wrangler';
import { CONFIG, type Environment, ROOT } from '../database.ts';
import { WRANGLER } from '../migration.ts';
import { environment, toSeconds } from '../option.ts';
import { Refusal, runCommand } from '../refusal.ts';
import { toCounter } from './errors.ts';
import { nameMissing } from './missing.ts';
import { shift } from './shift.ts';
import { smoke } from './smoke.ts';
import { type Shares, toWrangler } from './wrangler.ts';

type Options = { env: Environment; url?: string; wait: number; wrangler: string };

/** The binding of what counts requests. */
const METRICS = 'METRICS';

/** A deployment is known everywhere within some seconds: so long between attempts to meet it. */
const MOST_PAUSE_MS = 3000;

const command = new Command('ship')
  .description(
    'Uploads a version of the Worker and shifts requests to it: 0, 10, 50 and 100 %, with a smoke test and a look at errors after each. Rolls back by itself.',
  )
  .addOption(environment())
  .option('--url <url>', 'where it is served; else the variable KARTEI_URL')
  .option('--wait <seconds>', 'between a step and the look at its errors', toSeconds, 180)
  .addOption(new Option('--wrangler <file>', 'the wrangler to run').default(WRANGLER).hideHelp())
  .allowExcessArguments(false)
  .parse();

await runCommand(() => ship(command.opts<Options>()));

async function ship({ env, url = process.env.KARTEI_URL, wait, wrangler: file }: Options): Promise<void> {
  const waitMs = wait * 1000;
  const pauseMs = Math.min(waitMs, MOST_PAUSE_MS);
  const config = readConfig({ config: CONFIG, env });
  const { api, account } = requireLogin(env, config);
  if (!url) throw new Refusal('Where it is served is not said: --url, or the variable KARTEI_URL.');
  const token = requireVariable('KARTEI_READ_TOKEN', 'npm run token -- --right read');
  const wrangler = toWrangler(file, env);
  const from = toOnly(await wrangler.readShares(), env);
  const to = await wrangler.upload(readCommit());
  console.log(`Uploaded ${to}.`);
  const dataset = findDataset(config.analytics_engine_datasets);
  const { pause, pauseUnlessEnded } = toPauses(pauseMs);
  await shift({
    env,
    from,
    to,
    deploy: wrangler.deploy,
    readShares: wrangler.readShares,
    smoke: (version) => smoke(version, { url, worker: config.name!, token }, pauseMs),
    count: dataset ? toCounter({ id: account, token: api, dataset }) : null,
    wait: () => pauseUnlessEnded(waitMs),
    pause,
    say: console.log,
  });
  await wrangler.deployTriggers();
  console.log(
    `${to} is served to everyone, with its cron triggers. To roll back: npx wrangler rollback ${from} --env ${env}`,
  );
}

/** Where requests are counted; null where they are not. */
function findDataset(datasets: { binding: string; dataset?: string }[]): string | null {
  return datasets.find(({ binding }) => binding === METRICS)?.dataset ?? null;
}

/** Throws a Refusal with the first thing that is missing. */
function requireLogin(env: Environment, config: ReturnType<typeof readConfig>): { api: string; account: string } {
  const { CLOUDFLARE_API_TOKEN: api, CLOUDFLARE_ACCOUNT_ID } = process.env;
  const missing = nameMissing(env, api ? '' : 'CLOUDFLARE_API_TOKEN', config);
  if (missing !== null) throw new Refusal(missing);
  return { api: api!, account: config.account_id ?? CLOUDFLARE_ACCOUNT_ID ?? requireVariable('CLOUDFLARE_ACCOUNT_ID', 'npx wrangler whoami') }; // biome-ignore format: short
}

function requireVariable(name: string, command: string): string {
  const value = process.env[name];
  if (!value) throw new Refusal(`The variable ${name} is not set: ${command}`);
  return value;
}

/** The version that all requests go to. */
function toOnly(shares: Shares, env: string): string {
  const [[version, percent] = ['', 0], ...others] = Object.entries(shares).filter(([, share]) => share > 0);
  if (others.length === 0 && percent === 100) return version;
  const list = Object.entries(shares).map(([id, share]) => `${id}@${share}`);
  throw new Refusal(
    `Requests are being shifted already (${list.join(' ')}): npx wrangler versions deploy --env ${env}`,
  );
}

/** The checked out commit, which the version is tagged with. */
function readCommit(): string {
  return process.env.GITHUB_SHA ?? execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
}

/** A wait that throws where this process is told to end, so that what is under way is undone; and a pause that does not. */
function toPauses(pauseMs: number) {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end.abort());
  return {
    pause: () => setTimeout(pauseMs),
    pauseUnlessEnded: (ms: number) =>
      setTimeout(ms, undefined, { signal: end.signal }).catch(() => {
        throw new Refusal('It was told to end.');
      }),
  };
}
