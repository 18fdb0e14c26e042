// Entries from the nearest that has them: this isolate's memory, else KV.
import type { Version } from '../version.ts';
import { type Held, recall, remember } from './memory.ts';
import { type EntryKind, type KeptValue, readEntry, type Shelf, toValue } from './store.ts';

export interface NearEntry {
  held: Held;
  from: 'isolate' | 'KV';
}

/** The version that an entry must be of at least; null where nobody can tell which that is. */
export type WantedVersion = Promise<Version | null>;

/**
 * What memory holds, if it is new enough: it waits for the wanted version only where something is held. Null where KV has
 * to be asked. Where nobody knows what is new enough, it is given as it is.
 */
export async function readHeld(
  shelf: Shelf,
  kind: EntryKind,
  text: string,
  wanted: WantedVersion,
): Promise<NearEntry | null> {
  const held = recall(shelf, kind, text);
  if (!held) return null;
  const version = await wanted;
  const isPast = version !== null && held.entry !== null && held.entry.version < version;
  return isPast ? null : { held, from: 'isolate' };
}

/** The entry, of whatever version KV has; memory holds it from then on. */
export async function readNear(shelf: Shelf, kind: EntryKind, text: string, wanted: WantedVersion): Promise<NearEntry> {
  const found = await readHeld(shelf, kind, text, wanted);
  if (found) return found;
  const entry = await readEntry(shelf, kind, text);
  return { held: remember(shelf, kind, { text, entry, isStored: true }), from: 'KV' };
}

/** The entry's body as the value that it is as JSON. */
export async function readNearValue<T>(
  shelf: Shelf,
  kind: EntryKind,
  text: string,
  wanted: WantedVersion,
): Promise<KeptValue<T> | null> {
  const { entry } = (await readNear(shelf, kind, text, wanted)).held;
  return entry && toValue<T>(entry);
}
