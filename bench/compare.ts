// npm run bench:compare A B: two results of the bench in, what changed between them beyond the noise out. Ends with 1 where
// Kartei became slower or reads more.
import { Command } from 'commander';
import { runCommand } from '../seed/refusal.ts';
import { toShort, toTextTable } from './report/format.ts';
import { readResult } from './report/result.ts';
import { type Change, compareResults } from './verdict/change.ts';

const command = new Command('bench:compare')
  .description('Says what changed from one result of the bench to another, beyond the noise.')
  .argument('<before>', 'a result, as JSON')
  .argument('<after>', 'a later result of the same suite')
  .option('--all', 'also what did not change', false)
  .allowExcessArguments(false)
  .parse();

const HEAD = ['', 'before', 'after', 'ratio', 'between', 'floor moved', 'verdict'];

await runCommand(async () => {
  const [before, after] = await Promise.all(command.args.map(readResult));
  const { changes, missing, added, doubts } = compareResults(before!, after!);
  for (const doubt of doubts) console.log(`Not the same: ${doubt}`);
  const isSame = ({ verdicts }: Change) => verdicts.join() === 'same';
  const shown = command.opts<{ all: boolean }>().all ? changes : changes.filter((change) => !isSame(change));
  if (shown.length > 0) for (const line of toTextTable(HEAD, shown.map(toCells))) console.log(line);
  console.log(`${changes.filter(isSame).length} of ${changes.length} did not change beyond the noise.`);
  for (const key of missing) console.log(`Only before: ${key}`);
  for (const key of added) console.log(`Only after: ${key}`);
  const worse = changes.filter(
    ({ subject, verdicts }) =>
      subject === 'kartei' && verdicts.some((verdict) => ['slower', 'reads more'].includes(verdict)),
  );
  process.exitCode = worse.length > 0 ? 1 : 0;
});

function toCells({ name, subject, unit, before, after, ratio, interval, drift, verdicts }: Change): string[] {
  const between = (range: readonly number[] | null) => range?.map((value) => value.toFixed(2)).join(' to ') ?? '';
  return [
    `${name}: ${subject}`,
    `${toShort(before)} ${unit}`,
    toShort(after),
    ratio.toFixed(2),
    between(interval),
    between(drift),
    verdicts.join(', '),
  ];
}
