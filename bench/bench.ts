// npm run bench: runs one suite and prints its table. Opens the local database that it is told of.
import { Command, Option } from 'commander';
import { LOCAL_STATE, openDatabase } from '../seed/database.ts';
import { toContacts as toCount, toSeed } from '../seed/option.ts';
import { runCommand } from '../seed/refusal.ts';
import { measureBounds, printBounds } from './bounds.ts';
import { addEdgeOptions, type EdgeOptions, runEdge } from './edge.ts';
import { measurePlanner, printPlanner } from './planner.ts';

interface Options extends EdgeOptions {
  suite: 'bounds' | 'planner';
  persistTo: string;
  queries: number;
  seed: number;
}

const command = new Command('bench')
  .description('Measures Kartei on the contacts of a local database (load them with npm run seed).')
  .addOption(new Option('--suite <name>', 'what to measure').choices(['bounds', 'planner']).default('bounds'))
  .option('--persist-to <dir>', "folder of the local database, as in wrangler's --persist-to", LOCAL_STATE)
  .option('--queries <n>', 'planner: random queries', toCount, 200)
  .option('--seed <n>', 'planner: which random queries', toSeed, 1)
  .option('--json <file>', 'planner, regions, merge, model: where everything is written')
  .allowExcessArguments(false);
addEdgeOptions(command).parse();

await runCommand(async () => {
  if (!(await runEdge(command.opts<Options>()))) await runSuite(command.opts<Options>());
});

async function runSuite(options: Options): Promise<void> {
  const { suite, persistTo, queries, seed, json } = options;
  const { d1, close } = await openDatabase({ persistTo, remote: false });
  try {
    const planner = { queries, seed, ...(json ? { json } : {}) };
    const kept =
      suite === 'planner' ? printPlanner(await measurePlanner(d1, planner)) : printBounds(await measureBounds(d1));
    process.exitCode = kept ? 0 : 1;
  } finally {
    await close();
  }
}
