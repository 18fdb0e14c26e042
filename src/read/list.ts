// The list pipeline: ListQuery → position → steps → page, with the total beside it.
import type { Cost, Database, Result } from '../db/database.ts';
import { type DataState, selectDataState, toDataState } from '../db/state.ts';
import type { Means } from './access.ts';
import { BUDGET } from './budget.ts';
import { planCount, type Total, toTotal } from './count.ts';
import { toPosition } from './cursor.ts';
import { reverse } from './order.ts';
import { type Page, toPage } from './page.ts';
import type { ListQuery } from './query.ts';
import { readRows } from './read.ts';
import type { Step } from './step.ts';

export interface List {
  page: Page;
  total: Total | null;
  state: DataState;
  /** The steps that were read for the page's rows, and what they cost. */
  steps: Step[];
  cost: Cost;
}

type Known = Pick<Means, 'estimator'> & Partial<Means>;

/** Answers a list query, mostly in one round trip; `known` is what the planner knows about the data. */
export async function listContacts(query: ListQuery, database: Database, known: Known): Promise<List> {
  const position = toPosition(query);
  const order = position.direction === 'forward' ? query.order : reverse(query.order);
  const { restrictions, substrings, fields, limit } = query;
  const asked = { order, tests: { restrictions, substrings }, fields };
  const count = planCount(query);
  let state: Result | undefined;
  let counted: Result | undefined;
  const { found, stopped, steps, cost } = await readRows(asked, position.start, {
    means: { budget: BUDGET.page, late: true, ...known, rows: limit + 1 },
    database,
    beside: {
      statements: count ? [selectDataState, count] : [selectDataState],
      take: (results) => {
        [state, counted] = results;
      },
    },
  });
  return {
    page: toPage(found, stopped, query, position),
    total: toTotal(query, toDataState(state!), counted ?? null, new Date()),
    state: toDataState(state!),
    steps,
    cost,
  };
}
