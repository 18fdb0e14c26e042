// Measured costs of the server and published times of the way in, modelled times by region and deployment out. Pure.
//
//   time = server + trips × round trip to the database that is asked + KV
//
// in which `server` is the median that the API itself took on this machine, database and Worker, for a page that came from
// D1 (miss), from KV (hit), or a write; `trips` is how often such a request went to D1, one after the other; the round
// trips and KV's times are those of latency.ts. The client stands beside its data centre: its own way there is not in it.

import { HINTS, type Hint, type Sample } from '../prober/sample.ts';
import { summarize } from '../verdict/percentile.ts';
import { CITIES, D1_REGIONS, type D1Region, KV_COLD_MS, KV_HOT_MS, roundTripOf } from './latency.ts';
import type { HeatMap } from './merge.ts';

export const DEPLOYMENTS = ['one primary', 'replicas', 'KV pages', 'both'] as const;
export type Deployment = (typeof DEPLOYMENTS)[number];
export const MODELLED_STATES = ['cold', 'warm', 'write', 'after write'] as const;
export type ModelledState = (typeof MODELLED_STATES)[number];

/** What was measured of a request on this machine. */
export interface Cost {
  measuredServerMs: number;
  /** Round trips to the database. */
  trips: number;
  samples: number;
}

/** Null where nothing of the kind was measured; then nothing that needs it is modelled. */
export interface Costs {
  miss: Cost;
  hit: Cost | null;
  write: Cost | null;
}

export interface Modelled {
  deployment: Deployment;
  hint: Hint;
  state: ModelledState;
  /** The sum of the other three. */
  modelledMs: number;
  measuredServerMs: number;
  /** Of the published round trips, which cities and how many being the model's choice. */
  modelledNetworkMs: number;
  publishedKvMs: number;
}

/** The costs of requests that were measured on one machine. Throws an Error where no cold page was among them. */
export function toCosts(samples: Sample[]): Costs {
  const costOf = (wanted: (sample: Sample) => boolean): Cost | null => {
    const found = samples.filter(({ status, serverMs }) => status >= 200 && status < 300 && serverMs !== null);
    const these = found.filter(wanted);
    if (these.length === 0) return null;
    const median = (numbers: number[]) => summarize(numbers).median;
    // An API that does not state its round trips is charged one for each statement, which is the most it can be.
    const trips = median(these.map((sample) => sample.trips ?? sample.queries ?? 0));
    return { measuredServerMs: median(these.map(({ serverMs }) => serverMs!)), trips, samples: these.length };
  };
  const miss = costOf(({ state, cache }) => state === 'cold' && cache !== 'hit');
  if (!miss) throw new Error('No cold page with a Server-Timing was measured: there is nothing to model from.');
  const hit = costOf(({ state, cache }) => state === 'warm' && cache === 'hit');
  return { miss, hit, write: costOf(({ state }) => state === 'write') };
}

/** The region of D1 that is the fewest milliseconds away. */
export function nearestOf(hint: Hint): D1Region {
  return D1_REGIONS.reduce((best, region) => (roundTripOf(hint, region) < roundTripOf(hint, best) ? region : best));
}

/** Every deployment, region and state that the costs allow, with the primary in one region. */
export function model(costs: Costs, primary: D1Region): Modelled[] {
  return DEPLOYMENTS.flatMap((deployment) =>
    HINTS.flatMap((hint) =>
      MODELLED_STATES.flatMap((state) => {
        const modelled = modelOne({ deployment, hint, state, primary }, costs);
        return modelled ? [modelled] : [];
      }),
    ),
  );
}

interface Case {
  deployment: Deployment;
  hint: Hint;
  state: ModelledState;
  primary: D1Region;
}

export function modelOne({ deployment, hint, state, primary }: Case, costs: Costs): Modelled | null {
  const hasReplicas = deployment === 'replicas' || deployment === 'both';
  const hasPages = deployment === 'KV pages' || deployment === 'both';
  const toModelled = (cost: Cost | null, modelledNetworkMs: number, publishedKvMs: number): Modelled | null => {
    if (!cost) return null;
    const { measuredServerMs } = cost;
    const modelledMs = measuredServerMs + modelledNetworkMs + publishedKvMs;
    return { deployment, hint, state, modelledMs, measuredServerMs, modelledNetworkMs, publishedKvMs };
  };
  if (hasPages && !costs.hit) return null;
  // Only the primary takes writes; announcing them to KV does not keep the answer waiting.
  if (state === 'write') return toModelled(costs.write, (costs.write?.trips ?? 0) * roundTripOf(hint, primary), 0);
  if (state === 'warm' && hasPages) return toModelled(costs.hit, 0, KV_HOT_MS);

  const { trips } = costs.miss;
  const replica = nearestOf(hint);
  // A replica that has not got the client's write asks the primary for it: once more there and back.
  const behind = state === 'after write' && replica !== primary ? roundTripOf(replica, primary) : 0;
  const network = hasReplicas ? trips * roundTripOf(hint, replica) + behind : trips * roundTripOf(hint, primary);
  // A cold page is one that its location never had; after a write the page is there, only too old.
  const look = state === 'cold' ? KV_COLD_MS : KV_HOT_MS;
  const kv = hasPages ? look : 0;
  return toModelled(costs.miss, network, kv);
}

/** The modelled times of one state: regions down, deployments across. */
export function toModelHeatMap(modelled: Modelled[], state: ModelledState): HeatMap {
  const find = (hint: Hint, deployment: Deployment) =>
    modelled.find((one) => one.hint === hint && one.deployment === deployment && one.state === state);
  return {
    title: `${state}, modelled`,
    unit: 'ms',
    numbers: 'modelled',
    rows: HINTS.map((hint) => `${hint} (${CITIES[hint].city})`),
    columns: DEPLOYMENTS.map((deployment) => `${deployment} (modelled)`),
    cells: HINTS.map((hint) => DEPLOYMENTS.map((deployment) => find(hint, deployment)?.modelledMs ?? null)),
  };
}
