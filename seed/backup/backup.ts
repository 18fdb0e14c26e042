// npm run backup: writes all contacts, as of one data version, into a folder. It only reads the database.
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Location } from '../database.ts';
import { environment, persistTo, remote } from '../option.ts';
import { runCommand } from '../refusal.ts';
import { useMigrated } from '../runtime.ts';
import { beginCopy, finishCopy } from './copy.ts';
import { countContacts, readManifest, versionOf } from './manifest.ts';

type Options = Location & { to: string };

const command = new Command('backup')
  .description('Writes a backup of all contacts, as of one data version, into a folder. One that was stopped goes on.')
  .requiredOption('--to <dir>', 'folder of the backup: an empty one, or one with a part of it')
  .addOption(persistTo())
  .addOption(remote())
  .addOption(environment())
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const { to, ...location } = command.opts<Options>();
  const folder = resolve(to);
  await useMigrated(location, async ({ d1 }) => {
    const manifest = await beginCopy(d1, folder, readManifest(folder));
    const before = countContacts(manifest);
    if (before > 0) console.log(`Going on after contact ${before.toLocaleString('en')}.`);
    const reread = await finishCopy(d1, { folder, manifest });
    if (reread > 0) console.log(`Contacts were written meanwhile: ${reread.toLocaleString('en')} were read again.`);
    const contacts = countContacts(manifest).toLocaleString('en');
    console.log(`The backup is whole: ${contacts} contacts as of version ${versionOf(manifest.state!)}.`);
  });
});
