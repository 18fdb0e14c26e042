// npm run bench: runs one suite and prints its table. Opens the local database that it is told of.
import { Command, Option } from 'commander';
import { LOCAL_STATE, openDatabase } from '../seed/database.ts';
import { measureBounds, printBounds } from './bounds.ts';

const command = new Command('bench')
  .description('Measures Kartei on the contacts of a local database (load them with npm run seed).')
  .addOption(new Option('--suite <name>', 'what to measure').choices(['bounds']).default('bounds'))
  .option('--persist-to <dir>', "folder of the local database, as in wrangler's --persist-to", LOCAL_STATE)
  .allowExcessArguments(false)
  .parse();

const { persistTo } = command.opts<{ persistTo: string }>();
const { d1, close } = await openDatabase({ persistTo, remote: false });
try {
  process.exitCode = printBounds(await measureBounds(d1)) ? 0 : 1;
} finally {
  await close();
}
