// The tests that judge mutants of the pure rooms: those that run in Node, and those that ask the Worker over SQLite in memory,
// without which (ORACLES=off) it takes minutes instead of hours and judges too mildly.
import { defineConfig } from 'vitest/config';

const root = new URL('../..', import.meta.url).pathname;
const QUICK_SEED = '1';
const ASKING = [
  'test/property/{list,search,planner,contains,sound,guard}.test.ts',
  'test/property/fuzz/fuzz.test.ts',
  'test/store/{plan,parts,dictionary}.test.ts',
  'test/api/refusals.test.ts',
  'test/api/{search,list/{answers,cursors,faults,forged,links,tag,text,total},beside/alternatives}{,/*}.test.ts',
];

export default defineConfig({
  root,
  resolve: { alias: { 'cloudflare:workers': `${root}test/mutation/cloudflare.ts` } },
  test: {
    root,
    env: { THOROUGH: '', SEED: QUICK_SEED, SCALE: '1' },
    include: ['test/unit/**/*.test.ts', ...(process.env.ORACLES === 'off' ? [] : ASKING)],
    exclude: ['test/unit/fault.test.ts'], // it counts what is run, and code that is instrumented has more of it
    testTimeout: 60_000,
  },
});
