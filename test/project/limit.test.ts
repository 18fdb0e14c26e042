// The limits that clients are told are those that wrangler.toml sets, here, in production and in staging.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Unstable_Config as Config, unstable_readConfig as readConfig } from 'wrangler';
import { LIMITS, PERIOD_SECONDS } from '../../src/http/limit.ts';

const CONFIG = join(import.meta.dirname, '../../wrangler.toml');

it.each([undefined, 'production', 'staging'])('tells the limits of the environment %s', (env) => {
  const { ratelimits }: Pick<Config, 'ratelimits'> = readConfig({ config: CONFIG, env });
  const set = ratelimits.map(({ name, simple }) => [name, simple.limit, simple.period]);
  expect(set).toEqual(Object.values(LIMITS).map(({ binding, quota }) => [binding, quota, PERIOD_SECONDS]));
  expect(new Set(ratelimits.map(({ namespace_id }) => namespace_id)).size).toBe(ratelimits.length);
});
