// npm run erasures: what the ledger of erasures knows, and after a restore, to delete again whom it names.
import { Command } from 'commander';
import { openDatabase } from '../../src/db/database.ts';
import { countErased } from '../../src/write/statements/ledger.ts';
import type { Location } from '../database.ts';
import { environment, persistTo, remote } from '../option.ts';
import { runCommand } from '../refusal.ts';
import { useMigrated } from '../runtime.ts';
import { replayLedger } from './replay.ts';

const command = new Command('erasures')
  .description('Tells how many erased contacts the ledger has; deletes those again that a restore has brought back.')
  .option('--replay', 'delete them', false)
  .addOption(persistTo())
  .addOption(remote())
  .addOption(environment())
  .allowExcessArguments(false)
  .parse();

await runCommand(() => {
  const { replay, ...location } = command.opts<Location & { replay: boolean }>();
  return useMigrated(location, async (database) => {
    if (replay) console.log(`Deleted again: ${await replayLedger(database)}.`);
    const [erased] = await openDatabase(database.ledger).run(countErased);
    console.log(`In the ledger: ${erased}.`);
  });
});
