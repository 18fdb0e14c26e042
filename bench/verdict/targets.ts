// What a result must reach, and whether it does. The targets are for 3 million contacts; with fewer there is less to win,
// so then they are shown and not held. Pure.
import { MOST_READ } from '../../src/plan/budget.ts';
import { COLD_RATE, DEEP_FACTOR, DEEP_PAGE, LIST_FACTOR, PAGES, WARM_RATE } from '../cases/scenarios.ts';
import type { Measurement, Result } from '../report/result.ts';
import { judgeCpu } from './cpu.ts';
import { judgeExport } from './export.ts';
import { judgePage } from './page.ts';
import { judgePeers, judgeQuestions } from './peers.ts';
import { judgePrices } from './prices.ts';
import { judgeSeed } from './seed.ts';
import type { Verdict } from './verdict.ts';

const LEAST_CONTACTS = 3_000_000;
const COLD_SHARE = 0.7;
const WARM_SHARE = 2;
/** By how much the rows read for a page may differ between sizes. */
const GROWTH = 0.1;
/** Of the database, for all that a page sets off. */
const MOST_MILLISECONDS = 300;

/** Whether the targets hold for data of this size. */
export function isHeld({ kind, data }: Result): boolean {
  return kind === 'growth' || Number(data.contacts) >= LEAST_CONTACTS;
}

export function judgeResult(result: Result): Verdict[] {
  switch (result.kind) {
    case 'list':
      return [...judgeNaive(result), judgeJoined(result), ...judgeRates(result)];
    case 'growth':
      return [judgeGrowth(result)];
    case 'bounds':
    case 'planner':
      return [judgePages(result)];
    case 'page':
      return judgePage(result);
    case 'export':
      return judgeExport(result);
    case 'peers':
      return judgePeers(result);
    case 'cpu':
      return judgeCpu(result);
    case 'prices':
      return judgePrices(result);
    case 'seed':
      return judgeSeed(result);
    case 'questions':
      return judgeQuestions(result);
    default:
      return [];
  }
}

/** Pairs of Kartei and another in the scenarios that were not chosen against Kartei. */
function listPairs({ scenarios, measurements }: Result, other: string, unit: Measurement['unit']) {
  const find = (name: string, subject: string) =>
    measurements.find((one) => one.name === name && one.subject === subject && one.unit === unit);
  return scenarios
    .filter(({ unflattering }) => !unflattering)
    .map(({ name }) => ({ name, ours: find(name, 'kartei'), theirs: find(name, other) }))
    .filter((pair): pair is { name: string; ours: Measurement; theirs: Measurement } =>
      Boolean(pair.ours && pair.theirs),
    );
}

function judgeNaive(result: Result): Verdict[] {
  const pairs = listPairs(result, 'naive', 'ms').map(({ name, ours, theirs }) => ({
    name,
    times: theirs.summary.median / ours.summary.median,
    wanted: name === DEEP_PAGE ? DEEP_FACTOR : LIST_FACTOR,
  }));
  return [LIST_FACTOR, DEEP_FACTOR].map((wanted) => {
    const own = pairs.filter((pair) => pair.wanted === wanted);
    const short = own.filter(({ times }) => times < wanted);
    const toText = ({ name, times }: (typeof own)[number]) => `${name}: ${times.toFixed(1)}`;
    const least = own.toSorted((a, b) => a.times - b.times).slice(0, 1);
    return {
      claim: `naive takes at least ${wanted} times as long ${wanted === DEEP_FACTOR ? `in the ${DEEP_PAGE}` : 'in every list scenario'}`,
      reached: short.length === 0,
      seen: (short.length > 0 ? short : least).map(toText).join('; '),
    };
  });
}

/** Slower is only what is slower beyond the noise: the medians' intervals do not touch. */
function judgeJoined(result: Result): Verdict {
  const pairs = listPairs(result, 'joined', 'ms');
  const short = pairs.filter(({ ours, theirs }) => ours.summary.interval[0] > theirs.summary.interval[1]);
  const times = ({ ours, theirs }: (typeof pairs)[number]) => (theirs.summary.median / ours.summary.median).toFixed(2);
  return {
    claim: 'joined is not quicker in any list scenario',
    reached: short.length === 0,
    seen:
      short.length > 0 ? short.map((pair) => `${pair.name}: ${times(pair)}`).join('; ') : `in none of ${pairs.length}`,
  };
}

function judgeRates({ measurements }: Result): Verdict[] {
  const rateOf = (name: string, subject: string) =>
    measurements.find((one) => one.name === name && one.subject === subject)?.summary.median ?? Number.NaN;
  const judge = (name: string, floor: string, share: number): Verdict => {
    const seen = rateOf(name, 'kartei') / rateOf(name, floor);
    return { claim: `${name}: at least ${share} of ${floor}`, reached: seen >= share, seen: seen.toFixed(2) };
  };
  return [judge(COLD_RATE, 'sql', COLD_SHARE), judge(WARM_RATE, 'kv', WARM_SHARE)];
}

function judgeGrowth({ measurements }: Result): Verdict {
  const ours = measurements.filter(({ name, subject }) => subject === 'kartei' && PAGES.includes(name));
  const spans = [...Map.groupBy(ours, ({ name }) => name)].map(([name, own]) => {
    const rows = own.map(({ rowsRead }) => rowsRead ?? Number.NaN);
    return { name, least: Math.min(...rows), most: Math.max(...rows) };
  });
  const short = spans.filter(({ least, most }) => !(most <= least * (1 + GROWTH)));
  return {
    claim: 'a page reads the same number of rows at every size, within 10 %',
    reached: short.length === 0,
    seen: spans.map(({ name, least, most }) => `${name}: ${least} to ${most}`).join('; '),
  };
}

/** Each measurement is of one page of many lists: its most, not its median, is what must be kept. */
function judgePages({ measurements }: Result): Verdict {
  const short = measurements.flatMap(({ rowsRead, summary, seen }) => [
    ...((rowsRead ?? 0) > MOST_READ ? [`${rowsRead} rows, ${seen!.dearest}`] : []),
    ...(summary.max > MOST_MILLISECONDS ? [`${Math.round(summary.max)} ms, ${seen!.slowest}`] : []),
  ]);
  const rows = Math.max(...measurements.map(({ rowsRead }) => rowsRead ?? 0));
  const milliseconds = Math.max(...measurements.map(({ summary }) => summary.max));
  return {
    claim: `no page sets off more than ${MOST_READ.toLocaleString('en')} rows or ${MOST_MILLISECONDS} ms of the database`,
    reached: short.length === 0,
    seen: short.length > 0 ? short.join('; ') : `at most ${rows} rows and ${Math.round(milliseconds)} ms`,
  };
}
