// npm run epoch: to be run once a database has been restored. Nothing that was kept or seen of what was undone is then met
// again. The cron trigger does the same within a minute where it can tell; this does it at once, and in any case.
import { Command } from 'commander';
import { announceVersion } from './announce.ts';
import type { Location } from './database.ts';
import { environment, persistTo, remote } from './option.ts';
import { runCommand } from './refusal.ts';
import { useMigrated } from './runtime.ts';

const command = new Command('epoch')
  .description('Begins a new epoch of data versions, once a database has been restored.')
  .addOption(persistTo())
  .addOption(remote())
  .addOption(environment())
  .allowExcessArguments(false)
  .parse();

await runCommand(() =>
  useMigrated(command.opts<Location>(), async ({ d1, kv }) => {
    await announceVersion({ d1, kv }, { isRestored: true });
    console.log('A new epoch has begun. What was kept of earlier data is not used any more.');
  }),
);
