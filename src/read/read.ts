// The rows of a page: steps are planned, read and taken one after the other until the page is full, the list ends, or the
// budget is spent. Steps that are likely to be needed together are read in one round trip.
import type { SQL } from 'drizzle-orm';
import { addCost, type Cost, type Database, type Result, type Row } from '../db/database.ts';
import type { Asked, Means } from './access.ts';
import type { Found } from './page.ts';
import { planStep } from './plan.ts';
import type { ListQuery } from './query.ts';
import type { Start } from './segment.ts';
import { toKeyName } from './select.ts';
import { toStepStatement } from './sql.ts';
import type { Step } from './step.ts';

/** Steps in one round trip. */
const MOST_AT_ONCE = 3;
/** Steps of one page. A page that wants more of them is ended early. */
const MOST_STEPS = 12;
/** With less than this left, no further step is begun. */
const LEAST_BUDGET = 1000;

export interface Reading {
  found: Found[];
  /** Where the budget stopped reading; null where the page is full or the list has ended. */
  stopped: Start | null;
  steps: Step[];
  cost: Cost;
}

/** What else is to be read in the first round trip, and what becomes of it. */
export interface Beside {
  statements: SQL[];
  take: (results: Result[]) => void;
}

/** Reads `means.rows` rows from `start` on; `fields` are those that the rows hold. */
export async function readRows(
  asked: Asked & Pick<ListQuery, 'fields'>,
  start: Start,
  { means, database, beside }: { means: Means; database: Database; beside: Beside },
): Promise<Reading> {
  const reading: Reading = { found: [], stopped: null, steps: [], cost: { queries: 0, rowsRead: 0, milliseconds: 0 } };
  let { late } = means;
  let from: Start | null = start;
  for (let first = true; first || (from !== null && reading.found.length < means.rows); first = false) {
    const rows = means.rows - reading.found.length;
    const budget = means.budget - reading.cost.rowsRead;
    const isSpent = budget < LEAST_BUDGET || reading.steps.length >= MOST_STEPS;
    const steps = from === null || isSpent ? [] : planAhead(asked, from, { ...means, rows, budget, late });
    const statements = steps.map((step) => toStepStatement(step, { fields: asked.fields, limit: rows }));
    const wanted = first ? beside.statements : [];
    if (statements.length + wanted.length === 0) {
      reading.stopped = isSpent ? from : null;
      break;
    }
    const results = await database.read(...wanted, ...statements);
    if (first) beside.take(results.slice(0, wanted.length));
    if (steps.length === 0) break;
    for (const result of results.slice(wanted.length)) addCost(reading.cost, result.cost);
    for (const [at, step] of steps.entries()) {
      reading.steps.push(step);
      const { rows: read } = results[wanted.length + at]!;
      const cut = read.find((row) => row.cut === 1);
      if (step.access === 'late' && cut) {
        late = false;
        break;
      }
      for (const row of read) if (row.cut === 0) reading.found.push(toFound(row, step, asked));
      from = cut ? toStop(cut, step, asked, from!) : step.next;
      if (cut && step.access === 'walk') reading.stopped = from;
      if (cut || from === null || reading.found.length >= means.rows) break;
    }
    if (reading.stopped !== null) break;
  }
  if (reading.found.length >= means.rows) {
    reading.found.length = means.rows;
    reading.stopped = null;
  }
  return reading;
}

/** The next step, and those after it that are needed if it finds no more rows than is expected. */
function planAhead(asked: Asked, start: Start, means: Means): Step[] {
  const steps: Step[] = [];
  let from: Start | null = start;
  let { rows, budget } = means;
  while (from !== null && rows > 0 && steps.length < MOST_AT_ONCE && budget >= LEAST_BUDGET) {
    const step = planStep(asked, from, { ...means, rows: means.rows, budget });
    if (!step) break;
    steps.push(step);
    rows -= step.estimate.rows;
    budget -= step.estimate.ceiling;
    from = step.next;
  }
  return steps;
}

function toFound(row: Row, { prefix, order }: Step, { fields }: Pick<ListQuery, 'fields'>): Found {
  const keys = [...prefix, ...order.map(({ field }) => row[toKeyName(field, fields)]!)];
  return { contact: Object.fromEntries(fields.map((field) => [field, row[field]!])), keys };
}

/** Where the list goes on after a step was cut: behind the last row of a walk, at the group that a run did not finish. */
function toStop(cut: Row, step: Step, { fields }: Pick<ListQuery, 'fields'>, from: Start): Start {
  const keys = step.order.map(({ field }) => cut[toKeyName(field, fields)] ?? null);
  if (step.access !== 'run') return { keys: [...step.prefix, ...keys], inclusive: false };
  const begun = step.start;
  const isFirst = typeof begun === 'object' && begun.keys[0] === keys[0];
  if (isFirst && typeof from === 'object') return { ...from, crowded: true };
  return { keys: [...step.prefix, keys[0]!], inclusive: true, crowded: step.estimate.rows === 0 };
}
