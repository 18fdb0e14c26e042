// A plan and the statements that were run for it in, the text that a person reads out. Pure.
import type { Metered } from '../bench/harness/meter.ts';

/** As in the answer's `meta.plan`. */
export interface Plan {
  queries: number;
  rows_read: number;
  estimated_rows: number;
  steps: Step[];
  /** The texts that were looked up among the values that are counted. */
  dictionary?: { field: string; contains: string; values: number | null; contacts: number | null }[];
}

interface Step {
  access: string;
  table: string;
  index: string;
  group: unknown[];
  tests: string[];
  most_looked_at: number | null;
  estimated: { rows: number; rows_read: number };
}

/** A row of EXPLAIN QUERY PLAN. */
export interface PlanRow {
  id: number;
  parent: number;
  detail: string;
}

type Statement = Metered & { plan: PlanRow[] };

export function toExplanation(address: string, plan: Plan, statements: Statement[]): string {
  const all = statements.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
  return [
    address,
    '',
    `Rows read: ${format(all)}; for the page ${format(plan.rows_read)}, where ${format(plan.estimated_rows)} were expected.`,
    ...describePlan(plan),
    '',
    `Statements: ${statements.length}, in the order in which they ran.`,
    ...statements.flatMap(describeStatement),
  ].join('\n');
}

/** What was looked up, and the steps. */
export function describePlan({ dictionary = [], steps }: Plan): string[] {
  return [...dictionary.map(describeText), '', `Steps: ${steps.length}.`, ...steps.flatMap(describeStep)];
}

function describeText({ field, contains, values, contacts }: NonNullable<Plan['dictionary']>[number]): string {
  const known = values === null ? 'too many values' : `${format(values)} values, of ${format(contacts!)} contacts`;
  return `${field} contains "${contains}": ${known}.`;
}

function describeStep({ access, table, index, group, tests, most_looked_at: most, estimated }: Step, at: number) {
  const parts = [
    `expected rows: ${format(estimated.rows)}, read: ${format(estimated.rows_read)}`,
    tests.length > 0 && `tests ${tests.join(', ')}`,
    most !== null && `looks at ${format(most)} at most`,
    group.length > 0 && `in the group ${JSON.stringify(group)}`,
  ];
  return ['', `${at + 1}. ${access} ${table} by ${index}`, `   ${parts.filter(Boolean).join('; ')}`];
}

function describeStatement({ sql, parameters, rowsRead, milliseconds, plan }: Statement, at: number): string[] {
  return [
    '',
    `${at + 1}. rows read: ${format(rowsRead)}, in ${milliseconds.toFixed(1)} ms`,
    `   ${sql.replace(/\s+/g, ' ').trim()}`,
    ...(parameters.length > 0 ? [`   with ${JSON.stringify(parameters)}`] : []),
    ...toTree(plan, 0, '   '),
  ];
}

function toTree(plan: PlanRow[], parent: number, indent: string): string[] {
  const children = plan.filter((row) => row.parent === parent);
  return children.flatMap(({ id, detail }) => [`${indent}| ${detail}`, ...toTree(plan, id, `${indent}  `)]);
}

function format(number: number): string {
  return number.toLocaleString('en');
}
