// npm run seed: loads contacts into the local database or, with --remote, into the real one.
import './memory.ts';
import { Command } from 'commander';
import { announceVersion } from './announce.ts';
import { confirmDeletion } from './confirm.ts';
import { type Location, readEnvironment } from './database.ts';
import { clearLedger } from './erased/replay.ts';
import { checksum } from './load/checksum.ts';
import { buildDictionary } from './load/dictionary.ts';
import { LARGEST_CHUNK } from './load/insert.ts';
import { load } from './load/load.ts';
import { createProgress } from './load/progress.ts';
import { resetDatabase } from './load/reset.ts';
import { beginRun, readRun } from './load/run.ts';
import { rebuildSearch } from './load/search.ts';
import { environment, persistTo, remote, toChunk, toContacts, toSeed } from './option.ts';
import { Refusal, runCommand } from './refusal.ts';
import { retry } from './retry.ts';
import { useMigrated } from './runtime.ts';

type Options = Location & {
  contacts: number;
  seed: number;
  reset: boolean;
  yesDelete?: string;
  chunk: number;
  checksum: boolean;
  rebuildSearch: boolean;
};

const command = new Command('seed')
  .description('Loads contacts that are the same for the same seed. A load that was stopped goes on where it was.')
  .option('--contacts <n>', 'how many contacts', toContacts, 100_000)
  .option('--seed <n>', 'which contacts', toSeed, 1)
  .addOption(persistTo())
  .addOption(remote())
  .addOption(environment())
  .option('--reset', 'delete all other contacts first', false)
  .option('--yes-delete <name>', 'confirms --reset with --remote: the name of the database')
  .option('--chunk <n>', 'contacts in one transaction', toChunk, LARGEST_CHUNK)
  .option(
    '--rebuild-search',
    'build what search and contains find contacts by anew, whoever wrote them, and load nothing',
    false,
  )
  .option('--checksum', 'print a SHA-256 of all rows at the end', false)
  .allowExcessArguments(false)
  .parse();

await runCommand(() => seed(command.opts<Options>()));

async function seed(options: Options): Promise<void> {
  if (options.remote && options.reset && !options.rebuildSearch)
    await confirmDeletion(readEnvironment(options.env!).d1_databases[0]!.database_name!, options.yesDelete);
  let { reset } = options;
  await useMigrated(options, async ({ d1, ledger, kv }) => {
    if (options.rebuildSearch) {
      await rebuild(d1);
      return announceVersion({ d1, kv });
    }
    if (reset) await resetDatabase(d1);
    if (reset) await clearLedger(ledger);
    reset = false; // what is loaded from here on stays
    const run = await beginRun(d1, options.seed, options.contacts);
    const data = `${options.contacts.toLocaleString('en')} contacts of seed ${options.seed}`;
    if (run.finished) {
      console.log(`The database already holds ${data}.`);
    } else {
      console.log(run.loaded > 0 ? `Going on after contact ${run.loaded.toLocaleString('en')}.` : `Loading ${data}.`);
      const started = performance.now();
      await load(d1, run, { chunk: options.chunk });
      await announceVersion({ d1, kv });
      console.log(`Loaded ${data} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    }
    if (options.checksum) console.log(`sha256 ${await checksum(d1)}`);
  });
}

async function rebuild(d1: D1Database): Promise<void> {
  const run = await retry(() => readRun(d1));
  if (run && !run.finished) throw new Refusal('A load of the database was stopped. First finish it: npm run seed');
  const count = () => d1.prepare('select contacts from data_state').first<number>('contacts');
  const total = (await retry(count)) ?? 0;
  const progress = createProgress({ label: 'search', total, done: 0, quiet: false });
  await rebuildSearch(d1, progress.update);
  await buildDictionary(d1);
  progress.stop();
}
