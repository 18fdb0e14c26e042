// What is checked out → the version that is served to everyone: uploaded, shifted to by steps, its triggers deployed.
import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../environment.ts';
import { Refusal } from '../refusal.ts';
import { type Account, toCounter } from './errors.ts';
import { shift } from './shift.ts';
import { smoke, type Target } from './smoke.ts';
import { type Files, type Shares, toWrangler } from './wrangler.ts';

export type Release = {
  env: Environment;
  files: Files;
  target: Target;
  /** Where errors are counted; null where they are not. */
  account: Account | null;
  /** The checked out commit, which the version is tagged with. */
  commit: string;
  waitMs: number;
  /** Ends the shift, which is undone then. */
  signal: AbortSignal;
  say: (line: string) => void;
};

/** A deployment is known everywhere within some seconds: so long between attempts to meet it. */
const MOST_PAUSE_MS = 3000;

export async function release({ env, files, target, account, commit, waitMs, signal, say }: Release): Promise<void> {
  const wrangler = toWrangler(files, env);
  const from = toOnly(await wrangler.readShares(), env);
  const to = await wrangler.upload(commit);
  say(`Uploaded ${to}.`);
  const pauseMs = Math.min(waitMs, MOST_PAUSE_MS);
  const wait = () =>
    setTimeout(waitMs, undefined, { signal }).catch(() => {
      throw new Refusal('It was told to end.');
    });
  await shift({
    ...{ env, from, to, wait, say },
    deploy: wrangler.deploy,
    readShares: wrangler.readShares,
    smoke: (version) => smoke(version, target, pauseMs),
    count: account && toCounter(account),
    pause: () => setTimeout(pauseMs),
  });
  await wrangler.deployTriggers();
  const back = `npx wrangler versions deploy ${from}@100 -y --env ${env}`;
  say(`${to} is served to everyone, with its cron triggers. To roll back: ${back}`);
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
