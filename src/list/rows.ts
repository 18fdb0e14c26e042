// The rows of a page: steps are planned, read and taken one after the other until the page is full, the list ends, or the
// budget is spent. Steps that are likely to be needed together are read in one round trip.
import type { Database } from '../db/database.ts';
import { plain, type Query } from '../db/query.ts';
import { addCost, type Cost, type Result } from '../db/result.ts';
import { type DataState, selectDataState } from '../db/state.ts';
import type { PlanContext, PlanQuery } from '../plan/access.ts';
import { planStep } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import type { Collected } from '../query/position/collected.ts';
import type { ListQuery } from '../query/query.ts';
import type { Start } from '../query/start.ts';
import { toStepStatement } from '../sql/statement.ts';
import { NO_VERSION, type Version } from '../version.ts';
import { cutShort, isPart, type Progress, startOver } from './reading/parts.ts';
import { type CutRow, type Found, takeRows } from './reading/taken.ts';

/** Steps in one round trip. */
const MOST_AT_ONCE = { filters: 3, search: 12 };
/** How common words are is known less well than what filters leave: of the rows that are expected, this share is relied on. */
const RELIED_ON = { filters: 1, search: 1 / 3 };
/** Steps of one page. A page that wants more of them is ended early; that of a search is after one round trip. */
const MOST_STEPS = 24;
/** A walk that was cut goes on while so much is left of what its statement might have read. */
const WORTH_GOING_ON = 10_000;
/** With less than this left, no further step is begun. */
const LEAST_BUDGET = 1000;

export interface Reading {
  found: Found[];
  /** Where the budget stopped reading; null where the page is full or the list has ended. */
  stopped: Start | null;
  /** What parts of a fetch have collected that is to be gone on with from there; else null. */
  collected: Collected | null;
  steps: Step[];
  cost: Cost;
  /** What the steps have drawn on the budget. */
  drawn: number;
  /** The data versions of the round trips after the first. */
  versions: Version[];
  /** How many pass in all, where a step has told it; else null. */
  total: number | null;
}

type RowQuery = PlanQuery & Pick<ListQuery, 'fields'>;

interface RowReader<T> {
  context: PlanContext;
  database: Database;
  /** Whether a contact is an object of its fields. */
  isNamed: boolean;
  /** Comes with the first rows. */
  batch: Query<T>;
  /** The first steps, as `planAhead` plans them. */
  steps: Step[];
}

/** Reads `context.rows` rows from `start` on; `fields` are those that the rows hold. */
export async function readRows<T extends { state: DataState } | null>(
  query: RowQuery,
  start: Start,
  { context, database, isNamed, batch, steps: planned }: RowReader<T>,
): Promise<{ reading: Reading; answer: T }> {
  const cost = { queries: 0, rowsRead: 0, milliseconds: 0 };
  const reading: Reading = {
    found: [],
    stopped: null,
    collected: null,
    steps: [],
    cost,
    drawn: 0,
    versions: [],
    total: null,
  };
  const plan = ({ from, mayFetch, isAgain = false, ...parts }: Progress) => {
    const left = { rows: context.rows - reading.found.length, budget: context.budget - reading.drawn };
    const mayCollect = parts.mayCollect === true && left.rows === context.rows;
    return planAhead(query, from, { ...context, ...left, mayFetch, isAgain, mayCollect, collected: parts.collected });
  };
  const toQueries = (steps: Step[]) => {
    const shape = { fields: query.fields, isNamed, limit: context.rows - reading.found.length };
    return steps.map((step) => plain(toStepStatement(step, shape)));
  };
  const { mayFetch, mayCollect = false, collected } = context;
  let progress: Progress = { from: start, mayFetch, mayCollect, collected };
  let steps = planned;
  const [answer, ...first] = await database.run(batch, ...toQueries(steps));
  let results = first;
  let version = answer?.state.version ?? NO_VERSION;
  while (steps.length > 0) {
    charge(reading, steps, results);
    progress =
      startOver(progress, version) ?? takeSteps(steps, results, { reading, rows: context.rows, progress, version });
    if (progress.from === null) break;
    if (isSpent(progress, reading, { isSearch: query.tests.words.length > 0, budget: context.budget })) {
      reading.stopped = progress.from;
      reading.collected = progress.collected ?? null;
      break;
    }
    steps = plan(progress);
    if (steps.length === 0) break;
    const [state, ...further] = await database.run(selectDataState, ...toQueries(steps));
    version = state.version;
    reading.versions.push(version);
    results = further;
  }
  return { reading, answer };
}

/** Whether the page ends here, though more rows may follow. */
function isSpent(
  { isCut, isStuck }: Progress,
  { drawn, steps }: Pick<Reading, 'drawn' | 'steps'>,
  { isSearch, budget }: { isSearch: boolean; budget: number },
): boolean {
  const left = budget - drawn;
  if (isCut && (isSearch || left < WORTH_GOING_ON)) return true;
  return !isStuck && steps.length >= (isSearch || left < LEAST_BUDGET ? 1 : MOST_STEPS);
}

interface Taking {
  reading: Reading;
  rows: number;
  progress: Progress;
  version: Version;
}

function charge(reading: Pick<Reading, 'cost' | 'drawn'>, steps: Step[], results: Result[]): void {
  for (const [at, { cost }] of results.entries()) {
    addCost(reading.cost, cost);
    reading.drawn += cost.rowsRead * steps[at]!.estimate.draw;
  }
}

/** Takes the rows of the steps in turn, as far as each was read to its end before the next. */
function takeSteps(steps: Step[], results: Result[], { reading, rows, progress, version }: Taking): Progress {
  let { from } = progress;
  for (const [at, step] of steps.entries()) {
    reading.steps.push(step);
    const taken = takeRows(results[at]!.rows, step);
    const { found, told } = taken;
    const [cut] = taken.cuts;
    if (cut && step.access === 'late') return cutShort(step, taken, { rows, version, progress: { ...progress, from } });
    if (isTelling(step)) reading.total = told.length > 0 ? Number(told[0]) : toTotalOfNone(from);
    reading.found.push(...found.slice(0, rows - reading.found.length));
    if (reading.found.length >= rows) return { from: null, mayFetch: progress.mayFetch };
    if (cut) {
      from = toStop(cut, step, from!);
      const isStuck = typeof from === 'object' && from.isHeavy === true;
      return { from, mayFetch: progress.mayFetch, isCut: step.access === 'walk' || step.access === 'search', isStuck };
    }
    const fence = isPart(step) && step.part.fence;
    from = fence ? { keys: [...step.prefix, ...fence], inclusive: false } : step.next;
  }
  return { from, mayFetch: progress.mayFetch };
}

/** What a fetch without rows tells: from an edge on nobody passes; from elsewhere, some may lie before it. */
function toTotalOfNone(from: Start | null): number | null {
  return from === 'edge' ? 0 : null;
}

/** Whether the step tells how many pass in all: it fetches, and not for one group or some values alone. */
export function isTelling(step: Step | undefined): boolean {
  return step?.access === 'late' && step.prefix.length === 0 && !step.isPart && !step.part;
}

/** The next step, and those after it that are needed if it finds no more rows than is expected; none for no rows. */
export function planAhead(query: PlanQuery, start: Start | null, context: PlanContext): Step[] {
  const steps: Step[] = [];
  let from = start;
  let { rows, budget } = context;
  const kind = query.tests.words.length > 0 ? 'search' : 'filters';
  const most = MOST_AT_ONCE[kind];
  while (from !== null && rows > 0 && (steps.length === 0 || (steps.length < most && budget >= LEAST_BUDGET))) {
    const mayCollect = context.mayCollect === true && steps.length === 0;
    const step = planStep(query, from, { ...context, rows: context.rows, budget, mayCollect });
    if (!step) break;
    steps.push(step);
    if (isPart(step)) break;
    rows -= step.estimate.rows * RELIED_ON[kind];
    budget -= step.estimate.ceiling;
    from = step.next;
  }
  return steps;
}

/** Where the list goes on after a step was cut: behind the last row of a walk, at the group that a run did not finish. */
function toStop({ keys: [...keys] }: CutRow, step: Step, from: Start): Start {
  const isOfAddress = step.addresses !== null && step.order.length > 1;
  if (isOfAddress && keys.at(-1) === null) keys.pop(); // behind all contacts of it
  if (step.access !== 'run') return { keys: [...step.prefix, ...keys], inclusive: false };
  const { start } = step;
  const isFirstGroup = typeof start === 'object' && start.keys[0] === keys[0];
  if (isFirstGroup && typeof from === 'object') return { ...from, isHeavy: true };
  return { keys: [...step.prefix, keys[0]!], inclusive: true };
}
