// What measurements amount to: medians, whether a plan was a wrong choice, whether a row keeps what it must. Pure.

/** What reading a page by one path took. */
export interface Measured {
  path: string;
  milliseconds: number;
  rowsRead: number;
  /** Rows of the page. */
  rows: number;
  partial: boolean;
}

export type Unit = 'milliseconds' | 'rowsRead';

/** A choice is wrong beyond so many times the best path; */
const WRONG_FACTOR = 2;
/** and by at least so much, which is what two runs of one statement differ by on a busy machine. */
const WRONG_BY: Record<Unit, number> = { milliseconds: 2, rowsRead: 500 };

/** The middle value; of two, their mean. */
export function median(values: number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The cheapest path that brought the page on as far as the chosen one, which may be that one itself. */
export function bestOf(chosen: Measured, others: Measured[], unit: Unit): Measured {
  const asGood = others.filter(({ rows, partial }) => rows >= chosen.rows && (chosen.partial || !partial));
  return asGood.reduce((best, other) => (other[unit] < best[unit] ? other : best), chosen);
}

export function isWrong(chosen: Measured, best: Measured, unit: Unit): boolean {
  return chosen[unit] > WRONG_FACTOR * best[unit] && chosen[unit] - best[unit] > WRONG_BY[unit];
}

/** What a case must keep; null where the table asks for nothing. */
export interface Promised {
  rowsRead: number;
  ratio: number | null;
  mayBePartial: boolean;
}

/** The database tells whole milliseconds, so a time may be this much longer, and the one it is compared with too. */
const RESOLUTION_MS = 1;

/** How many times the best the time is, at least. */
export function ratioOf(milliseconds: number, best: number): number {
  return Math.max(0, milliseconds - RESOLUTION_MS / 2) / (best + RESOLUTION_MS / 2);
}

/** What of it is broken: empty where all is kept. */
export function brokenOf(
  promised: Promised,
  { rowsRead, ratio, partial }: { rowsRead: number; ratio: number | null; partial: boolean },
): string[] {
  const broken: string[] = [];
  if (rowsRead > promised.rowsRead) broken.push('rows');
  if (promised.ratio !== null && ratio !== null && ratio > promised.ratio) broken.push('time');
  if (partial && !promised.mayBePartial) broken.push('partial');
  return broken;
}
