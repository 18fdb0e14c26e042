// Exact counts that one request cannot finish. How far a count came is stored, and each request that asks for it takes it
// one step further, as does the cron trigger: never more than one at a time, and never behind an answer. A count is of the
// time at which it began: what is written meanwhile may be in it or not.
import type { Database } from '../db/database.ts';
import type { Start } from '../query/start.ts';
import type { Tests } from '../query/tests.ts';
import { lease, type StoredCount, selectPending, store } from '../sql/counts.ts';
import { type CountContext, planCount } from './count.ts';

/** A request that counts has the count for itself for so long; milliseconds. One that is ended leaves it to others then. */
const LEASE_MS = 10_000;

interface CountingContext extends Omit<CountContext, 'limit' | 'found'> {
  database: Database;
  now: Date;
}

/**
 * Takes the count one step further and stores that, unless someone else is about to: then it is as it was. `known` is
 * what is stored, or what this request has counted itself. Without any budget that is only stored.
 */
export async function countOn(tests: Tests, known: StoredCount, context: CountingContext): Promise<StoredCount> {
  const { database, now, ...planning } = context;
  const until = now.getTime() + LEASE_MS;
  const [leased] = await database.run(lease(tests, known, { until, now }));
  if (leased!.rows.length === 0) return known;
  const counted = planning.budget === 0 ? known : await countStep(tests, known, { ...planning, database });
  await database.run(store(tests, counted, until));
  return counted;
}

async function countStep(
  tests: Tests,
  known: StoredCount,
  context: Omit<CountingContext, 'now'>,
): Promise<StoredCount> {
  const { database, ...planning } = context;
  const count = planCount(tests, known.stopped!, { ...planning, limit: null });
  if (!count) return { ...known, stopped: null };
  const [result] = await database.run(count.statement);
  const { value, stopped } = count.read(result!);
  return { ...known, value: known.value + value, stopped };
}

/** Counts of which the cron trigger takes so many further, those requested last, in so many steps in all. */
const PENDING_AT_ONCE = 5;
const STEPS_AT_ONCE = 60;

/** Takes the counts that were requested lately further: the work of one run of the cron trigger, whoever requested them. */
export async function countPending(context: CountingContext): Promise<void> {
  const { database, now, ...planning } = context;
  const [pending] = await database.run(selectPending(now, PENDING_AT_ONCE));
  let steps = STEPS_AT_ONCE;
  for (const row of pending!.rows) {
    const tests = JSON.parse(String(row.tests)) as Tests;
    let counted: StoredCount = {
      value: Number(row.counted),
      stopped: JSON.parse(String(row.start)) as Start,
      version: Number(row.version),
      asOf: String(row.as_of),
    };
    const until = now.getTime() + 6 * LEASE_MS;
    const [leased] = await database.run(lease(tests, counted, { until, now }));
    if (leased!.rows.length === 0) continue;
    for (; counted.stopped !== null && steps > 0; steps--)
      counted = await countStep(tests, counted, { ...planning, database });
    await database.run(store(tests, counted, until));
  }
}
