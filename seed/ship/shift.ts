// A version that is uploaded → the version that is served: by the smoke test at 0 %, then at 10, 50 and 100 % with the smoke
// test and the share of failed requests after each. Whatever fails, or ends this, gives all requests back to the old version.
import { Refusal } from '../refusal.ts';
import { type Counter, compare, isFailing } from './errors.ts';
import type { Shares } from './wrangler.ts';

export const STEPS = [0, 10, 50, 100];
const ROLLBACK_ATTEMPTS = 3;

export type Shift = {
  env: string;
  from: string;
  to: string;
  deploy: (shares: Shares, message: string) => Promise<void>;
  readShares: () => Promise<Shares>;
  smoke: (version: string) => Promise<void>;
  /** Null where errors are not counted. */
  count: Counter | null;
  /** Between a step and the look at its errors. Throws where the shift is to end. */
  wait: () => Promise<void>;
  /** Between attempts to roll back. */
  pause: () => Promise<void>;
  say: (line: string) => void;
};

/** Throws a Refusal once the old version has all requests again; it says so where it has not. */
export async function shift(options: Shift): Promise<void> {
  try {
    for (const percent of STEPS) await step(percent, options);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    options.say(`${why} Rolling back to ${options.from}.`);
    await rollBack(options, why);
    throw new Refusal(`${why} All requests go to ${options.from} again.`);
  }
}

async function step(percent: number, { from, to, deploy, smoke, count, wait, say }: Shift): Promise<void> {
  const shares = percent === 100 ? { [to]: 100 } : { [to]: percent, [from]: 100 - percent };
  const since = new Date();
  await deploy(shares, `${percent} % to ${to}`);
  await smoke(to);
  if (percent === 0) return say(`${to} passes the smoke test.`);
  if (!count) {
    await wait();
    return say(`${percent} %: the smoke test passes; errors are not counted.`);
  }
  const { now, before } = await compare({ count, to, from, since, wait });
  const told = `${percent} %: ${now.failed} of ${now.requests} requests failed, of the version before ${before.failed} of ${before.requests}.`;
  if (isFailing(now, before)) throw new Refusal(told);
  say(told);
}

async function rollBack({ env, from, deploy, readShares, pause, say }: Shift, why: string): Promise<void> {
  for (let attempt = 1; attempt <= ROLLBACK_ATTEMPTS; attempt++) {
    try {
      await deploy({ [from]: 100 }, `rolled back: ${why}`.slice(0, 100));
      if ((await readShares())[from] === 100) return;
      say('The deployment is still another one.');
    } catch (fault) {
      say(fault instanceof Error ? fault.message : String(fault));
    }
    if (attempt < ROLLBACK_ATTEMPTS) await pause();
  }
  const command = `npx wrangler versions deploy ${from}@100 -y --env ${env}`;
  throw new Refusal(`${why} THE ROLLBACK FAILED: requests may go to a version that fails. Do it by hand: ${command}`);
}
