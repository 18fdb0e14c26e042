// npm run bench: runs one suite and prints its table. Opens the local database that it is told of.
import { Command, Option } from 'commander';
import { LOCAL_STATE, openDatabase } from '../seed/database.ts';
import { toContacts as toCount, toSeed } from '../seed/option.ts';
import { measureBounds, printBounds } from './bounds.ts';
import { measurePlanner, printPlanner } from './planner.ts';
import { measureSearch, printSearch } from './search.ts';

interface Options {
  suite: 'bounds' | 'planner' | 'search';
  persistTo: string;
  queries: number;
  seed: number;
  json?: string;
}

const command = new Command('bench')
  .description('Measures Kartei on the contacts of a local database (load them with npm run seed).')
  .addOption(new Option('--suite <name>', 'what to measure').choices(['bounds', 'planner', 'search']).default('bounds'))
  .option('--persist-to <dir>', "folder of the local database, as in wrangler's --persist-to", LOCAL_STATE)
  .option('--queries <n>', 'planner: random queries', toCount, 200)
  .option('--seed <n>', 'planner: which random queries', toSeed, 1)
  .option('--json <file>', 'planner: where everything that was measured is written')
  .allowExcessArguments(false)
  .parse();

const { suite, persistTo, queries, seed, json } = command.opts<Options>();
const { d1, close } = await openDatabase({ persistTo, remote: false });
try {
  const planner = { queries, seed, ...(json ? { json } : {}) };
  const measure = {
    bounds: async () => printBounds(await measureBounds(d1)),
    planner: async () => printPlanner(await measurePlanner(d1, planner)),
    search: async () => printSearch(await measureSearch(d1)),
  };
  const kept = await measure[suite]();
  process.exitCode = kept ? 0 : 1;
} finally {
  await close();
}
