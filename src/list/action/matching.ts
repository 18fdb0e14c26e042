// What a change of all that match concerns: how many, some of them to see, and all of them portion by portion, in the order
// of their ids, so that what is changed is never met again. Read at the primary; each reading is bounded like a list.
import type { Row } from '../../db/result.ts';
import { HALF, MOST_READ, partLeft } from '../../plan/budget.ts';
import { type Position, toPosition } from '../../query/cursor.ts';
import type { ListQuery } from '../../query/query.ts';
import { below, intersect, unrestricted } from '../../query/restriction.ts';
import { LOCAL_SEAL } from '../../query/seal.ts';
import { type Correction, toCorrections } from '../../query/search.ts';
import { knowledgeOf } from '../../statistics/current.ts';
import { type List, listContacts } from '../list.ts';
import { toContacts } from '../reading/taken.ts';
import type { ListContext } from '../recall.ts';

export type MatchContext = Pick<ListContext, 'env' | 'database' | 'waitUntil'>;

/** Of the rows and index entries of a call, what is kept for the writing of what is found. */
const KEPT_FOR_WRITING = 40_000;
/** With less of them to read with, nothing is begun. */
const LEAST_PART = 0.1;
/** For what is always read: the state of the data, what was answered before. */
const MARGIN = 1000;

/** How many match; with corrections of the search, unless they are given, and the first `rows` of them. */
export async function countMatching(
  query: ListQuery,
  { rows, corrections }: { rows: number; corrections?: Correction[] },
  context: MatchContext,
): Promise<List> {
  const position: Position = { direction: 'forward', start: 'edge', rank: 0, ...(corrections && { corrections }) };
  const { database } = context;
  const counting = { ...query, limit: rows, count: 'exact' } as const;
  return listContacts(counting, database, { ...(await known(context)), position });
}

/** The same, counted on as far as one call may: its total is exact, more than `most`, or at least as much as is known yet. */
export async function countFar(query: ListQuery, wanted: { rows: number; most: number }, context: MatchContext) {
  const list = await countMatching(query, wanted, context);
  let { total } = list;
  while (total?.relation === 'gte' && total.value <= wanted.most && partLeft(context.database.spent.rowsRead) > HALF) {
    const further = await countMatching(query, { rows: 0, corrections: toCorrections(list.words) }, context);
    total = further.total;
  }
  return { ...list, total };
}

/** Where reading goes on, and what it leaves out: ids up to and with `after`, and those above `upTo`. */
export interface Stretch {
  after: number;
  upTo: number;
  corrections: Correction[];
  most: number;
}

export interface Stretched {
  rows: Row[];
  /** The id behind which it goes on; null: no more match. */
  next: number | null;
}

/** The next contacts that match, fewer than `most` or none where the work budget ends. */
export async function readMatching(
  query: ListQuery,
  { after, upTo, corrections, most }: Stretch,
  context: MatchContext,
): Promise<Stretched> {
  const { restrictions } = query;
  const id = intersect(restrictions.id ?? unrestricted, { intervals: [below(upTo, { orEqual: true })], nulls: false });
  const bounded: ListQuery = { ...query, restrictions: { ...restrictions, id }, limit: most, count: 'none' };
  const start = { keys: [after], inclusive: false };
  const position: Position = { direction: 'forward', start, rank: null, corrections };
  const { page } = await listContacts(bounded, context.database, {
    ...(await known(context)),
    position,
    kept: KEPT_FOR_WRITING,
  });
  if (page.next === null) return { rows: toContacts(page.contacts), next: null };
  const onward = toPosition({ ...bounded, cursor: page.next }, LOCAL_SEAL).start;
  if (typeof onward !== 'object') return { rows: toContacts(page.contacts), next: onward === 'edge' ? after : null };
  return { rows: toContacts(page.contacts), next: Number(onward.keys[0]) };
}

/** Whether enough of the call's budget is left to read, and to write what is found. */
export function mayReadOn({ database }: Pick<MatchContext, 'database'>): boolean {
  return partLeft(database.spent.rowsRead + KEPT_FOR_WRITING) >= LEAST_PART;
}

/** Rows and index entries that are left of the call's budget. */
export function leftToRead({ database }: Pick<MatchContext, 'database'>): number {
  return Math.max(0, MOST_READ - MARGIN - database.spent.rowsRead);
}

async function known({ env, database, waitUntil }: MatchContext) {
  return { estimator: await knowledgeOf(env, database, { now: Date.now(), waitUntil }) };
}
