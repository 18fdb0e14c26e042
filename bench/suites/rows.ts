// The fixed cases, measured: what the planner's page takes, against the best of the statements written by hand, run by
// run in turn on the same database.

import type { List } from '../../src/list/list.ts';
import type { Estimator } from '../../src/statistics/estimate.ts';
import type { Case } from '../cases/cases.ts';
import { runByHand, startHands } from '../handwritten/hand.ts';
import { readPage, toMeasured, toPath } from '../harness/path.ts';
import { brokenOf, type Measured, median, ratioOf } from '../verdict/judge.ts';

const RUNS = 5;

export interface RowResult extends Case, Measured {
  estimate: { rows: number; read: number; cost: number };
  best: { name: string; milliseconds: number; rowsRead: number } | null;
  ratio: number | null;
  broken: string[];
}

export async function measureCase(
  d1: D1Database,
  { group, search, promised }: Case,
  estimator: Estimator,
): Promise<RowResult> {
  const read = async () => (await readPage(d1, { search, estimator })).list;
  const lists = [await read()];
  const first = lists[0]!;
  const hands = promised.ratio === null ? [] : await startHands(d1, search, { list: first, estimator });
  for (let run = 1; run < RUNS; run++) {
    lists.push(await read());
    for (const hand of hands) hand.times.push((await runByHand(d1, hand)).milliseconds);
  }
  const measured = toMeasured([...new Set(first.steps.map(toPath))].join(', ') || 'nothing', lists);
  const timed = hands.map(({ name, times, rowsRead }) => ({ name, milliseconds: median(times), rowsRead }));
  const best = timed.sort((a, b) => a.milliseconds - b.milliseconds)[0] ?? null;
  const ratio = best && ratioOf(measured.milliseconds, best.milliseconds);
  return {
    group,
    search,
    promised,
    ...measured,
    estimate: sumEstimates(first),
    best,
    ratio,
    broken: brokenOf(promised, { ...measured, ratio }),
  };
}

function sumEstimates({ steps }: List) {
  const sum = { rows: 0, read: 0, cost: 0 };
  for (const { estimate } of steps) {
    sum.rows += estimate.rows;
    sum.read += Math.round(estimate.read);
    sum.cost += Math.round(estimate.cost);
  }
  return sum;
}
