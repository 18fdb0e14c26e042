// Exact counts that one request cannot finish. How far a count came is stored, and each request that asks for it takes it
// one step further, as does the cron trigger: never more than one at a time, and never behind an answer. A count is of the
// time at which it began: what is written meanwhile may be in it or not.
import type { Database } from '../db/database.ts';
import { BUDGET, partLeft } from '../plan/budget.ts';
import type { ListQuery } from '../query/query.ts';
import { type Tests, toTests } from '../query/tests.ts';
import { toSecond } from '../second.ts';
import { lease, type StoredCount, selectPending, store } from '../sql/counts.ts';
import type { Totals } from './batch.ts';
import { type CountContext, type Counted, planCount } from './count.ts';

/** A request that counts has the count for itself for so long; milliseconds. One that is ended leaves it to others then. */
const LEASE_MS = 10_000;

interface CountingContext extends Omit<CountContext, 'limit'> {
  database: Database;
  now: Date;
}

/**
 * Takes the count one step further and stores that, unless someone else is about to: then it is as it was. `known` is
 * what is stored, or what this request has counted itself. Without any budget that is only stored.
 */
export async function countOn(tests: Tests, known: StoredCount, context: CountingContext): Promise<StoredCount> {
  const most = context.budget === 0 ? 0 : 1;
  return (await countSteps(tests, known, { most, leaseMs: LEASE_MS }, context)).counted;
}

/** With less than this left of the budget, a count is not taken further. */
const LEAST_STEP = 1000;

/**
 * An exact count that did not end within its budget goes a step further, from where it is stored: that is at least as far
 * where as many were found, for a step may find none.
 */
export async function finishCount(
  query: ListQuery,
  { counted, known, state }: Pick<Totals, 'counted' | 'known' | 'state'>,
  context: Omit<CountingContext, 'budget'>,
): Promise<Counted | null> {
  if (query.count !== 'exact' || !counted || counted.stopped === null) return counted;
  const own = { ...counted, version: state.number, asOf: toSecond(context.now) };
  const further = known?.stopped && known.value >= own.value ? known : own;
  const tests = toTests(query);
  const isOfEntries = planCount(tests, further.stopped!, { ...context, limit: null })?.isOfEntries;
  const most = isOfEntries ? BUDGET.countOfEntries : BUDGET.count;
  const left = Math.floor(most * partLeft(context.database.spent.rowsRead));
  return countOn(tests, further, { ...context, budget: left < LEAST_STEP ? 0 : left });
}

/** Counts of which the cron trigger takes so many further, those requested last, in so many steps in all. */
const PENDING_AT_ONCE = 5;
const STEPS_AT_ONCE = 60;

/** Takes the counts that were requested lately further: the work of one run of the cron trigger, whoever requested them. */
export async function countPending(context: CountingContext): Promise<void> {
  const { database, now } = context;
  const [pending] = await database.run(selectPending(now, PENDING_AT_ONCE));
  let most = STEPS_AT_ONCE;
  for (const { tests, known } of pending)
    most -= (await countSteps(tests, known, { most, leaseMs: 6 * LEASE_MS }, context)).steps;
}

/** Takes the count at most so many steps further and stores where it came to; no step where someone else has it. */
async function countSteps(
  tests: Tests,
  known: StoredCount,
  { most, leaseMs }: { most: number; leaseMs: number },
  { database, now, ...planning }: CountingContext,
): Promise<{ counted: StoredCount; steps: number }> {
  const until = now.getTime() + leaseMs;
  const [isLeased] = await database.run(lease(tests, known, { until, now }));
  if (!isLeased) return { counted: known, steps: 0 };
  let counted = known;
  let steps = 0;
  for (; counted.stopped !== null && steps < most; steps++) {
    const count = planCount(tests, counted.stopped, { ...planning, limit: null });
    const [step] = count ? await database.run(count.query) : [{ value: 0, stopped: null }];
    counted = { ...counted, value: counted.value + step.value, stopped: step.stopped };
  }
  await database.run(store(tests, counted, until));
  return { counted, steps };
}
