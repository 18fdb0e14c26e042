// What requests cost at Cloudflare in dollars, from what they were measured to use. Pure.
import { toMarkdownTable } from './format.ts';
import type { Measurement, Result } from './result.ts';
import { toListCpuMs } from './worker.ts';

/**
 * Dollars for a million of each, of the paid plan, beyond what it includes, as published in November 2026:
 * developers.cloudflare.com/workers/platform/pricing, /d1/platform/pricing and /kv/platform/pricing.
 */
export const PRICES = { requests: 0.3, cpuMs: 0.02, rowsRead: 0.001, rowsWritten: 1, kvReads: 0.5, kvWrites: 5 };
export const PRICED = 'November 2026';

/** Two of the requests that are priced are held to a number of rows. */
export const CREATE = 'create a contact, its words known';
export const CHANGE = "change a contact's points";

/** What one request uses. */
export interface Use {
  rowsRead: number;
  rowsWritten: number;
  kvReads: number;
  kvWrites: number;
  /** Null where it was not measured. */
  cpuMs: number | null;
}

/** Dollars for a million such requests. */
export function toDollars({ rowsRead, rowsWritten, kvReads, kvWrites, cpuMs }: Use): number {
  return (
    PRICES.requests +
    PRICES.cpuMs * (cpuMs ?? 0) +
    PRICES.rowsRead * rowsRead +
    PRICES.rowsWritten * rowsWritten +
    PRICES.kvReads * kvReads +
    PRICES.kvWrites * kvWrites
  );
}

export const PRICE_HEAD = ['a request', 'rows read', 'rows written', 'KV reads', 'KV writes', '$ a million'];

/** A request a row, with so much CPU for each of them, where that is known. */
export function toPriceRows(measurements: Measurement[], cpuMs: number | null): string[][] {
  return measurements.map(({ name, rowsRead, seen }) => {
    const [rowsWritten, kvReads, kvWrites] = ['rows_written', 'kv_reads', 'kv_writes'].map((key) => Number(seen![key]));
    const use = { rowsRead: rowsRead!, rowsWritten: rowsWritten!, kvReads: kvReads!, kvWrites: kvWrites!, cpuMs };
    const counts = [rowsRead!, rowsWritten!, kvReads!, kvWrites!].map((count) => count.toLocaleString('en'));
    return [name, ...counts, toDollars(use).toFixed(2)];
  });
}

/** The table of src/docs/numbers.md. */
export function toPriceLines(results: Result[]): string[] {
  const prices = results.find(({ kind }) => kind === 'prices');
  if (!prices) return ['Not measured yet: `npm run bench -- --suite prices`.'];
  const cpuMs = toListCpuMs(results);
  const { requests, rowsRead, rowsWritten, kvReads, kvWrites } = PRICES;
  const cpu = cpuMs === null ? '' : `, and ${cpuMs.toFixed(1)} ms of CPU each at $${PRICES.cpuMs} a million ms`;
  return [
    `${Number(prices.data.contacts).toLocaleString('en')} contacts, ${prices.startedAt.slice(0, 10)}; prices of ${PRICED}: $${requests} a million requests, $${rowsRead} rows read, $${rowsWritten} rows written, $${kvReads} reads and $${kvWrites} writes of KV${cpu}.`,
    '',
    ...toMarkdownTable(PRICE_HEAD, toPriceRows(prices.measurements, cpuMs)),
  ];
}
