// List → the JSON of the answer: rows, page, total, links, and with `explain` the plan beside what really happened. Pure.
import type { Cost } from '../db/database.ts';
import type { Links } from './links.ts';
import type { List } from './list.ts';
import type { ListQuery } from './query.ts';
import type { Step } from './step.ts';

export function toAnswer(
  { page, total, facets, steps, cost }: List,
  links: Links,
  { explain }: Pick<ListQuery, 'explain'>,
) {
  const { data, ...position } = page;
  return {
    data,
    page: position,
    total,
    links,
    ...(facets && { facets }),
    ...(explain && { meta: { plan: toPlan(steps, cost) } }),
  };
}

/** The first step's access and index stand for the plan; the steps say the rest. Rows read as D1 bills them. */
function toPlan(steps: Step[], cost: Cost) {
  const [first] = steps;
  return {
    access: first?.access ?? 'none',
    index: first ? (first.index ?? 'primary key') : null,
    queries: cost.queries,
    rows_read: cost.rowsRead,
    estimated_rows: Math.round(steps.reduce((sum, { estimate }) => sum + estimate.read, 0)),
    db_ms: cost.milliseconds,
    steps: steps.map(({ access, table, index, prefix, tests, most, estimate }) => ({
      access,
      table,
      index: index ?? 'primary key',
      group: prefix,
      tests: [...Object.keys(tests.restrictions), ...tests.substrings.map(({ field }) => field)],
      most_looked_at: most,
      estimated: { rows: Math.round(estimate.rows), rows_read: Math.round(estimate.read) },
    })),
  };
}
