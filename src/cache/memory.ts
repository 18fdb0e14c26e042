// Entries in this isolate's memory, apart for each KV and each build: what is found here costs no I/O. What has fallen behind
// the newest version among them is not found any more; what was used least is given up where they take too much room.
import { LRUCache } from 'lru-cache';
import { NO_VERSION, type Version } from '../version.ts';
import type { Entry } from './entry.ts';
import { FRESH_MS } from './key.ts';
import type { EntryKind, Shelf } from './store.ts';

/** An isolate has 128 MB, and a page some 25 kB. */
export const MOST_BYTES = 16_000_000;
/** What is larger is rare, and would push out many others. */
export const MOST_ENTRY_BYTES = 256_000;
/** What an entry takes besides its body and its name: objects, notes, its place in the list. */
const OVERHEAD_BYTES = 1000;
/** For so long KV is not asked again for what it did not have: as long as an isolate goes by the announced version. */
const ABSENT_MS = 1000;

/** What is held for a text: an entry, or that KV has none. */
export interface Held {
  entry: Entry | null;
  /** When it was met here; milliseconds since 1970. */
  heldAt: number;
  /** Whether it came from KV or is on its way there. */
  isStored: boolean;
}

interface Memory {
  version: Version;
  held: LRUCache<string, Held>;
}

const memories = new WeakMap<KVNamespace, Memory>();

/** What is held for `text`, as long as it may be used: whether its version is new enough is for the caller to say. */
export function recall(shelf: Shelf, kind: EntryKind, text: string): Held | null {
  const memory = memoryOf(shelf);
  const name = toName(shelf, kind, text);
  const held = memory.held.get(name);
  if (held && isUsable(held, memory.version)) return held;
  if (held) memory.held.delete(name);
  return null;
}

/** Holds what was read, unless something newer is held. */
export function remember(
  shelf: Shelf,
  kind: EntryKind,
  { text, entry, isStored }: { text: string } & Pick<Held, 'entry' | 'isStored'>,
): Held {
  const memory = memoryOf(shelf);
  const version = entry?.version ?? memory.version;
  if (version > memory.version) memory.version = version;
  const known = recall(shelf, kind, text);
  const held = { entry, isStored: isStored || (known?.entry != null && known.isStored), heldAt: Date.now() };
  const isNews = entry !== null || known === null;
  if (version === memory.version && isNews) memory.held.set(toName(shelf, kind, text), held);
  return held;
}

function isUsable({ entry, heldAt }: Held, newest: Version): boolean {
  if (entry === null) return Date.now() - heldAt < ABSENT_MS;
  return entry.version === newest && Date.now() - entry.storedAt < FRESH_MS;
}

/** How much is held; bytes as they are reckoned here. */
export function sizeOfMemory(shelf: Shelf): { entries: number; bytes: number } {
  const { size, calculatedSize } = memoryOf(shelf).held;
  return { entries: size, bytes: calculatedSize };
}

function memoryOf({ KV }: Shelf): Memory {
  let memory = memories.get(KV);
  if (!memory) {
    const held = new LRUCache<string, Held>({
      maxSize: MOST_BYTES,
      maxEntrySize: MOST_ENTRY_BYTES,
      sizeCalculation: ({ entry }, name) => (entry?.body.buffer.byteLength ?? 0) + 2 * name.length + OVERHEAD_BYTES,
    });
    memory = { version: NO_VERSION, held };
    memories.set(KV, memory);
  }
  return memory;
}

function toName({ BUILD }: Shelf, kind: EntryKind, text: string): string {
  return `${kind} ${BUILD.id} ${text}`;
}
