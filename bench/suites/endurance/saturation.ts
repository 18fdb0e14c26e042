// Suite `saturation`: what is new to every cache, at rising rates until the Worker no longer keeps up; then at twice that,
// and what becomes of it afterwards. Expected: the database is as busy as it can be, those who are let in are answered within
// a second, the others are told at once to come again, and when it is over, it is over.
import { type Prepared, prepareScenarios } from '../../cases/prepare.ts';
import { toUnseen } from '../../cases/unseen.ts';
import { openClient } from '../../harness/client.ts';
import { withCopy } from '../../harness/data.ts';
import { CLOCK, type Load, runOpenLoop } from '../../harness/openloop.ts';
import { startServers } from '../../harness/servers.ts';
import { addTo, type Expected, finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { mergeSamples, percentileOf, summarize } from '../../verdict/percentile.ts';

const FIRST_RATE = 20;
const STEP = 1.4;
const MOST_RATE = 5000;
/** More than ever are under way, so that no request waits in the client. */
const CONNECTIONS = 4000;
const TIMEOUT_SECONDS = 20;
/** Beyond these it does not keep up. */
const LEAST_SERVED = 0.95;
const MOST_P99_MS = 1000;
const MOST_REFUSED = 0.01;
const OVERLOAD = 2;
/** Afterwards it is asked at this part of what it bears. */
const CALM = 0.5;

const LISTS = ['first page', 'sort by city', 'deep page', 'rare first name by city', 'common first name by points'];

const BEARABLE = 'the most that it bears';
const TWICE = 'twice as much: answered';
const REFUSED = 'twice as much: refused';
const AFTER = 'afterwards, at half';
const SCENARIOS: Expected[] = [
  { name: BEARABLE, expected: 'What D1 answers, one query at a time.', unflattering: false },
  { name: TWICE, expected: 'At least 80 % of the best goodput, p99 below a second.', unflattering: true },
  { name: REFUSED, expected: 'Quickly, with Retry-After.', unflattering: true },
  { name: AFTER, expected: 'As before, within a second or two.', unflattering: false },
];

export interface SaturationOptions {
  secondsEach: number;
  note: (line: string) => void;
}

interface Told {
  status: number;
  milliseconds: number;
  hasRetryAfter: boolean;
  /** When it was to start, in seconds from the beginning; and how late it was sent, which is the bench's own delay. */
  second: number;
  delay: number;
}

export function measureSaturation(persistTo: string, { secondsEach, note }: SaturationOptions): Promise<Result> {
  return withCopy(persistTo, async (copy) => {
    const prepared = await prepareScenarios(copy, LISTS);
    const result = startResult('saturation', { contacts: prepared.contacts });
    const servers = await startServers(copy, prepared.statements);
    let begun = 0;
    const ride = async (rate: number, seconds = secondsEach) => {
      const load = { rate, seconds, timeoutSeconds: TIMEOUT_SECONDS };
      const told = await send(servers.urls.kartei, { prepared, load, begun });
      begun += told.length;
      note(`${rate.toFixed(0)}/s: ${toGoodput(told, seconds).toFixed(0)}/s answered, ${count(told, 503)} refused`);
      return told;
    };
    try {
      await ride(FIRST_RATE);
      let [bearable, best] = [FIRST_RATE, await ride(FIRST_RATE)];
      let goodput = toGoodput(best, secondsEach);
      for (let rate = FIRST_RATE * STEP; rate < MOST_RATE; rate *= STEP) {
        const told = await ride(rate);
        goodput = Math.max(goodput, toGoodput(told, secondsEach));
        if (!keepsUp(told, rate, secondsEach)) break;
        [bearable, best] = [rate, told];
      }
      const over = await ride(OVERLOAD * bearable, 2 * secondsEach);
      const after = await ride(CALM * bearable, 2 * secondsEach);
      const measured = { bearable, best, goodput, over, after, seconds: 2 * secondsEach };
      addTo(result, { scenarios: SCENARIOS, measurements: toMeasurements(measured) });
      return finishResult(result);
    } finally {
      await servers.close();
    }
  });
}

/** What each request was told, in the order of their starts; those that were never answered have status 0. */
async function send(
  url: string,
  { prepared: { scenarios }, load, begun }: { prepared: Prepared; load: Load; begun: number },
): Promise<Told[]> {
  const client = openClient(CONNECTIONS);
  const salt = Date.now();
  const told: Pick<Told, 'status' | 'hasRetryAfter'>[] = [];
  const ask = async (at: number) => {
    const { search } = scenarios[at % scenarios.length]!;
    const asked = await client.ask(`${url}/v1/contacts?${toUnseen(search, salt + begun + at)}`).catch(() => null);
    const hasRetryAfter = asked?.headers['retry-after'] !== undefined;
    told[at] = { status: asked?.status ?? 0, hasRetryAfter };
    return asked?.status === 200;
  };
  try {
    const { latencies, delays } = await runOpenLoop(load, ask, CLOCK);
    const unanswered = { status: 0, hasRetryAfter: false };
    return latencies.map((milliseconds, at) => ({
      ...(told[at] ?? unanswered),
      ...{ milliseconds, second: at / load.rate, delay: delays[at]! },
    }));
  } finally {
    client.close();
  }
}

const count = (told: Told[], status: number) => told.filter((one) => one.status === status).length;
const toGoodput = (told: Told[], seconds: number) => count(told, 200) / seconds;

function keepsUp(told: Told[], rate: number, seconds: number): boolean {
  const { p99, max } = summarize(told.map(({ milliseconds }) => milliseconds));
  const isRefused = told.length - count(told, 200) > MOST_REFUSED * told.length;
  return toGoodput(told, seconds) >= LEAST_SERVED * rate && (p99 ?? max) <= MOST_P99_MS && !isRefused;
}

interface Measured {
  bearable: number;
  best: Told[];
  /** The best of all rates: answers a second. */
  goodput: number;
  over: Told[];
  after: Told[];
  seconds: number;
}

function toMeasurements({ bearable, best, goodput, over, after, seconds }: Measured): Measurement[] {
  const of = (name: string, told: Told[], seen: Measurement['seen']): Measurement[] =>
    told.length === 0
      ? []
      : [{ name, subject: 'kartei', unit: 'ms', summary: summarize(told.map((one) => one.milliseconds)), seen: seen! }];
  const answered = over.filter(({ status }) => status === 200);
  const refused = over.filter(({ status }) => status === 503 || status === 429);
  const reached = toGoodput(over, seconds);
  const late = after.filter(({ status, milliseconds }) => status !== 200 || milliseconds > MOST_P99_MS / 2);
  return [
    ...of(BEARABLE, best, { offered: Math.round(bearable), best_goodput: Math.round(goodput) }),
    ...of(TWICE, answered, {
      offered: Math.round(OVERLOAD * bearable),
      goodput: Math.round(reached),
      sent_late_p99_ms: Math.round(percentileOf(mergeSamples(over.map(({ delay }) => delay)), 0.99)),
      of_best: Number((reached / goodput).toFixed(2)),
    }),
    ...of(REFUSED, refused, {
      refused: refused.length,
      with_retry_after: refused.filter(({ hasRetryAfter }) => hasRetryAfter).length,
      otherwise: over.length - answered.length - refused.length,
    }),
    ...of(AFTER, after, {
      offered: Math.round(CALM * bearable),
      as_before_after_s: Number((late.at(-1)?.second ?? 0).toFixed(1)),
    }),
  ];
}
