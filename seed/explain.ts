// npm run explain: what the Worker does for one list query on the local database. The Worker itself answers it, with
// every statement written down on the way; nothing of the contacts is changed.
import { Argument, Command } from 'commander';
import type { Metered } from '../bench/harness/meter.ts';
import { openWorker } from '../bench/harness/worker.ts';
import type { Database } from './database.ts';
import { type Plan, type PlanRow, toExplanation } from './explanation.ts';
import { hasContacts } from './load/run.ts';
import { openMigrated } from './migration.ts';
import { persistTo } from './option.ts';
import { Refusal, runCommand } from './refusal.ts';

interface Fault {
  parameter: string;
  detail: string;
  suggestion?: string;
}

const command = new Command('explain')
  .description("Prints the steps, estimates, statements and SQLite's plans of a list query on the local database.")
  .addArgument(new Argument('<query>', "a query string, or an address with one: 'country=NO&sort=-points'"))
  .addOption(persistTo())
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const database = await openMigrated({ ...command.opts<{ persistTo: string }>(), remote: false });
  try {
    if (!(await hasContacts(database.d1))) throw new Refusal('The database has no contacts. First run: npm run seed');
    console.log(await explain(toSearch(command.args[0]!), database));
  } finally {
    await database.close();
  }
});

/** What stands behind the `?`, with explain=true. */
function toSearch(query: string): string {
  const given = query.slice(query.indexOf('?') + 1).split('&');
  return [...given.filter((part) => part !== '' && !part.startsWith('explain=')), 'explain=true'].join('&');
}

async function explain(search: string, { d1, kv }: Pick<Database, 'd1' | 'kv'>): Promise<string> {
  const { ran, send } = openWorker(d1, kv, 'explain');
  const { status, text, answered } = await send(`/v1/contacts?${search}`);
  const answer = JSON.parse(text) as { meta: { plan: Plan }; errors?: Fault[]; title?: string };
  if (status !== 200) throw new Refusal([answer.title, ...(answer.errors ?? []).map(toLine)].join('\n'));
  const statements = [];
  for (const one of ran.slice(0, answered)) statements.push({ ...one, plan: await readPlan(one, d1) });
  return toExplanation(`/v1/contacts?${search}`, answer.meta.plan, statements);
}

async function readPlan({ sql, parameters }: Metered, d1: D1Database): Promise<PlanRow[]> {
  const { results } = await d1.prepare(`explain query plan ${sql}`).bind(...parameters).all(); // biome-ignore format: short
  return results as unknown as PlanRow[];
}

function toLine({ parameter, detail, suggestion }: Fault): string {
  return `  ${parameter}: ${detail}${suggestion ? ` Did you mean ${suggestion}?` : ''}`;
}
