// Random queries, measured: the path that the planner chooses against every other one that it offers for the first step.

import type { List } from '../../src/list/list.ts';
import type { Estimate } from '../../src/plan/step.ts';
import type { Estimator } from '../../src/statistics/estimate.ts';
import { readPage, toMeasured, toPath } from '../harness/path.ts';
import { bestOf, isWrong, type Measured } from '../verdict/judge.ts';

const RUNS = 3;

/** What a path took, beside what its first step was expected to. */
export interface PathResult extends Measured {
  estimate: Estimate;
}

export interface Choice {
  search: string;
  chosen: PathResult;
  others: PathResult[];
  steps: number;
  /** By database time, and by rows read. */
  wrong: { milliseconds: boolean; rowsRead: boolean };
}

/** Null where no step is needed, for the filters exclude each other. */
export async function measureChoice(d1: D1Database, search: string, estimator: Estimator): Promise<Choice | null> {
  const { list, offers } = await readPage(d1, { search, estimator });
  const [first] = list.steps;
  if (!first) return null;
  const path = toPath(first);
  const lists = new Map<string, List[]>([
    [path, [list]],
    ...offers.map((offer) => [offer.path, []] as [string, List[]]),
  ]);
  lists.set(path, [list]);
  for (let run = 0; run < RUNS; run++)
    for (const [forced, ofPath] of lists) {
      if (ofPath.length < RUNS) ofPath.push((await readPage(d1, { search, estimator, forced })).list);
    }
  const results = offers
    .filter((offer) => toPath(lists.get(offer.path)![0]!.steps[0]!) === offer.path)
    .map(({ path, estimate }) => ({ ...toMeasured(path, lists.get(path)!), estimate }));
  const chosen = { ...toMeasured(path, lists.get(path)!), estimate: first.estimate };
  const others = results.filter((other) => other.path !== path);
  return {
    search,
    chosen,
    others,
    steps: list.steps.length,
    wrong: {
      milliseconds: isWrong(chosen, bestOf(chosen, others, 'milliseconds'), 'milliseconds'),
      rowsRead: isWrong(chosen, bestOf(chosen, others, 'rowsRead'), 'rowsRead'),
    },
  };
}
