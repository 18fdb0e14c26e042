// The tests that judge mutants of the pure rooms: those that run in Node, and those that ask the Worker over SQLite in memory,
// without which (ORACLES=off) it takes minutes instead of hours and judges too mildly.
import { defineConfig } from 'vitest/config';

const root = new URL('../..', import.meta.url).pathname;
const RUNTIME = `${root}test/mutation/cloudflare.ts`;
const QUICK_SEED = '1';
/** None that asks for fewer rows than others: the SQLite in Node does not bill. */
const ASKING = [
  'test/property/{list,search,planner,contains,sound,guard}.test.ts',
  'test/property/fuzz/fuzz.test.ts',
  'test/store/{counts,dictionary,orphans,parts,plan,statistics,ways}.test.ts',
  'test/api/refusals.test.ts',
  'test/api/{search,list/{answers,cursors,faults,forged,links,tag,text,total}}{,/*}.test.ts',
  'test/api/{action/action,beside/{alternatives,body,count,stops},export/list}.test.ts',
];

export default defineConfig({
  root,
  resolve: { alias: { 'cloudflare:workers': RUNTIME, 'cloudflare:test': RUNTIME } },
  test: {
    root,
    env: { THOROUGH: '', SEED: QUICK_SEED, SCALE: '1' },
    include: ['test/unit/**/*.test.ts', ...(process.env.ORACLES === 'off' ? [] : ASKING)],
    exclude: ['test/unit/fault.test.ts'], // it counts what is run, and code that is instrumented has more of it
    testTimeout: 60_000,
  },
});
