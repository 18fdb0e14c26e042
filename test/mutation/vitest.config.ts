// The tests that judge mutants of the pure rooms: those that run in Node, and the oracles of lists over SQLite in memory,
// without which (ORACLES=off) it takes minutes instead of hours and judges too mildly.
import { defineConfig } from 'vitest/config';

const root = new URL('../..', import.meta.url).pathname;
const QUICK_SEED = '1';
const ORACLES = ['test/property/{list,search,planner,contains}.test.ts'];

export default defineConfig({
  root,
  resolve: { alias: { 'cloudflare:workers': `${root}test/mutation/cloudflare.ts` } },
  test: {
    root,
    env: { THOROUGH: '', SEED: QUICK_SEED, SCALE: '1' },
    include: ['test/unit/*.test.ts', ...(process.env.ORACLES === 'off' ? [] : ORACLES)],
    exclude: ['test/unit/fault.test.ts'], // it counts what is run, and code that is instrumented has more of it
    testTimeout: 60_000,
  },
});
