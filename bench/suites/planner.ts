// Suite `planner`: what pages take with filters and sorts that no single index serves: the rows of a table of promises,
// each against the best statement written by hand, and random queries, each by every path that the planner offers.
// Expected: every promise kept, and at most one choice in twenty more than twice as slow as the best path. Both with
// count=none. And what all that a page sets off costs, of the same random queries, from page to page, counts included.
// Times are the database's own; the machine's other work is in them, so only runs side by side are compared.
import { writeFile } from 'node:fs/promises';
import { toEstimator } from '../../src/statistics/estimate.ts';
import type { Statistics } from '../../src/statistics/statistics.ts';
import { listCases } from '../cases/cases.ts';
import { drawQueries } from '../cases/draw.ts';
import { pickValues, readContacts } from '../cases/values.ts';
import { openWalker } from '../harness/walk.ts';
import { reportWalks, type Walks, walkAll } from '../harness/walks.ts';
import { toChoiceReport, toRowReport } from '../report/planner.ts';
import { type Choice, measureChoice } from './random.ts';
import { measureCase, type RowResult } from './rows.ts';

/** Wrong choices beyond this share are too many. */
const MOST_WRONG = 0.05;

/** Lists that were once read without end from a page on. */
const FILTERED = ['first_name=Laura&sort=birthday,last_updated,city', 'country=DE&points.gte=100&sort=last_name,city'];

export interface PlannerOptions {
  queries: number;
  seed: number;
  /** A file for everything that was measured, as JSON. */
  json?: string;
}

export interface PlannerResult {
  contacts: number;
  seed: number;
  rows: RowResult[];
  choices: Choice[];
  walks: Walks;
}

export async function measurePlanner(d1: D1Database, { queries, seed, json }: PlannerOptions): Promise<PlannerResult> {
  const values = await pickValues(d1);
  const { contacts, sample } = values;
  const known = await d1.prepare('select data from statistics').first<string>('data');
  const estimator = toEstimator(known === null ? null : (JSON.parse(known) as Statistics), contacts);
  const [deep] = await readContacts(d1, [Math.ceil(contacts / 2)]);
  const rows: RowResult[] = [];
  for (const one of listCases(values, deep!)) rows.push(await measureCase(d1, one, estimator));
  const choices: Choice[] = [];
  const drawn = drawQueries(queries, seed, sample);
  for (const search of drawn) {
    const choice = await measureChoice(d1, search, estimator);
    if (choice) choices.push(choice);
  }
  const walks = await walkAll(openWalker(d1), {
    'filters and sorts': [...FILTERED, ...drawn.map((search) => search.replace('&count=none', ''))],
  });
  const result = { contacts, seed, rows, choices, walks };
  if (json) await writeFile(json, JSON.stringify(result, null, 1));
  return result;
}

/** Both tables, and whether everything promised was kept. */
export function reportPlanner({ contacts, seed, rows, choices, walks }: PlannerResult): {
  lines: string[];
  kept: boolean;
} {
  const wrong = choices.filter((choice) => choice.wrong.milliseconds).length;
  const lines = [
    `The planner's promises, ${contacts.toLocaleString('en')} contacts, pages of 50`,
    '',
    ...toRowReport(rows),
    '',
    `Random queries of seed ${seed}: the path that was chosen against the others`,
    '',
    ...toChoiceReport(choices),
    '',
    ...reportWalks(walks),
  ];
  const kept = rows.every(({ broken }) => broken.length === 0) && wrong <= MOST_WRONG * choices.length;
  return { lines, kept };
}
