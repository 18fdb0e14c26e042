// The fixed cases, measured: what the planner's page takes, against the best of the statements written by hand, run by
// run in turn on the same database.
import { toPosition } from '../src/read/cursor.ts';
import type { Estimator } from '../src/read/estimate.ts';
import type { List } from '../src/read/list.ts';
import { parseListQuery } from '../src/read/query.ts';
import type { Value } from '../src/read/restriction.ts';
import { countPresorted } from '../src/read/segment.ts';
import { type Candidate, type Span, writeCandidates } from './best.ts';
import type { Case } from './cases.ts';
import { brokenOf, type Measured, median, ratioOf } from './judge.ts';
import { readPage, toMeasured, toPath } from './path.ts';
import { readContacts } from './values.ts';

const RUNS = 5;
/** A statement by hand that takes so many times the best one in the first run is not run again. */
const HOPELESS = 3;
/** Nobody fetches more matches than this share by hand, nor walks further than this share. */
const MOST_WORTH = 0.1;

export interface RowResult extends Case, Measured {
  estimate: { rows: number; read: number; cost: number };
  best: { name: string; milliseconds: number; rowsRead: number } | null;
  ratio: number | null;
  broken: string[];
}

export async function measureCase(
  d1: D1Database,
  { group, search, promised }: Case,
  estimator: Estimator,
): Promise<RowResult> {
  const read = async () => (await readPage(d1, { search, estimator })).list;
  const lists = [await read()];
  const first = lists[0]!;
  const hands = promised.ratio === null ? [] : await startHands(d1, search, { list: first, estimator });
  for (let run = 1; run < RUNS; run++) {
    lists.push(await read());
    for (const hand of hands) hand.times.push((await runByHand(d1, hand)).milliseconds);
  }
  const measured = toMeasured([...new Set(first.steps.map(toPath))].join(', ') || 'nothing', lists);
  const timed = hands.map(({ name, times, rowsRead }) => ({ name, milliseconds: median(times), rowsRead }));
  const best = timed.sort((a, b) => a.milliseconds - b.milliseconds)[0] ?? null;
  const ratio = best && ratioOf(measured.milliseconds, best.milliseconds);
  return {
    group,
    search,
    promised,
    ...measured,
    estimate: sumEstimates(first),
    best,
    ratio,
    broken: brokenOf(promised, { ...measured, ratio }),
  };
}

interface Hand extends Candidate {
  times: number[];
  rowsRead: number;
}

/** The statements by hand, each run once. Throws where one does not return the page's rows. */
async function startHands(
  d1: D1Database,
  search: string,
  { list, estimator }: { list: List; estimator: Estimator },
): Promise<Hand[]> {
  const query = parseListQuery(search);
  const ids = list.page.data.map(({ id }) => Number(id));
  const mostWorth = MOST_WORTH * estimator.contacts;
  const passes = (field: keyof typeof query.restrictions) =>
    estimator.contacts * estimator.shareOf(field, query.restrictions[field]!);
  const hands: Hand[] = [];
  for (const candidate of writeCandidates(query, await spanOf(d1, search, ids), { passes, mostWorth })) {
    const { found, milliseconds, rowsRead } = await runByHand(d1, candidate);
    const page =
      toPosition(query).direction === 'forward' ? found.slice(0, query.limit) : found.slice(0, query.limit).reverse();
    if (!list.page.partial && page.join() !== ids.join())
      throw new Error(`${candidate.name} lists others for ${search}`);
    hands.push({ ...candidate, times: [milliseconds], rowsRead });
  }
  const fastest = Math.min(...hands.map(({ times }) => times[0]!));
  return hands.filter(({ times }) => times[0]! <= HOPELESS * fastest);
}

async function spanOf(d1: D1Database, search: string, ids: number[]): Promise<Span> {
  const { order } = parseListQuery(search);
  if (countPresorted(order) === order.length || ids.length === 0) return null;
  const rows = await readContacts(d1, [ids[0]!, ids.at(-1)!]);
  const keys = new Map(rows.map((row) => [Number(row.id), (row[order[0]!.field] ?? null) as Value | null]));
  const span: Span = [keys.get(ids[0]!)!, keys.get(ids.at(-1)!)!];
  return toPosition(parseListQuery(search)).direction === 'forward' ? span : [span[1], span[0]];
}

async function runByHand(d1: D1Database, { statement }: Candidate) {
  const { results, meta } = await d1.prepare(statement).all<{ id: number }>();
  return {
    found: results.map(({ id }) => id),
    milliseconds: meta.timings?.sql_duration_ms ?? meta.duration,
    rowsRead: meta.rows_read,
  };
}

function sumEstimates({ steps }: List) {
  const sum = { rows: 0, read: 0, cost: 0 };
  for (const { estimate } of steps) {
    sum.rows += estimate.rows;
    sum.read += Math.round(estimate.read);
    sum.cost += Math.round(estimate.cost);
  }
  return sum;
}
