// A model of contacts beside the Worker, whose D1 and KV fail as they like: whatever is asked in whatever order, no answer is
// wrong for the version that it says or older than what was seen, no write is lost or done twice, and nothing fails without
// a cause.
import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { drawContacts, storeContacts } from '../../support/contacts.ts';
import { putState, readState, type State } from '../../support/faults/state.ts';
import { isThorough, scaled } from '../../support/runs.ts';
import { drawAccidents } from './accidents.ts';
import { drawActions } from './actions.ts';
import { Command, type Model } from './model.ts';
import { drawReads } from './reads.ts';
import { World } from './world.ts';
import { drawWrites } from './writes.ts';

const contacts = drawContacts(24, 11);
const pool = [...contacts, ...drawContacts(40, 29)];
/** Of one run; a long one comes to more states, and a short one is soon read. */
const MOST_COMMANDS = isThorough ? 1000 : 40;

let beginning: State;

beforeAll(async () => {
  await applyD1Migrations(env.REPLICA, env.TEST_MIGRATIONS);
  await storeContacts(contacts);
  beginning = await readState();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  vi.spyOn(console, 'error').mockReturnValue(); // what fails is logged, which is another test's
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.oneof(...drawReads(pool)) },
  { weight: 4, arbitrary: fc.oneof(...drawWrites(pool)) },
  { weight: 1, arbitrary: fc.oneof(...drawActions(pool)) },
  { weight: 3, arbitrary: fc.oneof(...drawAccidents()) },
);
const commands = fc.commands([step.map((step) => new Command(step))], { maxCommands: MOST_COMMANDS, size: 'max' });

it('is right for the version that it says, and does each write once, whatever fails', async () => {
  let ran = 0;
  const began = performance.now();
  await fc.assert(
    fc.asyncProperty(commands, fc.nat(), async (commands, seed) => {
      const model: Model = { leafing: null, claimed: [], kept: { state: beginning, claimed: [] }, commands: 0 };
      await putState(beginning);
      const real = new World(seed);
      await real.catchUp();
      await real.observe();
      await fc.asyncModelRun(() => ({ model, real }), commands);
      real.schedule.become('calm');
      await real.settle();
      ran += model.commands;
    }),
    { numRuns: scaled(1), endOnFailure: true },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${ran} commands under faults in ${seconds} s`);
  expect(ran).toBeGreaterThan(0);
});
