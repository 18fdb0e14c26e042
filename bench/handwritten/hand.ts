// A list query in, the statements worth trying by hand for it out, each tried on the database and held to return the page's
// rows.

import { retry } from '../../seed/retry.ts';
import type { Value } from '../../src/contact/fields.ts';
import type { List } from '../../src/list/list.ts';
import { toContacts } from '../../src/list/reading/taken.ts';
import { countPresorted } from '../../src/plan/segment.ts';
import { toPosition } from '../../src/query/cursor.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { LOCAL_SEAL } from '../../src/query/seal.ts';
import type { Estimator } from '../../src/statistics/estimate.ts';
import { readContacts } from '../cases/values.ts';
import { readPage } from '../harness/path.ts';
import { median } from '../verdict/judge.ts';
import { type Candidate, type Span, writeCandidates } from './best.ts';

const RUNS = 5;
/** A statement by hand that takes so many times the best one in the first run is not run again. */
const HOPELESS = 3;
/** Nobody fetches more matches than this share by hand, nor walks further than this share. */
const MOST_WORTH = 0.1;

export interface Hand extends Candidate {
  times: number[];
  rowsRead: number;
}

/** The statements by hand, each with its first time. Throws where one does not return the page's rows. */
export async function startHands(
  d1: D1Database,
  search: string,
  { list, estimator }: { list: List; estimator: Estimator },
): Promise<Hand[]> {
  const query = parseListQuery(search);
  const ids = toContacts(list.page.contacts).map(({ id }) => Number(id));
  const mostWorth = MOST_WORTH * estimator.contacts;
  const passes = (field: keyof typeof query.restrictions) =>
    estimator.contacts * estimator.shareOf(field, query.restrictions[field]!);
  const hands: Hand[] = [];
  for (const candidate of writeCandidates(query, await spanOf(d1, search, ids), { passes, mostWorth })) {
    const { found, rowsRead } = await runByHand(d1, candidate);
    const page =
      toPosition(query, LOCAL_SEAL).direction === 'forward'
        ? found.slice(0, query.limit)
        : found.slice(0, query.limit).reverse();
    if (!list.page.partial && page.join() !== ids.join())
      throw new Error(`${candidate.name} lists others for ${search}`);
    const { milliseconds } = await runByHand(d1, candidate); // the first run warmed what it reads
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
  return toPosition(parseListQuery(search), LOCAL_SEAL).direction === 'forward' ? span : [span[1], span[0]];
}

/** One that runs for half a minute may lose its connection to the local runtime, and is run again. */
export async function runByHand(d1: D1Database, { statement }: Candidate) {
  const { results, meta } = await retry(() => d1.prepare(statement).all<{ id: number }>());
  return {
    found: results.map(({ id }) => id),
    milliseconds: meta.timings?.sql_duration_ms ?? meta.duration,
    rowsRead: meta.rows_read,
  };
}

/** The quickest statement by hand for this page; of equally quick ones, that which reads less. */
export async function findBestByHand(d1: D1Database, search: string, estimator: Estimator): Promise<Hand> {
  const { list } = await readPage(d1, { search, estimator });
  const hands = await startHands(d1, search, { list, estimator });
  for (let run = 1; run < RUNS; run++)
    for (const hand of hands) hand.times.push((await runByHand(d1, hand)).milliseconds);
  hands.sort((a, b) => median(a.times) - median(b.times) || a.rowsRead - b.rowsRead);
  return hands[0]!;
}
