// Two projects: `worker` runs in workerd with a real D1 and KV, `node` tests the scripts that run in Node. The quick run
// has few runs of each property, with a fixed seed; the thorough one (--mode thorough) has many more with a fresh
// seed, and what needs seconds: processes that are started and killed, loads that break off, a browser.
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { buildAssets } from '../src/site/build.ts';
import { LongestFirst } from './sequence.ts';

const root = new URL('..', import.meta.url).pathname;

/** What only the thorough run runs. */
const THOROUGH = [
  'test/**/*.thorough.test.ts',
  'test/process/**',
  'test/unit/fault.test.ts',
  'test/seed/{answered,contact,openapi,epoch,explain,kill,remote,runtime,search,start}.test.ts',
  'test/seed/{load,backup,ship}/**',
  'test/bench/prober/**',
  'test/bench/suites.test.ts',
  'test/project/bundle.test.ts',
  'test/api/export/resume.test.ts',
  'test/store/{cache/memory,erasure/forgotten,orphans,parts,version/replica,version/restore,ways}.test.ts',
  'test/browser/!(smoke).test.ts',
  'test/client/**',
];
/** Each is bundled once and read as one module by each file, instead of as a hundred. */
const PACKAGES = [
  ...['drizzle-orm', 'drizzle-orm/sqlite-core', 'fast-check', 'zod/mini'],
  ...['hono', 'hono/body-limit', 'hono/cookie', 'hono/cors', 'hono/route', 'hono/router/trie-router', 'lru-cache'],
  ...['jose', 'jose/errors', 'jose/jwks/remote', 'jose/jwt/verify'],
];
const QUICK_SEED = 1;
const MAX_SEED = 2 ** 31;
const MINUTE_MS = 60_000;

export default defineConfig(async ({ mode }) => {
  await buildAssets(); // the Worker imports what it makes
  const isThorough = mode === 'thorough';
  if (isThorough && !process.env.SEED) {
    process.env.SEED = String(Math.floor(Math.random() * MAX_SEED)); // kept there, for this is called more than once
    console.log(`To repeat this run: SEED=${process.env.SEED} npm run test:thorough`);
  }
  const seed = process.env.SEED ?? String(QUICK_SEED);
  const scale = Math.max(1, Number(process.env.SCALE || 1));
  const common = {
    env: { THOROUGH: isThorough ? '1' : '', SEED: seed, SCALE: String(scale) },
    exclude: isThorough ? [] : THOROUGH,
    testTimeout: (isThorough ? 10 * scale : 2) * MINUTE_MS,
    hookTimeout: (isThorough ? 10 : 1) * MINUTE_MS,
  };
  return {
    root,
    test: {
      maxWorkers: 4, // they often wait for the database
      sequence: { sequencer: LongestFirst },
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
            ...common,
            name: 'worker',
            isolate: false, // test/support/migrate.ts isolates the files
            include: ['test/{api,store,property}/**/*.test.ts'],
            setupFiles: ['test/support/migrate.ts'],
            deps: { optimizer: { ssr: { enabled: true, include: PACKAGES } } },
          },
        },
        {
          root,
          test: {
            ...common,
            name: 'node',
            isolate: false, // each file has folders of its own, and nothing else is shared
            include: ['test/{unit,project,docs,seed,bench,process,browser,client}/**/*.test.ts'],
          },
        },
      ],
    },
  };
});
