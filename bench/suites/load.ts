// Suite `load`: requests that come at fixed rates whether or not the server keeps up, each rate twice the one before, until
// it does not. The questions are a mix of the list's. No maintained load generator for Node is an open loop that counts
// from the intended start, so the loop is our own (../harness/openloop.ts). Writes go to a copy of the data.
import { Draws } from '../../seed/generate/draw.ts';
import { type Prepared, prepareScenarios } from '../cases/prepare.ts';
import { toUnseen } from '../cases/unseen.ts';
import { type Client, openClient } from '../harness/client.ts';
import { withCopy } from '../harness/data.ts';
import { CLOCK, type Load, runOpenLoop, type Served } from '../harness/openloop.ts';
import { type Servers, type Subject, startServers } from '../harness/servers.ts';
import { addTo, type Expected, finishResult, type Measurement, type Result, startResult } from '../report/result.ts';
import { mergeSamples, percentileOf, summarize } from '../verdict/percentile.ts';

const RATES = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560];
const CONNECTIONS = 256;
const TIMEOUT_SECONDS = 10;
/** Beyond these a server does not keep up. */
const LEAST_SERVED = 0.95;
const MOST_P99_MS = 1000;
const MOST_LOST = 0.01;

const MIX = [
  'first page',
  'sort by city',
  'sort by points, descending',
  'deep page',
  'rare first name by city',
  'common first name by points',
];
const WRITE_SHARE = 0.1;
/** Beside the kinds of things that the seed draws for. */
const KIND_OF_LOAD = 101;
const MOST_POINTS = 5000;

const READS = 'reads';
const REPEATED = 'reads, repeated';
const WRITES = 'reads with writes';
const SCENARIOS: Expected[] = [
  {
    name: READS,
    expected: 'Every question is new to every cache. D1 answers one at a time, so what a page costs is what it bears.',
    unflattering: false,
  },
  {
    name: REPEATED,
    expected: 'The same few questions again and again: a cache bears more than the database.',
    unflattering: false,
  },
  {
    name: WRITES,
    expected: 'One in ten requests is a write, and each makes all that is cached old: about what no cache bears.',
    unflattering: true,
  },
];

interface Rider {
  name: string;
  subject: Subject;
  /** Sends request `at`; resolves to whether it succeeded. */
  send: (client: Client, at: number) => Promise<boolean>;
}

interface Options {
  secondsEach: number;
  /** Requests a second, rising. */
  rates?: readonly number[];
  /** Whether a subject is asked at the next rate, too. */
  goesOn?: (load: Load, served: Served) => boolean;
  note: (line: string) => void;
}

export function measureLoad(persistTo: string, options: Options): Promise<Result> {
  return withCopy(persistTo, async (copy) => {
    const prepared = await prepareScenarios(copy, MIX);
    const result = startResult('load', { contacts: prepared.contacts });
    const servers = await startServers(copy, prepared.statements);
    try {
      const riders = await listRiders(servers, prepared);
      const measurements = await rideAll(riders, options);
      const scenarios = SCENARIOS.filter(({ name }) => riders.some((rider) => rider.name === name));
      addTo(result, { scenarios, measurements });
      return finishResult(result);
    } finally {
      await servers.close();
    }
  });
}

async function listRiders({ urls }: Servers, { contacts, scenarios }: Prepared): Promise<Rider[]> {
  const salt = Date.now();
  const scenarioOf = (at: number) => scenarios[at % scenarios.length]!;
  const read = (url: string) => async (client: Client) => (await client.ask(url)).status === 200;
  const kartei = (search: string) => read(`${urls.kartei}/v1/contacts?${search}`);
  const write = async (client: Client, at: number) => {
    const draws = new Draws(1, KIND_OF_LOAD, at);
    const url = `${urls.kartei}/v1/contacts/${1 + draws.below(contacts)}`;
    return (await client.ask(url, { method: 'PATCH', body: { points: draws.below(MOST_POINTS) } })).status === 200;
  };
  const repeated = (client: Client, at: number) => kartei(scenarioOf(at).search)(client);
  const riders: Rider[] = [
    {
      name: READS,
      subject: 'kartei',
      send: (client, at) => kartei(toUnseen(scenarioOf(at).search, salt + at))(client),
    },
    { name: READS, subject: 'naive', send: (client, at) => read(`${urls.naive}/?${scenarioOf(at).paged}`)(client) },
    { name: READS, subject: 'joined', send: (client, at) => read(`${urls.joined}/?${scenarioOf(at).paged}`)(client) },
    {
      name: READS,
      subject: 'sql',
      send: (client, at) => read(`${urls.sql}/${encodeURIComponent(scenarioOf(at).name)}`)(client),
    },
    { name: REPEATED, subject: 'kartei', send: repeated },
  ];
  const withWrites: Rider['send'] = (client, at) => (isWrite(at) ? write(client, at) : repeated(client, at));
  const client = openClient(1);
  const canWrite = await write(client, 0);
  client.close();
  return canWrite ? [...riders, { name: WRITES, subject: 'kartei', send: withWrites }] : riders;
}

function isWrite(at: number): boolean {
  return at % Math.round(1 / WRITE_SHARE) === 0;
}

/** Each rate for all who still keep up, in turn. */
async function rideAll(
  riders: Rider[],
  { secondsEach, rates = RATES, goesOn = keepsUp, note }: Options,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  let riding = riders;
  for (const rate of rates) {
    const going: Rider[] = [];
    for (const rider of riding) {
      const load = { rate, seconds: secondsEach, timeoutSeconds: TIMEOUT_SECONDS };
      const served = await ride(rider, load);
      note(`${rate}/s: ${rider.name}, ${rider.subject}: ${served.rate.toFixed(0)}/s served`);
      measurements.push(toMeasurement(rider, load, served));
      if (goesOn(load, served)) going.push(rider);
    }
    riding = going;
  }
  return measurements;
}

async function ride({ send }: Rider, load: Load): Promise<Served> {
  const client = openClient(CONNECTIONS);
  const lost = () => false;
  try {
    for (let at = 0; at < MIX.length; at++) await send(client, at + 1).catch(lost); // warm-up
    return await runOpenLoop(load, (at) => send(client, at).catch(lost), CLOCK);
  } finally {
    client.close();
  }
}

export function keepsUp({ rate }: Pick<Load, 'rate'>, served: Served): boolean {
  const { count, p99, max } = summarize(served.latencies);
  const isLost = served.failed + served.unanswered > MOST_LOST * count;
  return served.rate >= LEAST_SERVED * rate && (p99 ?? max) <= MOST_P99_MS && !isLost;
}

function toMeasurement({ name, subject }: Rider, load: Load, served: Served): Measurement {
  const { failed, unanswered, rate, latencies, delays } = served;
  const sentLate = percentileOf(mergeSamples(delays), 0.99);
  const seen = {
    offered: load.rate,
    served: rate,
    failed,
    unanswered,
    sent_late_p99_ms: sentLate,
    keeps_up: keepsUp(load, served) ? 'yes' : 'no',
  };
  return { name, subject, unit: 'ms', summary: summarize(latencies), seen };
}
