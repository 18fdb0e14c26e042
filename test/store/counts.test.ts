// Exact counts that are stored: as many as may be, and which go.
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { selectDataState } from '../../src/db/state.ts';
import { finishCount } from '../../src/list/counting.ts';
import { MOST_READ } from '../../src/plan/budget.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { toSecond } from '../../src/second.ts';
import { deletePastCounts, lease, type StoredCount } from '../../src/sql/counts.ts';
import { toEstimator } from '../../src/statistics/estimate.ts';

const NOW = new Date('2026-11-22T08:00:00Z');
const MINUTE_MS = 60_000;
const database = () => openDatabase(env.DB);

const readVersion = async () => (await database().run(selectDataState))[0].number;

/** Stores so many counts that were requested, and began, so long ago, of the present version. */
async function storeCounts(how: { many: number; minutesAgo: number; isExact: boolean }): Promise<void> {
  const at = NOW.getTime() - how.minutesAgo * MINUTE_MS;
  await env.DB.prepare(
    `with recursive n(i) as (values (1) union all select i + 1 from n where i < ?)
     insert into exact_count (filters, tests, version, as_of, counted, start, asked_at)
     select ? || i, '{}', ?, ?, i, ?, ? from n`,
  )
    .bind(
      how.many,
      `${how.minutesAgo} `,
      await readVersion(),
      toSecond(new Date(at)),
      how.isExact ? null : '"edge"',
      at,
    )
    .run();
}

async function takesAnother(): Promise<boolean> {
  const known: StoredCount = { value: 1, stopped: 'edge', version: await readVersion(), asOf: toSecond(NOW) };
  const query = parseListQuery('points.gt=1&count=exact');
  const until = NOW.getTime() + MINUTE_MS;
  return (await database().run(lease(query, known, { until, now: NOW })))[0];
}

const countStored = async () => (await env.DB.prepare('select count(*) as "n" from exact_count').first<number>('n'))!;

beforeEach(() => env.DB.exec('delete from exact_count'));

describe('an exact count', () => {
  it('is stored while fewer than a hundred wait that were requested within ten minutes', async () => {
    await storeCounts({ many: 99, minutesAgo: 9, isExact: false });
    expect(await takesAnother()).toBe(true);
    await env.DB.exec(
      'delete from exact_count where counted = 1 and asked_at = (select max(asked_at) from exact_count)',
    );
    await storeCounts({ many: 1, minutesAgo: 8, isExact: false });
    expect(await takesAnother()).toBe(false);
  });

  it('is not kept waiting by those that nobody asks for any more', async () => {
    await storeCounts({ many: 100, minutesAgo: 11, isExact: false });
    expect(await takesAnother()).toBe(true);
  });

  it('is stored while there are fewer than 500 in all', async () => {
    await storeCounts({ many: 499, minutesAgo: 30, isExact: true });
    expect(await takesAnother()).toBe(true);
    await storeCounts({ many: 1, minutesAgo: 31, isExact: true });
    await env.DB.exec('delete from exact_count where start = \'"edge"\'');
    expect(await takesAnother()).toBe(false);
  });

  it('goes on from where it is stored, also where nothing more was found on the way', async () => {
    const reader = database();
    const [state] = await reader.run(selectDataState);
    const to = (id: number) => ({ value: 0, stopped: { keys: [id], inclusive: false } });
    const known: StoredCount = { ...to(400), version: state.number, asOf: toSecond(NOW) };
    reader.spent.rowsRead = MOST_READ; // nothing is left to go further with
    const query = parseListQuery('points.lt=0&count=exact');
    const context = { database: reader, estimator: toEstimator(null, 0), now: NOW };
    expect(await finishCount(query, { counted: to(100), known, state }, context)).toMatchObject(to(400));
  });

  it('is forgotten an hour after nobody asks for it, though the data is the same; of exact ones the newest 250 stay', async () => {
    await storeCounts({ many: 3, minutesAgo: 61, isExact: false });
    await storeCounts({ many: 4, minutesAgo: 59, isExact: false });
    await storeCounts({ many: 10, minutesAgo: 90, isExact: true });
    await storeCounts({ many: 245, minutesAgo: 20, isExact: true });
    const [state] = await database().run(selectDataState);
    await database().run(deletePastCounts(state, NOW));
    expect(await countStored()).toBe(4 + 250);
    const oldest = await env.DB.prepare('select min(as_of) as "as_of" from exact_count').first('as_of');
    expect(oldest).toBe(toSecond(new Date(NOW.getTime() - 90 * MINUTE_MS)));
  });
});
