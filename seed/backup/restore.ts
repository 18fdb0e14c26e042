// npm run restore: puts the contacts of a backup into an empty database, once the backup is known to be whole.
import '../memory.ts';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { announceVersion } from '../announce.ts';
import type { Location } from '../database.ts';
import { replayLedger } from '../erased/replay.ts';
import { environment, persistTo, remote } from '../option.ts';
import { Refusal, runCommand } from '../refusal.ts';
import { useMigrated } from '../runtime.ts';
import { countContacts, type Manifest, readManifest, versionOf } from './manifest.ts';
import { readPiece } from './piece.ts';
import { beginRestore, endRestore, putBack } from './put.ts';

type Options = Location & { from: string; check: boolean };

const command = new Command('restore')
  .description('Puts the contacts of a backup into an empty database. One that was stopped goes on.')
  .requiredOption('--from <dir>', 'folder of the backup')
  .option('--check', 'read the backup, say whether it is whole, and do nothing else', false)
  .addOption(persistTo())
  .addOption(remote())
  .addOption(environment())
  .allowExcessArguments(false)
  .parse();

await runCommand(async () => {
  const { from, check, ...location } = command.opts<Options>();
  const folder = resolve(from);
  const manifest = readWhole(folder);
  const contacts = countContacts(manifest).toLocaleString('en');
  console.log(`The backup is whole: ${contacts} contacts as of version ${versionOf(manifest.state!)}.`);
  if (check) return;
  let erased = 0;
  await useMigrated(location, async ({ d1, ledger, kv }) => {
    const run = await beginRestore(d1, manifest);
    if (run.loaded > 0 && !run.finished) console.log(`Going on after contact ${run.loaded.toLocaleString('en')}.`);
    if (!run.finished) await putBack(d1, { folder, manifest, run });
    await announceVersion({ d1, kv }, { isRestored: true });
    erased = await replayLedger({ d1, ledger, kv });
    await endRestore(d1, manifest);
  });
  console.log(`Restored ${contacts} contacts, each as in the backup. A new epoch has begun.`);
  if (erased > 0) console.log(`Of them ${erased} had been erased since, and were again.`);
});

/** The manifest of a backup all of whose pieces are what it says. */
function readWhole(folder: string): Manifest {
  const manifest = readManifest(folder);
  if (!manifest) throw new Refusal(`${folder} holds no backup.`);
  if (!manifest.state)
    throw new Refusal(`${folder} holds a part of a backup only. Finish it: npm run backup -- --to ${folder}`);
  for (const piece of [...manifest.contacts, ...manifest.rows]) readPiece(folder, piece);
  return manifest;
}
