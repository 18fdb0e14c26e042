// How many requests a version of the Worker has answered since a moment, and how many of them with 5xx: from the data points
// that the Worker writes for each request.
import { BLOBS } from '../../src/http/watch/note.ts';
import { Refusal } from '../refusal.ts';

export type Counted = { requests: number; failed: number };
export type Counter = (version: string, since: Date) => Promise<Counted>;
export type Account = { id: string; token: string; dataset: string };

const toColumn = (name: (typeof BLOBS)[number]) => `blob${BLOBS.indexOf(name) + 1}`;
const STATUS = toColumn('status');
const BUILD = toColumn('build');

const API = 'https://api.cloudflare.com/client/v4';
const TIMEOUT_MS = 20_000;

/** A version fails where so many of its requests do, and twice as many as of the version before it. */
const MOST_FAILED_SHARE = 0.01;
/** One request that fails is no rate. */
const FEWEST_FAILED = 3;

/** So often it is counted again where a count failed, or found no request of the new version. */
const RECOUNTS = 3;
const TOO_MANY = 429;

/** Counts by Analytics Engine. Throws a Refusal where that does not pass, and an Error where it may. */
export function toCounter({ id, token, dataset }: Account): Counter {
  const url = `${process.env.CLOUDFLARE_API_BASE_URL ?? API}/accounts/${id}/analytics_engine/sql`;
  return async (version, since) => {
    const body = `select sum(_sample_interval) as requests, sum(if(${STATUS} >= '500', _sample_interval, 0)) as failed
      from ${dataset} where ${BUILD} = '${version}' and timestamp >= toDateTime(${Math.floor(since.getTime() / 1000)})
      format JSON`;
    const headers = { Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((fault: Error) => {
      throw new Error(`Errors could not be counted: Analytics Engine did not answer (${fault.message}).`);
    });
    const { ok, status } = response;
    if (!ok) {
      const why = `Errors could not be counted: Analytics Engine answered ${status}.`;
      throw status >= 500 || status === TOO_MANY ? new Error(why) : new Refusal(why);
    }
    const { data } = (await response.json()) as { data: { requests?: unknown; failed?: unknown }[] };
    return { requests: Number(data[0]?.requests ?? 0), failed: Number(data[0]?.failed ?? 0) };
  };
}

type Compared = { count: Counter; to: string; from: string; since: Date; wait: () => Promise<void> };

/**
 * Waits, and counts for the new version and the old one; again where that failed, or the new one has no request yet: the
 * smoke test alone sends some, and their points are there a minute or two later. Throws where the errors are not known.
 */
export async function compare({ count, to, from, since, wait }: Compared): Promise<{ now: Counted; before: Counted }> {
  for (let recount = 0; ; recount++) {
    await wait();
    try {
      const [now, before] = await Promise.all([count(to, since), count(from, since)]);
      if (now.requests > 0) return { now, before };
      throw new Error('No request of the new version was counted, so its errors are not known.');
    } catch (fault) {
      if (fault instanceof Refusal || recount === RECOUNTS) throw fault;
    }
  }
}

/** Whether the new version fails more than it may, beside the old one. Pure. */
export function isFailing(now: Counted, before: Counted): boolean {
  if (now.failed < FEWEST_FAILED) return false;
  const share = ({ requests, failed }: Counted) => (requests === 0 ? 0 : failed / requests);
  return share(now) > Math.max(MOST_FAILED_SHARE, 2 * share(before));
}
