// One list query in, what reading it took out: by the path that the planner chooses, or by another that it offers.

import { FIELDS } from '../../src/contact/fields.ts';
import { openDatabase as openSession } from '../../src/db/database.ts';
import { type List, listContacts } from '../../src/list/list.ts';
import type { PlanContext } from '../../src/plan/access.ts';
import type { Estimate, Step } from '../../src/plan/step.ts';
import { parseListQuery } from '../../src/query/query.ts';
import type { Estimator } from '../../src/statistics/estimate.ts';
import { type Measured, median } from '../verdict/judge.ts';

export interface Offer {
  path: string;
  estimate: Estimate;
}

/** A step's way of reading, told apart from the others that are offered in its place. */
export function toPath(step: Step): string {
  const within = step.prefix.length > 0 ? ' in a group' : '';
  return `${step.access} ${toSource(step)}${within}`;
}

/** What is read first: the filter or search whose matches are fetched, else the field whose index is walked. */
function toSource(step: Step): string {
  const { field } = step.order[0]!;
  if (step.access === 'late') {
    if (!('filter' in step.fetched)) return 'search';
    const { filter, second } = step.fetched;
    const lists = step.levels.flatMap(({ lists }) => lists.map((list) => ` in ${list.filter}`));
    return [second ? `${filter} and ${second.filter}` : filter, ...lists].join('');
  }
  return FIELDS[field].index === step.index ? field : `${field} by ${step.index}`;
}

/** The same for a step that is not yet told which group it is in: an inner choice is made before the outer one. */
function toOffered(step: Step, mostKeys: number): string {
  return toPath(step.order.length < mostKeys ? { ...step, prefix: [null] } : step);
}

/** Reads the page once. `forced` is the path of the first step. */
export async function readPage(
  d1: D1Database,
  { search, estimator, forced }: { search: string; estimator: Estimator; forced?: string },
): Promise<{ list: List; offers: Offer[] }> {
  const query = parseListQuery(search);
  const offers = new Map<string, Offer>();
  let isFirst = true;
  const choose: PlanContext['choose'] = (steps) => {
    if (!isFirst) return undefined;
    const named = steps.map((step) => ({ step, path: toOffered(step, query.order.length) }));
    for (const { step, path } of named) offers.set(path, { path, estimate: step.estimate });
    isFirst = !steps.some(({ order, prefix }) => order.length + prefix.length >= query.order.length);
    return named.find(({ path }) => path === forced)?.step;
  };
  const list = await listContacts(query, openSession(d1), { estimator, choose });
  return { list, offers: [...offers.values()] };
}

/** The pages of several runs of one path as one measure. */
export function toMeasured(path: string, lists: List[]): Measured {
  const { page, cost } = lists[0]!;
  return {
    path,
    milliseconds: median(lists.map((list) => list.cost.milliseconds)),
    rowsRead: cost.rowsRead,
    rows: page.contacts.length,
    partial: page.partial,
  };
}
