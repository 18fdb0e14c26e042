// What is asked of a contact's history: how many entries, and before which. Pure.
import { type Fault, Problem } from '../../problem.ts';
import { parseParameters } from '../../query/parameters.ts';

/** Entries that come at once, unless told otherwise, and at most. */
export const DEFAULT_ENTRIES = 50;
export const MOST_ENTRIES = 200;

/** Which entries are asked for: those before one, newest first. */
export interface HistoryAsked {
  limit: number;
  before: number | null;
}

/** Throws invalid-query with every fault found, and cursor-invalid. */
export function parseHistoryQuery(search: string): HistoryAsked {
  const faults: Fault[] = [];
  const asked: HistoryAsked = { limit: DEFAULT_ENTRIES, before: null };
  for (const { name, value } of parseParameters(search, faults)) {
    const fault = (code: Fault['code'], detail: string) => faults.push({ parameter: name, code, detail });
    if (name === 'limit') {
      asked.limit = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isNaN(asked.limit)) fault('bad-type', 'Expected an integer.');
      else if (asked.limit < 1 || asked.limit > MOST_ENTRIES) fault('out-of-range', `Expected 1 to ${MOST_ENTRIES}.`);
    } else if (name === 'cursor') {
      asked.before = /^[1-9]\d{0,15}$/.test(value) ? Number(value) : Number.NaN;
    } else fault('unknown-parameter', 'Expected limit or cursor.');
  }
  if (Number.isNaN(asked.before) && faults.length === 0) {
    const detail = 'Send `next` as a page gave it.';
    throw new Problem('cursor-invalid', { detail, faults: [{ parameter: 'cursor', code: 'bad-cursor', detail }] });
  }
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
  return asked;
}
