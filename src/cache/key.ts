// Every key of KV, and how long its entry lives. What one build of the code has stored no other finds: it may answer
// otherwise, or store it in another shape. It expires. Pure.
import { digest } from '../digest.ts';

/** The data version last announced, for every build. It is overwritten, and never expires. */
export const VERSION_KEY = 'version';

/** A page is a hit for so long, if nothing newer is announced; then it is read anew. Milliseconds. */
export const FRESH_MS = 10 * 60_000;
/**
 * Afterwards it stays cached, for when the database cannot be reached; no longer, for it shows who was deleted meanwhile. With
 * what a location takes to learn of a deletion, that is gone within an hour.
 */
export const LIFETIME_SECONDS = 50 * 60;

/**
 * `kind` is what the entry holds; `text` what it is for, of any length; `build` the id of the code. At most 512 bytes, as
 * KV wants it.
 */
export function toKey(kind: 'page' | 'count' | 'facets' | 'statistics', text: string, build: string): string {
  return `${kind}:${digest(`${build} ${text}`)}`;
}
