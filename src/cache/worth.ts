// Whether KV is worth asking for a page that memory has not: where it hardly ever had one lately, waiting for it takes longer
// than it saves, and D1 is read at once. Now and then it is asked all the same, to notice when that changes.

/** Of the look-ups about so many of the last count, each less than the one after it; of fewer, all count alike. */
const REMEMBERED = 32;
/** A miss takes about a tenth of the time that a hit saves: a hit is answered nearby, the database may be far away. */
const LEAST_HITS = 0.1;
/** One of so many pages is asked for where it is not worth it. */
const SAMPLED = 16;

interface Record {
  /** The part of the look-ups that found a page. */
  hits: number;
  /** How many of them count. */
  known: number;
  /** Pages that were not asked for since the last that was. */
  skipped: number;
}

/** By KV. Before anything is learnt it is worth asking, as if one page had been found. */
const records = new WeakMap<object, Record>();

function recordOf(kv: object): Record {
  let record = records.get(kv);
  if (!record) {
    record = { hits: 1, known: 1, skipped: 0 };
    records.set(kv, record);
  }
  return record;
}

/** Whether to ask for this page; each call counts as one page. */
export function isWorthAsking(kv: object): boolean {
  const record = recordOf(kv);
  if (record.hits < LEAST_HITS && ++record.skipped < SAMPLED) return false;
  record.skipped = 0;
  return true;
}

/** Learns whether KV had a page that it was asked for. */
export function learnFound(kv: object, isFound: boolean): void {
  const record = recordOf(kv);
  record.known = Math.min(record.known + 1, REMEMBERED);
  record.hits += (Number(isFound) - record.hits) / record.known;
}
