// What a deployment costs a month, and how far one database goes: what requests were measured to use × what Cloudflare asks
// for it × assumed traffic. The tables of src/docs/cost.md. Pure.
import { toMarkdownTable } from './format.ts';
import { CHANGE, CREATE, PRICED, PRICES } from './prices.ts';
import { type Measurement, type Result, toWhere } from './result.ts';
import { toListCpuMs } from './worker.ts';

/** What the suite `size` measures of writes. */
export const SINGLE = 'one change, alone';
export const BATCH = '500 changes in one transaction';
const CHANGES = 500;

/** What the paid plan includes each month, from the pages that ./prices.ts names. */
const INCLUDED = { requests: 10e6, cpuMs: 30e6, rowsRead: 25e9, rowsWritten: 50e6, kvReads: 10e6, kvWrites: 1e6 };
const PLAN_DOLLARS = 5;
const STORED = { included: 5, dollars: 0.75 };
/** From 2026-12-01, developers.cloudflare.com/observability/pricing: gigabytes that come in, and gigabyte-months of 7 days. */
const LOGGED = { included: 50, dollars: 0.25, storedIncluded: 12, storedDollars: 0.1 };
/** developers.cloudflare.com/analytics/analytics-engine/pricing; not billed yet. */
const COUNTED = { included: 10e6, dollars: 0.25 };
const DAYS = 30;
const MONTH_SECONDS = DAYS * 24 * 3600;
const KEPT_DAYS = 7;
export const GIGABYTE = 1e9;
export const MOST_GIGABYTES = 10;
const ALARM_GIGABYTES = 8;

/** Assumed. A line with what Cloudflare adds to it; and of what is not cached, how much each question is asked. */
const LINE_BYTES = 1000;
const HITS = { 'the same, repeated at once': 0.5, 'the same, later': 0.5 };
const MISSES = {
  'first page, cold': 0.3,
  'sort by city, cold': 0.1,
  'common first name by points, cold': 0.1,
  'three filters, cold': 0.1,
  'search of two words, cold': 0.2,
  'one contact': 0.2,
};
const WRITES = { [CHANGE]: 0.6, [CREATE]: 0.3, 'delete a contact': 0.1 };
/** An isolate puts at most 10 entries into KV a second (src/cache/fill.ts); this many are taken to be at work. */
const MOST_FILLS = 10 * 2;

interface Traffic {
  name: string;
  reads: number;
  writes: number;
  /** Which part of the reads a cache answers: less where more is written. */
  hits: number;
}

/** Assumed: averages over the month, a second. */
const TRAFFIC: Traffic[] = [
  { name: 'light', reads: 1, writes: 0.02, hits: 0.6 },
  { name: 'normal', reads: 10, writes: 0.5, hits: 0.4 },
  { name: 'heavy', reads: 100, writes: 5, hits: 0.2 },
];
const CONTACTS = [0.1e6, 1e6, 3e6, 14e6];

type Uses = typeof INCLUDED;
const WORDS: Record<keyof Uses, string> = {
  requests: 'requests',
  cpuMs: 'ms of CPU',
  rowsRead: 'rows read',
  rowsWritten: 'rows written',
  kvReads: 'KV reads',
  kvWrites: 'KV writes',
};
const METERS = Object.keys(INCLUDED) as (keyof Uses)[];

/** What one request of a mix uses on average. */
function toUse(mix: Record<string, number>, { measurements }: Result, cpuMs: number): Uses {
  const sum: Uses = { requests: 1, cpuMs, rowsRead: 0, rowsWritten: 0, kvReads: 0, kvWrites: 0 };
  for (const [name, part] of Object.entries(mix)) {
    const { rowsRead, seen } = measurements.find((one) => one.name === name)!;
    sum.rowsRead += part * rowsRead!;
    sum.rowsWritten += part * Number(seen!.rows_written);
    sum.kvReads += part * Number(seen!.kv_reads);
    sum.kvWrites += part * Number(seen!.kv_writes);
  }
  return sum;
}

/** Dollars a month, by what they are for. */
function toBill({ reads, writes, hits }: Traffic, gigabytes: number, [hit, miss, write]: Uses[]): Map<string, number> {
  const bill = new Map([['the plan', PLAN_DOLLARS]]);
  const asked = [reads * hits, reads * (1 - hits), writes];
  for (const meter of METERS) {
    const rate = asked[0]! * hit![meter] + asked[1]! * miss![meter] + asked[2]! * write![meter];
    const bound = meter === 'kvWrites' ? Math.min(rate, MOST_FILLS) : rate;
    bill.set(WORDS[meter], (Math.max(0, bound * MONTH_SECONDS - INCLUDED[meter]) / 1e6) * PRICES[meter]);
  }
  bill.set('storage', Math.max(0, gigabytes - STORED.included) * STORED.dollars);
  const requests = (reads + writes) * MONTH_SECONDS;
  const logged = (requests * LINE_BYTES) / GIGABYTE;
  const stored = (logged * KEPT_DAYS) / DAYS;
  const over = (value: number, included: number, dollars: number) => Math.max(0, value - included) * dollars;
  bill.set(
    'log',
    over(logged, LOGGED.included, LOGGED.dollars) + over(stored, LOGGED.storedIncluded, LOGGED.storedDollars),
  );
  bill.set('counting', over(requests, COUNTED.included, COUNTED.dollars / 1e6));
  return bill;
}

/** A part of the database a row. */
export function toSizeRows(sizes: Measurement[], contacts: number): string[][] {
  const bytesOf = ({ seen }: Measurement) => Number(seen!.bytes);
  const all = sizes.reduce((sum, one) => sum + bytesOf(one), 0);
  const toRow = (name: string, bytes: number) => [name, (bytes / 1e6).toFixed(0), (bytes / contacts).toFixed(0)];
  return [...sizes.map((one) => toRow(one.name, bytesOf(one))), toRow('together', all)];
}

interface Measured {
  prices: Result;
  size: Result;
  sizes: Measurement[];
  bytesEach: number;
  load: Result | undefined;
}

function toMeasured(results: Result[]): Measured | null {
  const of = (kind: string) => results.find((result) => result.kind === kind);
  const [prices, size] = [of('prices'), of('size')];
  if (!prices || !size) return null;
  const sizes = size.measurements.filter(({ subject }) => subject === 'size');
  const bytes = sizes.reduce((sum, { seen }) => sum + Number(seen!.bytes), 0);
  return { prices, size, sizes, bytesEach: bytes / Number(size.data.contacts), load: of('load') };
}

const MISSING = ['Not measured yet: `npm run bench -- --suite size` and `--suite prices`.'];

export function toCostLines(results: Result[]): string[] {
  const measured = toMeasured(results);
  if (!measured) return MISSING;
  const { prices, bytesEach } = measured;
  const uses = [HITS, MISSES, WRITES].map((mix) => toUse(mix, prices, toListCpuMs(results) ?? 0));
  const billOf = (traffic: Traffic, contacts: number) => toBill(traffic, (contacts * bytesEach) / GIGABYTE, uses);
  const sumOf = (bill: Map<string, number>) => [...bill.values()].reduce((sum, dollars) => sum + dollars, 0);
  const head = TRAFFIC.map(({ name, reads, writes }) => `${name}: ${reads} + ${writes} a second`);
  const rows = CONTACTS.map((contacts) => {
    const gigabytes = (contacts * bytesEach) / GIGABYTE;
    const cells = TRAFFIC.map((traffic) => `$${Math.round(sumOf(billOf(traffic, contacts))).toLocaleString('en')}`);
    const mark = gigabytes > MOST_GIGABYTES ? ' †' : '';
    return [`${(contacts / 1e6).toLocaleString('en')} million${mark}`, gigabytes.toFixed(2), ...cells];
  });
  const bills = TRAFFIC.map((traffic) => billOf(traffic, 3e6));
  const parts = [...bills[0]!.keys()].map((part) => [part, ...bills.map((bill) => (bill.get(part) ?? 0).toFixed(2))]);
  const units = METERS.map((meter) => [WORDS[meter], ...uses.map((use) => toShown(use[meter])), `${INCLUDED[meter].toLocaleString('en')}`, `$${PRICES[meter]}`]); // biome-ignore format: a row
  return [
    `Modelled, from what was measured at ${toWhere(prices)}; prices of ${PRICED}. Dollars a month, by reads + writes a second:`,
    '',
    ...toMarkdownTable(['contacts', 'GB', ...head], rows),
    '',
    '† more than one database holds.',
    '',
    'What 3 million contacts cost by what it is for, dollars a month:',
    '',
    ...toMarkdownTable(['', ...TRAFFIC.map(({ name }) => name)], parts),
    '',
    'What one request uses on average, what the plan includes each month, and what a million beyond it costs:',
    '',
    ...toMarkdownTable(['', 'a hit', 'a miss', 'a write', 'included', 'a million'], units),
  ];
}

function toShown(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}

export function toCeilingLines(results: Result[]): string[] {
  const measured = toMeasured(results);
  if (!measured) return MISSING;
  const { size, sizes, bytesEach, load } = measured;
  const million = (gigabytes: number) => ((gigabytes * GIGABYTE) / bytesEach / 1e6).toFixed(1);
  const msOf = (name: string) => {
    const { samples = [] } = size.measurements.find((one) => one.name === name)!;
    return samples.reduce((sum, ms) => sum + ms, 0) / samples.length; // D1's clock has whole milliseconds
  };
  const kept = load?.measurements.filter(
    ({ name, subject, seen }) => name === 'reads' && subject === 'kartei' && seen!.keeps_up === 'yes',
  );
  const rate = kept?.at(-1)?.seen?.offered ?? 'not measured';
  return [
    `${toWhere(size)}, load ${size.machine.load_before} before.`,
    '',
    ...toMarkdownTable(['the database', 'MB', 'bytes a contact'], toSizeRows(sizes, Number(size.data.contacts))),
    '',
    ...toMarkdownTable(
      ['ceiling', 'is reached at'],
      [
        [`${MOST_GIGABYTES} GB, D1's limit`, `${million(MOST_GIGABYTES)} million contacts`],
        [`${ALARM_GIGABYTES} GB, the alarm`, `${million(ALARM_GIGABYTES)} million contacts`],
        ['one writer, changes that come alone', `${Math.floor(1000 / msOf(SINGLE))} a second`],
        ['one writer, 500 changes in one transaction', `${Math.floor((CHANGES * 1000) / msOf(BATCH))} a second`],
        ['one thread, lists that no cache knows', `${rate} a second`],
      ],
    ),
  ];
}
