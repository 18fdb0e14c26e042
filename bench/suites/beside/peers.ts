// Suite `peers`: Kartei beside PostgreSQL, plain and tuned, on the same contacts: a full page and its total by the same
// addresses, however many requests that takes, in turn; then first pages a second, cold and repeated. No page is asked of
// Kartei twice in the same words, unless repeating is what is measured.
import { openDatabase } from '../../../seed/database.ts';
import { FIRST_PAGE, listPeerScenarios, type PeerScenario, REPEATED } from '../../cases/peers.ts';
import { COLD_RATE, WARM_RATE } from '../../cases/scenarios.ts';
import { toUnseen } from '../../cases/unseen.ts';
import { pickVariants } from '../../cases/variants.ts';
import { type Client, openClient } from '../../harness/client.ts';
import type { Effort } from '../../harness/effort.ts';
import { askInFull, type FullPage, findOther } from '../../harness/full.ts';
import { interleave } from '../../harness/interleave.ts';
import { startServers } from '../../harness/servers.ts';
import type { Peers } from '../../postgres/peer.ts';
import { addTo, finishResult, type Measurement, type Result, startResult } from '../../report/result.ts';
import { summarize } from '../../verdict/percentile.ts';
import { findMiddle } from '../bounds.ts';
import { measureRate, toRates } from '../throughput.ts';

const VARIANTS = 11;
const LIST = '/v1/contacts?';
/** What Kartei does behind its answer must not fall on who is asked next. */
const SETTLE_MS = 10;

export interface PeersOptions {
  persistTo: string;
  peers: Peers;
  effort: Effort;
  note: (line: string) => void;
}

/** Throws where two answers list others, or count otherwise. */
export async function measurePeers({ persistTo, peers, effort, note }: PeersOptions): Promise<Result> {
  const { scenarios, contacts } = await prepare(persistTo);
  const result = startResult('peers', { contacts });
  result.versions.postgres = peers.version;
  const servers = await startServers(persistTo, {});
  const client = openClient(1);
  const urls: Record<string, string> = { kartei: servers.urls.kartei, ...peers.urls };
  let salt = Date.now();
  const toAddress = (subject: string, search: string) =>
    `${urls[subject]}${LIST}${subject === 'kartei' ? toUnseen(search, salt++) : search}`;
  try {
    for (const scenario of scenarios) {
      note(scenario.name);
      const { name, expected, unflattering } = scenario;
      const measurements = await measure(scenario, { client, effort, subjects: Object.keys(urls), toAddress });
      addTo(result, { scenarios: [{ name, expected, unflattering }], measurements });
    }
    note('repeated, and requests a second');
    const again = (subject: string) => `${urls[subject]}${LIST}`;
    const repeated = { ...scenarios.find(({ name }) => name === FIRST_PAGE)!, name: REPEATED, searches: [''] };
    const expected = 'Kartei has it in memory; PostgreSQL reads it again.';
    const toSame = { client, effort, subjects: Object.keys(urls), toAddress: again };
    addTo(result, {
      scenarios: [{ name: REPEATED, expected, unflattering: false }],
      measurements: await measure(repeated, toSame),
    });
    const subjects = Object.keys(urls);
    const cold = await measureRate(subjects, effort.slices, (subject) => toAddress(subject, ''));
    const warm = await measureRate(subjects, effort.slices, again);
    const rates = [COLD_RATE, WARM_RATE].map((name) => ({
      name,
      expected: 'Eight clients at once.',
      unflattering: false,
    }));
    addTo(result, { scenarios: rates, measurements: [...toRates(COLD_RATE, cold), ...toRates(WARM_RATE, warm)] });
    return finishResult(result);
  } finally {
    client.close();
    await servers.close();
  }
}

async function prepare(persistTo: string): Promise<{ scenarios: PeerScenario[]; contacts: number }> {
  const { d1, close } = await openDatabase({ persistTo, remote: false });
  try {
    const variants = await pickVariants(d1, VARIANTS);
    const scenarios = listPeerScenarios(variants, await findMiddle(d1, 'last_name'));
    return { scenarios: scenarios.filter(({ searches }) => searches.length > 0), contacts: variants.contacts };
  } finally {
    await close();
  }
}

interface Asking {
  client: Client;
  effort: Effort;
  subjects: string[];
  toAddress: (subject: string, search: string) => string;
}

/** Each subject is asked with the values in the same order. */
async function measure(
  { name, searches, until }: PeerScenario,
  { client, effort, subjects, toAddress }: Asking,
): Promise<Measurement[]> {
  const asked = new Map<string, FullPage[]>(subjects.map((subject) => [subject, []]));
  const samples = await interleave(subjects, effort.list, async (subject) => {
    const own = asked.get(subject)!;
    const search = searches[own.length % searches.length]!;
    const page = await askInFull(client, toAddress(subject, search), until);
    if (own.length < searches.length) requireSame(page, asked, { subject, at: own.length, search });
    own.push(page);
    if (subject === 'kartei') await new Promise((resume) => setTimeout(resume, SETTLE_MS));
    return page.milliseconds;
  });
  return subjects.map((subject) => {
    const pages = asked.get(subject)!;
    const rows = pages.map(({ rowsRead }) => rowsRead ?? 0);
    const dearest = rows.indexOf(Math.max(...rows));
    return {
      name,
      subject,
      unit: 'ms',
      summary: summarize(samples.get(subject)!),
      samples: samples.get(subject)!,
      ...(subject === 'kartei' && { rowsRead: rows[dearest]! }),
      seen: {
        requests: Math.max(...pages.map(({ requests }) => requests)),
        values: searches.length,
        ...(subject === 'kartei' && { dearest: decodeURIComponent(searches[dearest % searches.length]!) }),
      },
    };
  });
}

function requireSame(
  page: FullPage,
  asked: Map<string, FullPage[]>,
  { subject, at, search }: { subject: string; at: number; search: string },
): void {
  for (const [other, pages] of asked) {
    const difference = pages[at] && findOther(page, pages[at]);
    if (difference) throw new Error(`${search}: ${subject} and ${other} differ: ${difference}`);
  }
}
