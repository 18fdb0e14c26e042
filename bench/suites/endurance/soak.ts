// Suite `soak`: requests of every kind at an even rate for long. Expected: after the first half, in which caches fill, neither
// what the Worker holds in memory rises any more, nor what the process takes, nor how long answers take. On a copy.

import { prepareScenarios } from '../../cases/prepare.ts';
import { openHeap } from '../../endurance/heap.ts';
import { type MixedFrom, toMixed } from '../../endurance/mix.ts';
import { openClient } from '../../harness/client.ts';
import { withCopy } from '../../harness/data.ts';
import { CLOCK, runOpenLoop } from '../../harness/openloop.ts';
import { readProcessMb } from '../../harness/process.ts';
import { bundleWorker, readShared, startWorkers } from '../../harness/servers.ts';
import { addTo, type Expected, finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { summarize } from '../../verdict/percentile.ts';
import { type Point, toSlope } from '../../verdict/slope.ts';

const NAME = 'kartei';
/** Memory is read after each of so many parts. */
const PARTS = 60;
const CONNECTIONS = 64;
const TIMEOUT_SECONDS = 20;
const THOUSAND = 1000;

const LISTS = ['first page', 'sort by city', 'sort by points, descending', 'deep page', 'rare first name by city'];

const HEAP = 'used heap after a collection';
const RSS = 'memory of the process';
const LATENCY = 'median of each part';
const ANSWERS = 'answers';
const SCENARIOS: Expected[] = [
  { name: HEAP, expected: 'Flat in the second half: the interval of its slope has zero in it.', unflattering: false },
  { name: RSS, expected: 'Rises while SQLite fills its caches, and then no more.', unflattering: false },
  { name: LATENCY, expected: 'Flat: nothing that grows is searched.', unflattering: false },
  { name: ANSWERS, expected: 'No answer is a failure.', unflattering: false },
];

export interface SoakOptions {
  requests: number;
  /** Requests a second. */
  rate: number;
  note: (line: string) => void;
}

interface Part {
  /** How many requests had been sent when it ended. */
  sent: number;
  heapMb: number;
  rssMb: number;
  latencies: number[];
}

export function measureSoak(persistTo: string, { requests, rate, note }: SoakOptions): Promise<Result> {
  return withCopy(persistTo, async (copy) => {
    const { contacts, scenarios } = await prepareScenarios(copy, LISTS);
    const result = startResult('soak', { contacts, requests, rate });
    const worker = { ...readShared(), name: NAME, modules: await bundleWorker(), bindings: { ACCESS: 'open' } };
    const workers = [{ ...worker, versionMetadata: 'BUILD' }];
    const server = await startWorkers(
      copy,
      workers,
      async ({ urlOf, inspector, processes }) => {
        const url = await urlOf(NAME);
        const heap = await openHeap(await inspector(), NAME, () => fetch(`${url}/v1/contacts/fields`));
        return { url, heap, readMb: () => processes.reduce((sum, pid) => sum + readProcessMb(pid), 0) };
      },
      { isInspected: true },
    );
    const from = { contacts, lists: scenarios.map(({ search }) => search), salt: Date.now() };
    const statuses = new Map<number, number>();
    const parts: Part[] = [];
    try {
      const each = Math.ceil(requests / PARTS);
      for (let begin = 0; begin < requests; begin += each) {
        const latencies = await sendPart(server.url, { begin, each, rate, from, statuses });
        const part = { sent: begin + each, heapMb: await server.heap.readMb(), rssMb: server.readMb(), latencies };
        parts.push(part);
        const median = summarize(latencies).median.toFixed(1);
        note(`${part.sent} sent: heap ${part.heapMb.toFixed(1)} MB, process ${part.rssMb.toFixed(0)} MB, ${median} ms`);
      }
    } finally {
      server.heap.close();
      await server.close();
    }
    addTo(result, { scenarios: SCENARIOS, measurements: toMeasurements(parts, statuses) });
    return finishResult(result);
  });
}

interface Sending {
  begin: number;
  each: number;
  rate: number;
  from: MixedFrom;
  statuses: Map<number, number>;
}

async function sendPart(url: string, { begin, each, rate, from, statuses }: Sending): Promise<number[]> {
  const client = openClient(CONNECTIONS);
  const send = async (at: number) => {
    const { path, ...sent } = toMixed(begin + at, from);
    const status = await client.ask(url + path, sent).then(
      (answer) => answer.status,
      () => 0,
    );
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    return status > 0 && status < 500;
  };
  try {
    return (await runOpenLoop({ rate, seconds: each / rate, timeoutSeconds: TIMEOUT_SECONDS }, send, CLOCK)).latencies;
  } finally {
    client.close();
  }
}

function toMeasurements(parts: Part[], statuses: Map<number, number>): Measurement[] {
  const later = parts.slice(Math.floor(parts.length / 2));
  const rising = (name: string, unit: Measurement['unit'], pick: (part: Part) => number): Measurement => {
    const points = later.map((part): Point => ({ x: part.sent / THOUSAND, y: pick(part) }));
    const { median, interval } = toSlope(points);
    const slope = `${median.toFixed(4)} (${interval.map((end) => end.toFixed(4)).join(' to ')})`;
    const isFlat = interval[0] <= 0 && interval[1] >= 0 ? 'yes' : 'no';
    const samples = parts.map(pick);
    const seen = {
      slope_per_1000: slope,
      has_zero: isFlat,
      at_half: points[0]!.y.toFixed(1),
      at_end: samples.at(-1)!.toFixed(1),
    };
    return { name, subject: NAME, unit, summary: summarize(samples), samples, seen };
  };
  const answers = Object.fromEntries([...statuses].map(([status, count]) => [`status_${status}`, count]));
  const all = summarize(parts.flatMap(({ latencies }) => latencies));
  return [
    rising(HEAP, 'MB', ({ heapMb }) => heapMb),
    rising(RSS, 'MB', ({ rssMb }) => rssMb),
    rising(LATENCY, 'ms', ({ latencies }) => summarize(latencies).median),
    { name: ANSWERS, subject: NAME, unit: 'ms', summary: all, seen: answers },
  ];
}
