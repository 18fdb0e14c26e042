// Two projects: `worker` runs in workerd with a real D1 and KV, `node` tests the scripts that run in Node.
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations('./migrations'),
              },
              d1Databases: { REPLICA: 'replica' }, // stands for a replica of DB that lags
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          setupFiles: ['test/worker/migrate.ts'],
          testTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: 'node',
          include: ['test/{node,seed,bench}/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
