// What wrangler.toml promises of production: no values in its logs, no old versions on show, no invocation without an end.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';

const config = readConfig({ config: join(import.meta.dirname, '../../wrangler.toml'), env: 'production' });

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
