// Every key of KV, and how long its entry lives. A new shape of an entry is a new SHAPE: entries of the old one are then
// never found, and expire. Pure.
import { digest } from '../etag.ts';

/** Raised when what an entry holds changes its shape or meaning. */
const SHAPE = 1;

/** The data version last announced: its number as text. It is overwritten, and never expires. */
export const VERSION_KEY = 'version';

/** A page is a hit for so long, if nothing newer is announced; then it is read anew. Milliseconds. */
export const FRESH_MS = 10 * 60_000;
/** Afterwards it is kept, for when the database cannot be reached. KV takes no less than 60 seconds. */
export const LIFETIME_SECONDS = 24 * 60 * 60;

/** `kind` is what the entry holds; `text` what it is for, of any length. At most 512 bytes, as KV wants it. */
export function toKey(kind: 'page' | 'count' | 'facets' | 'statistics', text: string): string {
  return `${kind}:${SHAPE}:${digest(text)}`;
}
