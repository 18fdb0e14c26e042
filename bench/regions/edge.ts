// npm run bench with --regions, --merge or --model: what was asked for on the command line is measured, merged or
// modelled, printed and written to a file.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Refusal } from '../../seed/refusal.ts';
import { MOST_ROUNDS } from '../prober/plan.ts';
import { probe } from '../prober/probe.ts';
import { HINTS, type Hint, type Sample } from '../prober/sample.ts';
import { describeCommand, describeMachine, describeVersions, RESULTS } from '../report/result.ts';
import { toModelTables, toRegionTable } from './atlas.ts';
import { D1_REGIONS, type D1Region, KV_SOURCES, NETWORK_SOURCE } from './latency.ts';
import { mergeRegions, type RegionsResult, summarizeRegions, toHeatMap } from './merge.ts';
import { MODELLED_STATES, model, toCosts, toModelHeatMap } from './model.ts';
import { askTarget, drawNumbers, measureRegions, type Target } from './regions.ts';

export interface EdgeOptions {
  regions?: Hint[];
  merge?: string[];
  model?: boolean;
  url?: string;
  prober?: string;
  tokenFile?: string;
  proberTokenFile?: string;
  repeat: number;
  write?: number;
  costs?: string;
  primary: D1Region;
  json?: string;
}

export function addEdgeOptions(command: Command): Command {
  return command
    .option('--regions <hints>', `measures --url from these regions: all, or of ${HINTS.join(',')}`, toHints)
    .option('--merge <files...>', 'results of --regions, as one')
    .option('--model', 'models latency by region from what --url costs here, or from --costs')
    .option('--url <url>', 'the API: an origin; with a path, what to read ({n} in it is a number)')
    .option('--prober <url>', 'regions: where the prober is')
    .option('--token-file <file>', "regions, model: holds the API's bearer token")
    .option('--prober-token-file <file>', "regions: holds the prober's bearer token")
    .option('--repeat <n>', 'regions, model: rounds', toPositive, 30)
    .option('--write <id>', 'regions, model: writes the points of this contact back in each round', toPositive)
    .option('--costs <file>', 'model: a result of --regions whose server times are taken')
    .addOption(new Option('--primary <region>', "model: the database's region").choices(D1_REGIONS).default('weur'));
}

/** Whether it was one of these that was asked for; then it is done. */
export async function runEdge(options: EdgeOptions): Promise<boolean> {
  if (options.regions) await runRegions(options.regions, options);
  else if (options.merge) await runMerge(options.merge, options);
  else if (options.model) await runModel(options);
  else return false;
  return true;
}

async function runRegions(hints: Hint[], options: EdgeOptions): Promise<void> {
  if (!options.prober) throw new Refusal('Say where the prober is: --prober https://…');
  const proberToken = await readToken(options.proberTokenFile);
  const target = await toTarget(options);
  const result = await measureRegions({
    ...target,
    hints,
    prober: options.prober,
    ...(proberToken && { proberToken }),
  });
  await showRegions(result, options.json ?? join(RESULTS, `regions-${result.runs[0]!.id}.json`));
}

async function runMerge(files: string[], { json }: EdgeOptions): Promise<void> {
  const results = await Promise.all(files.map(readRegions));
  await showRegions(mergeRegions(results), json ?? join(RESULTS, 'regions.json'));
}

async function showRegions(result: RegionsResult, file: string): Promise<void> {
  const summaries = summarizeRegions(result);
  await showResult(file, toRegionTable(result, summaries), { ...result, summaries, heatMap: toHeatMap(summaries) });
}

async function runModel(options: EdgeOptions): Promise<void> {
  const { costs: file, primary, json } = options;
  const samples = file ? (await readRegions(file)).samples : await measureHere(await toTarget(options));
  const costs = toCosts(samples);
  const modelled = model(costs, primary);
  const states = MODELLED_STATES.filter((state) => modelled.some((one) => one.state === state));
  const heatMaps = states.map((state) => toModelHeatMap(modelled, state));
  await showResult(json ?? join(RESULTS, 'regions-model.json'), toModelTables(heatMaps, costs, primary), {
    kind: 'regions-model',
    numbers: 'modelled',
    formula: 'modelledMs = measuredServerMs + modelledNetworkMs + publishedKvMs',
    commands: [describeCommand()],
    machine: describeMachine(),
    versions: describeVersions(),
    sources: { network: NETWORK_SOURCE, kv: KV_SOURCES },
    primary,
    measuredCosts: costs,
    modelled,
    heatMaps,
  });
}

/** What requests cost the server itself: the prober's rounds, from this process. */
async function measureHere(target: Target): Promise<Sample[]> {
  const { contacts, ...asked } = await askTarget(target);
  const samples: Sample[] = [];
  for (let done = 0; done < target.repeat; done += MOST_ROUNDS) {
    const cold = drawNumbers(Math.min(MOST_ROUNDS, target.repeat - done), contacts);
    const report = await probe({ ...asked, hint: 'weur', run: 'here', cold }); // the hint has no effect here
    samples.push(...report.samples);
  }
  return samples;
}

async function toTarget({ url, tokenFile, repeat, write }: EdgeOptions): Promise<Target> {
  if (!url) throw new Refusal('Say which API: --url https://…');
  const token = await readToken(tokenFile);
  return { url, repeat, ...(token && { token }), ...(write && { write }) };
}

async function readToken(file: string | undefined): Promise<string | undefined> {
  return file && (await readFile(file, 'utf8')).trim();
}

async function readRegions(file: string): Promise<RegionsResult> {
  const result = JSON.parse(await readFile(file, 'utf8')) as RegionsResult;
  if (result.kind !== 'regions') throw new Refusal(`${file} is not a result of --regions.`);
  return result;
}

type Content = Record<string, unknown> & { samples?: Sample[] };

/** Prints the lines, and writes them as Markdown beside everything that is behind them as JSON. */
async function showResult(file: string, lines: string[], content: Content): Promise<void> {
  const markdown = `${file.replace(/\.json$/, '')}.md`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, toJson(content));
  await writeFile(markdown, `${lines.join('\n')}\n`);
  console.log([...lines, '', `Written to ${file} and ${markdown}`].join('\n'));
}

/** A sample to a line, and times to a hundredth of a millisecond. */
function toJson({ samples, ...rest }: Content): string {
  const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value);
  const text = JSON.stringify({ ...rest, ...(samples && { samples: [] }) }, rounded, 1);
  const lines = samples?.map((sample) => `\n  ${JSON.stringify(sample, rounded)}`).join(',');
  return `${lines ? text.replace('"samples": []', () => `"samples": [${lines}\n ]`) : text}\n`;
}

function toHints(text: string): Hint[] {
  if (text === 'all') return [...HINTS];
  const hints = text.split(',');
  const unknown = hints.filter((hint) => !HINTS.some((known) => known === hint));
  if (unknown.length > 0) throw new InvalidArgumentError(`Give all, or of ${HINTS.join(',')}.`);
  return hints as Hint[];
}

function toPositive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give an integer from 1 to 999999999.');
  return Number(text);
}
