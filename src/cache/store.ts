// Entries in KV. A KV that fails, is slow or holds garbage is a KV without the entry; it never fails a request.
import { logFailure } from '../log.ts';
import { within } from '../timeout.ts';
import type { Version } from '../version.ts';
import { type Entry, parseEntry, toBytes } from './entry.ts';
import { LIFETIME_SECONDS, toKey } from './key.ts';

/** How long KV may take before the database is asked: about its published 99th percentile. */
export const KV_TIMEOUT_MS = 300;
/** How long a location may cache what it read of KV: the least that KV takes. */
export const LOCATION_SECONDS = 30;

type EntryKind = Parameters<typeof toKey>[0];
/** The KV, and which code it is that reads and stores. */
export type Shelf = Pick<Cloudflare.Env, 'KV' | 'BUILD'>;

/** The entry stored for `text`; null where there is none. */
export async function readEntry({ KV, BUILD }: Shelf, kind: EntryKind, text: string): Promise<Entry | null> {
  const read = () => KV.get(toKey(kind, text, BUILD.id), { type: 'arrayBuffer', cacheTtl: LOCATION_SECONDS });
  const bytes = await within(KV_TIMEOUT_MS, read, null);
  return bytes && parseEntry(text, new Uint8Array(bytes));
}

/** Stores the entry for `text`. Where KV refuses (it takes one write a second to a key), it is not stored. */
export async function storeEntry({ KV, BUILD }: Shelf, kind: EntryKind, { text, ...entry }: Entry & { text: string }) {
  try {
    await KV.put(toKey(kind, text, BUILD.id), toBytes(text, entry), { expirationTtl: LIFETIME_SECONDS });
  } catch (error) {
    logFailure('kv-put', error, { kind }); // what is not stored is read of D1 again
  }
}

/** A value as JSON under its version. */
export async function readValue<T>(shelf: Shelf, kind: EntryKind, text: string) {
  const entry = await readEntry(shelf, kind, text);
  if (!entry) return null;
  const { version, storedAt, body } = entry;
  return { version, storedAt, value: JSON.parse(new TextDecoder().decode(body)) as T };
}

/** Stores a value as JSON under its version. */
export async function storeValue(
  shelf: Shelf,
  kind: EntryKind,
  { text, version, value, now }: { text: string; version: Version; value: unknown; now: number },
) {
  const body = new TextEncoder().encode(JSON.stringify(value));
  await storeEntry(shelf, kind, { text, version, storedAt: now, notes: {}, body });
}
