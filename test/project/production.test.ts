// What wrangler.toml promises of production: no values in its logs, no old versions on show, no invocation without an end.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Unstable_Config as Config, unstable_readConfig as readConfig } from 'wrangler';
import { EVERY_MINUTE, HOURLY } from '../../src/crons.ts';

const config: Config = readConfig({ config: join(import.meta.dirname, '../../wrangler.toml'), env: 'production' });

it('logs no query strings', () => {
  expect(config.observability).toMatchObject({ enabled: true, redact_query_string: true });
});

it('serves the page and the documentation that it builds, in production, too', () => {
  expect(config.build.command).toBe('node src/site/build.ts');
  expect(config.assets?.directory).toMatch(/\.wrangler\/page$/);
});

it('shows no previews of versions', () => {
  expect(config.preview_urls).toBe(false);
});

it('ends an invocation that computes for too long', () => {
  expect(config.limits?.cpu_ms).toBeLessThanOrEqual(60_000);
});

it('keeps of each request the line that the Worker writes, and of one in twenty what it waited for', () => {
  expect(config.observability?.logs).toMatchObject({ enabled: true, invocation_logs: false });
  expect(config.observability?.traces).toMatchObject({ enabled: true, head_sampling_rate: 0.05 });
  expect(config.analytics_engine_datasets.map(({ binding }) => binding)).toEqual(['METRICS']);
});

it('runs the cron triggers that the Worker knows', () => {
  expect(config.triggers.crons).toEqual([EVERY_MINUTE, HOURLY]);
});
