// Entries in KV. A KV that fails, is slow or holds garbage is a KV without the entry; it never fails a request.
import { logFailure } from '../log.ts';
import { within } from '../timeout.ts';
import { type Entry, parseEntry, toBytes } from './entry.ts';
import { learnHit } from './hedge.ts';
import { LIFETIME_SECONDS, toKey } from './key.ts';

/** How long KV may take before the database is asked: about its published 99th percentile. */
export const KV_TIMEOUT_MS = 300;
/** How long a location may cache what it read of KV: the least that KV takes. */
export const LOCATION_SECONDS = 30;

export type EntryKind = Parameters<typeof toKey>[0];
/** The KV, and which code it is that reads and stores. */
export type Shelf = Pick<Cloudflare.Env, 'KV' | 'BUILD'>;

/** The entry stored for `text`; null where there is none. */
export async function readEntry({ KV, BUILD }: Shelf, kind: EntryKind, text: string): Promise<Entry | null> {
  const read = () => KV.get(toKey(kind, text, BUILD.id), { type: 'arrayBuffer', cacheTtl: LOCATION_SECONDS });
  const begun = Date.now();
  const bytes = await within(KV_TIMEOUT_MS, read, null);
  if (bytes) learnHit(KV, Date.now() - begun);
  return bytes && parseEntry(text, new Uint8Array(bytes));
}

/** An entry, and under what it is stored. */
export interface Storable {
  kind: EntryKind;
  text: string;
  entry: Entry;
}

/** Stores the entry. Where KV refuses (it takes one write a second to a key), it is not stored. */
export async function storeEntry({ KV, BUILD }: Shelf, { kind, text, entry }: Storable): Promise<void> {
  try {
    await KV.put(toKey(kind, text, BUILD.id), toBytes(text, entry), { expirationTtl: LIFETIME_SECONDS });
  } catch (error) {
    logFailure('kv-put', error, { kind }); // what is not stored is read of D1 again
  }
}

/** A value under its version. */
export interface KeptValue<T> extends Pick<Entry, 'version' | 'storedAt'> {
  value: T;
}

/** The value that is kept as JSON. */
export async function readValue<T>(shelf: Shelf, kind: EntryKind, text: string): Promise<KeptValue<T> | null> {
  const entry = await readEntry(shelf, kind, text);
  return entry && toValue<T>(entry);
}

/** Stores a value as JSON under its version. */
export async function storeValue(
  shelf: Shelf,
  kind: EntryKind,
  { text, ...value }: KeptValue<unknown> & { text: string },
): Promise<void> {
  await storeEntry(shelf, { kind, text, entry: toEntry(value) });
}

export function toEntry({ version, storedAt, value }: KeptValue<unknown>): Entry {
  return { version, storedAt, notes: {}, body: new TextEncoder().encode(JSON.stringify(value)) };
}

export function toValue<T>({ version, storedAt, body }: Entry): KeptValue<T> {
  return { version, storedAt, value: JSON.parse(new TextDecoder().decode(body)) as T };
}
