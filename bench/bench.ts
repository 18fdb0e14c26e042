// npm run bench: runs a suite, or all, prints its tables, and writes results, report and charts. Loads the contacts that it
// needs at the first time.
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { openDatabase } from '../seed/database.ts';
import { toContacts as toCount, toSeed } from '../seed/option.ts';
import { Refusal, runCommand } from '../seed/refusal.ts';
import { DATA, prepareData } from './harness/data.ts';
import { FULL, QUICK } from './harness/effort.ts';
import { reportWalks, toMeasurements } from './harness/walks.ts';
import { SAMPLING } from './inside/sample.ts';
import { type Peers, startPostgres } from './postgres/peer.ts';
import { addEdgeOptions, type EdgeOptions, runEdge } from './regions/edge.ts';
import { publishResults } from './report/publish.ts';
import { finishResult, RESULTS, type Result, startResult } from './report/result.ts';
import { toTables } from './report/table.ts';
import { measurePeers } from './suites/beside/peers.ts';
import { measureQuestions } from './suites/beside/questions.ts';
import { measureBounds, reportBounds, walkSorts } from './suites/bounds.ts';
import { measureSaturation } from './suites/endurance/saturation.ts';
import { measureSoak } from './suites/endurance/soak.ts';
import { measureExport } from './suites/export.ts';
import { measureGrowth, SIZES } from './suites/growth.ts';
import { measureList } from './suites/list.ts';
import { measureLoad } from './suites/load.ts';
import { measureLoading } from './suites/loading.ts';
import { measurePage } from './suites/page.ts';
import { measurePlanner, reportPlanner } from './suites/planner.ts';
import { measurePlanning, reportPlanning } from './suites/planning.ts';
import { measureSearch, reportSearch } from './suites/search.ts';
import { measureCpu } from './suites/worker/cpu.ts';
import { measureJson } from './suites/worker/json.ts';
import { measurePrices } from './suites/worker/prices.ts';
import { measureSize } from './suites/worker/size.ts';
import { measureStored } from './suites/worker/stored.ts';
import { isHeld, judgeResult } from './verdict/targets.ts';

const READS = ['planner', 'planning', 'bounds', 'search'] as const;
const WORK = ['cpu', 'json', 'stored', 'prices', 'size'] as const;
const ALONE = ['list', 'growth', 'load', 'seed', ...READS, 'questions', ...WORK, 'export'] as const;
/** Those that peers take part in; the first of them has nothing to show without one. */
const COMPARED = ['peers', 'questions', 'export'] as const;
/** They take long, and are asked for by name. */
const ENDURANCE = ['soak', 'saturation'] as const;
const SUITES = [...ALONE, 'page', 'peers'] as const;
const CHOICES = [...SUITES, ...ENDURANCE, 'all'];
type Suite = (typeof SUITES)[number] | (typeof ENDURANCE)[number];

interface Options extends EdgeOptions {
  suite?: Suite | 'all';
  peers?: 'postgres';
  contacts: number;
  data: string;
  persistTo?: string;
  full: boolean;
  out?: string;
  queries: number;
  requests: number;
  rate: number;
  seed: number;
}

const FULL_CONTACTS = 3_000_000;
const SECONDS_EACH = { quick: 4, full: 15 };

const command = new Command('bench')
  .description('Measures Kartei against what it replaces and the floors under it, all in one workerd on this machine.')
  .addOption(new Option('--suite <name>', 'what to measure; list unless told, or those for --peers').choices(CHOICES))
  .addOption(
    new Option('--peers <name>', 'peers, questions, export: asks this one, too, if installed').choices(['postgres']),
  )
  .option('--contacts <n>', 'on how many contacts; loaded at the first time', toCount, 100_000)
  .option('--full', 'every suite, thoroughly, on 3,000,000 contacts, into bench/results', false)
  .addOption(new Option('--data <dir>', 'where loaded contacts are kept').default(DATA, '.data/bench'))
  .option('--persist-to <dir>', "instead: the folder of a loaded database, as in wrangler's --persist-to")
  .option('--out <dir>', 'where results, report and charts are written')
  .option('--queries <n>', 'planner, questions: random queries', toCount, 200)
  .option('--requests <n>', 'soak: how many in all', toCount, 300_000)
  .option('--rate <n>', 'soak: how many a second', toCount, 100)
  .option('--seed <n>', 'planner, bounds, questions, export: which random queries, sorts, cuts', toSeed, 1)
  .option('--json <file>', 'planner, regions, merge, model: where everything is written')
  .allowExcessArguments(false);
addEdgeOptions(command).parse();

await runCommand(async () => {
  const options = command.opts<Options>();
  if (!(await runEdge(options))) await bench(options);
  else if (!options.json) await publishResults(RESULTS, []);
});

async function bench(options: Options): Promise<void> {
  const out = options.out ?? (options.full ? RESULTS : resolve(options.data, 'results'));
  const sized = options.full ? { ...options, contacts: FULL_CONTACTS } : options;
  const suites = toSuites(options);
  if (suites.includes('peers') && !options.peers) throw new Refusal('The suite peers needs a peer: --peers postgres');
  const isCompared = options.peers && COMPARED.some((suite) => suites.includes(suite));
  const peers = isCompared ? await startPostgres(await prepare(sized), note) : null;
  try {
    for (const suite of suites) {
      const result = await runSuite(suite, sized, peers);
      print(result);
      console.log(`Report: ${await publishResults(out, [result])}\n`);
    }
  } finally {
    await peers?.close();
  }
}

function toSuites({ full, suite, peers }: Options): readonly Suite[] {
  if (full || suite === 'all') return peers ? SUITES : ALONE;
  if (suite) return [suite];
  return peers ? COMPARED : ['list'];
}

function note(line: string): void {
  console.error(`  ${line}`);
}

/** The folder with the contacts. */
async function prepare({ persistTo, data, contacts }: Options): Promise<string> {
  return persistTo ? resolve(persistTo) : prepareData(data, contacts);
}

async function runSuite(suite: Suite, options: Options, peers: Peers | null): Promise<Result> {
  const { contacts, data, full, queries, requests, rate, seed } = options;
  const effort = full ? FULL : QUICK;
  const secondsEach = full ? SECONDS_EACH.full : SECONDS_EACH.quick;
  switch (suite) {
    case 'peers':
      return measurePeers({ persistTo: await prepare(options), peers: peers!, effort, note });
    case 'cpu':
      return measureCpu(await prepare(options), SAMPLING, note);
    case 'prices':
      return measurePrices(await prepare(options), note);
    case 'size':
      return measureSize(await prepare(options), note);
    case 'json':
      return measureJson(await prepare(options), SAMPLING, note);
    case 'stored':
      return measureStored(await prepare(options), SAMPLING, note);
    case 'questions':
      return measureQuestions({ persistTo: await prepare(options), peers, count: queries, seed, note });
    case 'export':
      return measureExport({ persistTo: await prepare(options), effort: full ? 'full' : 'quick', seed, peers, note });
    case 'list':
      return measureList(await prepare(options), effort, note);
    case 'load':
      return measureLoad(await prepare(options), { secondsEach, note });
    case 'soak':
      return measureSoak(await prepare(options), { requests, rate, note });
    case 'saturation':
      return measureSaturation(await prepare(options), { secondsEach, note });
    case 'growth':
      return measureGrowth({ folder: data, sizes: SIZES, effort, note });
    case 'seed':
      return measureLoading(contacts);
    case 'page':
      return measurePage(await prepare(options), full ? 'full' : 'quick', note);
    default:
      return runReads(suite, await prepare(options), options);
  }
}

/** The suites that count what is read; they say themselves whether it is too much. */
async function runReads(
  suite: (typeof READS)[number],
  persistTo: string,
  { queries, seed, json }: Options,
): Promise<Result> {
  const { d1, close } = await openDatabase({ persistTo, remote: false });
  try {
    const contacts = await d1.prepare('select contacts from data_state').first<number>('contacts');
    const result = startResult(suite, { contacts: contacts! });
    const measure = {
      planner: async () => {
        const measured = await measurePlanner(d1, { queries, seed, ...(json ? { json } : {}) });
        return { ...reportPlanner(measured), measurements: toMeasurements(measured.walks) };
      },
      bounds: async () => {
        const { lines, kept } = reportBounds(await measureBounds(d1));
        const walks = await walkSorts(d1, seed);
        return { lines: [...lines, '', ...reportWalks(walks)], kept, measurements: toMeasurements(walks) };
      },
      planning: async () => ({ ...reportPlanning(await measurePlanning(d1)), measurements: [] }),
      search: async () => ({ ...reportSearch(await measureSearch(d1)), measurements: [] }),
    };
    const { lines, kept, measurements } = await measure[suite]();
    if (!kept) process.exitCode = 1;
    return finishResult({ ...result, lines, measurements });
  } finally {
    await close();
  }
}

function print(result: Result): void {
  for (const line of result.lines ?? toTables(result, 'text')) console.log(line);
  for (const { claim, reached, seen } of judgeResult(result))
    console.log(`${reached ? 'reached' : 'SHORT  '}  ${claim}${isHeld(result) ? '' : ' (at 3,000,000)'}: ${seen}`);
}
