// Suite `questions`: random questions, one at a time, each once and to its full page, to Kartei and to its peers in turn;
// then others of the same kind from eight clients at once. The dearest of Kartei's with their plans. Expected: Kartei
// no slower than PostgreSQL at the median, never far off, and twice its rate.

import { openDatabase } from '../../../seed/database.ts';
import { describePlan, type Plan } from '../../../seed/explanation.ts';
import { drawQuestions, QUESTION_RATE, QUESTIONS } from '../../cases/questions.ts';
import { toUnseen } from '../../cases/unseen.ts';
import { pickSample } from '../../cases/values.ts';
import { type Client, openClient } from '../../harness/client.ts';
import { askInFull, type FullPage, findOther } from '../../harness/full.ts';
import { toRound } from '../../harness/interleave.ts';
import { startServers } from '../../harness/servers.ts';
import type { Peers } from '../../postgres/peer.ts';
import { toTextTable } from '../../report/format.ts';
import { finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { summarize } from '../../verdict/percentile.ts';

const LIST = '/v1/contacts?';
const CLIENTS = 8;
const MOST_SHOWN = 10;
/** Of another seed; not measured. */
const WARM_UPS = 20;
const SETTLE_MS = 10;

export interface QuestionsOptions {
  persistTo: string;
  /** Null: Kartei alone. */
  peers: Peers | null;
  count: number;
  seed: number;
  note: (line: string) => void;
}

type Asked = Map<string, FullPage[]>;

export async function measureQuestions({ persistTo, peers, count, seed, note }: QuestionsOptions): Promise<Result> {
  const { contacts, sample } = await readSample(persistTo);
  const result = startResult('questions', { contacts, seed });
  if (peers) result.versions.postgres = peers.version;
  const questions = drawQuestions(count, seed, sample);
  const servers = await startServers(persistTo, {});
  const urls: Record<string, string> = { kartei: servers.urls.kartei, ...peers?.urls };
  let salt = Date.now();
  const toAddress = (subject: string, search: string) =>
    `${urls[subject]}${LIST}${subject === 'kartei' ? toUnseen(search, salt++) : search}`;
  const client = openClient(1);
  try {
    const ask = (subject: string, search: string) => askInFull(client, toAddress(subject, search));
    note(`${count} questions, one at a time`);
    for (const search of drawQuestions(WARM_UPS, seed - 1, sample))
      for (const subject of Object.keys(urls)) await ask(subject, search);
    const asked = await askEach(questions, Object.keys(urls), ask);
    const differing = findDiffering(questions, asked);
    const measurements = [...asked].map(([subject, pages]) => toMeasurement(subject, pages));
    const others = drawQuestions(count, seed + 1, sample);
    for (const subject of Object.keys(urls)) {
      note(`${count} others from ${CLIENTS} clients: ${subject}`);
      measurements.push(await measureRate(subject, others, toAddress));
    }
    const dearest = await explainDearest(questions, asked.get('kartei')!, { client, url: urls.kartei! });
    const lines = [...toReport(measurements), '', ...toAgreement(differing, count, peers !== null), '', ...dearest];
    return finishResult({ ...result, measurements, lines });
  } finally {
    client.close();
    await servers.close();
  }
}

async function readSample(persistTo: string) {
  const { d1, close } = await openDatabase({ persistTo, remote: false });
  try {
    const contacts = Number(await d1.prepare('select contacts from data_state').first('contacts'));
    return { contacts, sample: await pickSample(d1, contacts) };
  } finally {
    await close();
  }
}

async function askEach(
  questions: string[],
  subjects: string[],
  ask: (subject: string, search: string) => Promise<FullPage>,
): Promise<Asked> {
  const asked: Asked = new Map(subjects.map((subject) => [subject, []]));
  for (const [at, search] of questions.entries())
    for (const subject of toRound(subjects, at)) {
      asked.get(subject)!.push(await ask(subject, search));
      if (subject === 'kartei') await new Promise((resume) => setTimeout(resume, SETTLE_MS));
    }
  return asked;
}

function findDiffering(questions: string[], asked: Asked): string[] {
  const [ours, ...theirs] = [...asked.values()];
  return questions.flatMap((search, at) => {
    const differences = theirs.map((pages) => findOther(ours![at]!, pages[at]!)).filter(Boolean);
    return differences.length > 0 ? [`${decodeURIComponent(search)}: ${differences[0]}`] : [];
  });
}

function toMeasurement(subject: string, pages: FullPage[]): Measurement {
  const samples = pages.map(({ milliseconds }) => milliseconds);
  const rows = pages.map(({ rowsRead }) => rowsRead ?? 0);
  const requests = pages.map((page) => page.requests);
  return {
    name: QUESTIONS,
    subject,
    unit: 'ms',
    summary: summarize(samples),
    samples,
    ...(subject === 'kartei' && { rowsRead: Math.max(...rows) }),
    seen: { requests: Math.max(...requests), several: requests.filter((count) => count > 1).length },
  };
}

/** All of them, each as soon as a client is free. */
async function measureRate(
  subject: string,
  questions: string[],
  toAddress: (subject: string, search: string) => string,
): Promise<Measurement> {
  const client = openClient(CLIENTS);
  const waiting = [...questions];
  const times: number[] = [];
  const loop = async () => {
    for (let search = waiting.shift(); search !== undefined; search = waiting.shift())
      times.push((await askInFull(client, toAddress(subject, search))).milliseconds);
  };
  try {
    const begun = performance.now();
    await Promise.all(Array.from({ length: CLIENTS }, loop));
    const rate = (questions.length * 1000) / (performance.now() - begun);
    const { median, p99, max } = summarize(times);
    return {
      name: QUESTION_RATE,
      subject,
      unit: 'req/s',
      summary: summarize([rate]),
      samples: [rate],
      seen: { clients: CLIENTS, median_ms: Math.round(median), p99_ms: Math.round(p99 ?? max) },
    };
  } finally {
    client.close();
  }
}

async function explainDearest(
  questions: string[],
  pages: FullPage[],
  { client, url }: { client: Client; url: string },
): Promise<string[]> {
  const ranked = questions.map((search, at) => ({ search, page: pages[at]! }));
  ranked.sort((a, b) => b.page.milliseconds - a.page.milliseconds);
  const lines = ["Kartei's dearest, with the plan of the first request:"];
  for (const { search, page } of ranked.slice(0, MOST_SHOWN)) {
    const { milliseconds, requests, rowsRead } = page;
    const { body } = await client.ask(`${url}${LIST}${search}&explain=true`);
    const { meta } = JSON.parse(body) as { meta: { plan: Plan } };
    const took = `${milliseconds.toFixed(0)} ms, ${rowsRead?.toLocaleString('en')} rows, ${requests} requests`;
    lines.push('', `${took}: ${decodeURIComponent(search)}`, ...describePlan(meta.plan).filter((line) => line !== ''));
  }
  return lines;
}

function toAgreement(differing: string[], count: number, isCompared: boolean): string[] {
  if (!isCompared) return [];
  return [
    `${count - differing.length} of ${count} pages are the same.`,
    ...differing.map((line) => `Differs: ${line}`),
  ];
}

function toReport(measurements: Measurement[]): string[] {
  const rows = Map.groupBy(measurements, ({ subject }) => subject);
  const cells = [...rows].map(([subject, [alone, together]]) => {
    const { median, p99, max } = alone!.summary;
    const { requests, several } = alone!.seen!;
    const { p99_ms, median_ms } = together!.seen!;
    const times = [median, p99 ?? max, max].map((ms) => ms.toFixed(1));
    return [
      subject,
      ...times,
      String(requests),
      String(several),
      together!.summary.median.toFixed(1),
      `${median_ms}`,
      `${p99_ms}`,
    ];
  });
  const head = ['', 'median ms', 'p99', 'most', 'requests', 'several', `a second at ${CLIENTS}`, 'median ms', 'p99'];
  return toTextTable(head, cells);
}
