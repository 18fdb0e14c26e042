// The list pipeline: ListQuery → plan → statements → page and total.
import { addCost, type Cost, type Database, type Row } from '../db/database.ts';
import { type DataState, selectDataState, toDataState } from '../db/state.ts';
import { planCount, type Total, toTotal } from './count.ts';
import { toPosition } from './cursor.ts';
import { type Page, toPage } from './page.ts';
import { type ListPlan, planList } from './plan.ts';
import type { ListQuery } from './query.ts';
import { toListStatement } from './sql.ts';

export interface List {
  page: Page;
  total: Total | null;
  state: DataState;
  plan: ListPlan;
  /** What the statements for the page's rows cost. */
  cost: Cost;
}

/** Answers a list query in one round trip; more only where a filter lists many values and the first ones fill no page. */
export async function listContacts(query: ListQuery, database: Database): Promise<List> {
  const position = toPosition(query);
  const plan = planList(query, position);
  const most = query.limit + 1;
  const rows: Row[] = [];
  const cost: Cost = { queries: 0, rowsRead: 0, milliseconds: 0 };

  const [chunk, ...chunks] = plan.chunks;
  const statements = [
    selectDataState,
    planCount(query),
    chunk && toListStatement(plan, chunk, { ...query, limit: most }),
  ];
  const results = await database.read(...statements.filter((statement) => statement != null));
  const take = (result: (typeof results)[number]) => {
    rows.push(...result.rows);
    addCost(cost, result.cost);
  };
  const state = toDataState(results.shift()!);
  const counted = statements[1] ? results.shift()! : null;
  results.forEach(take);

  for (const segments of chunks) {
    if (rows.length >= most) break;
    (
      await database.read(
        toListStatement(plan, segments, {
          ...query,
          limit: most - rows.length,
        }),
      )
    ).forEach(take);
  }
  return {
    page: toPage(rows, query, position),
    total: toTotal(query, state, counted, new Date()),
    state,
    plan,
    cost,
  };
}
