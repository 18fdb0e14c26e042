// The announced data version: KV's word on which answers are too old. Each isolate also remembers the newest version it
// has seen, so that what it knows never goes back.
import { logFailure } from '../log.ts';
import { backoff, sleep, within } from '../patience.ts';
import { VERSION_KEY } from './key.ts';
import { KV_PATIENCE_MS, LOCATION_SECONDS } from './store.ts';

/** For so long an isolate goes by what it read of KV before: far less than KV itself takes to pass a version on. */
export const HOLD_MS = 1000;
const ATTEMPTS = 4;
/** KV takes one write a second to a key: an attempt that was one too many waits longer than that. */
const FIRST_BACKOFF_MS = 2000;

interface Seen {
  version: number;
  /** When KV was asked last; milliseconds since 1970. */
  askedAt: number;
}

const seen = new WeakMap<KVNamespace, Seen>();

/** The newest version that is known of: at least the announced one. Null where KV cannot tell which that is. */
export async function knownVersion(kv: KVNamespace, now: number): Promise<number | null> {
  const held = seen.get(kv);
  if (held && now - held.askedAt < HOLD_MS && now >= held.askedAt) return held.version;
  const announced = await readAnnounced(kv);
  if (announced === null) return null;
  const version = Math.max(announced, seen.get(kv)?.version ?? 0);
  seen.set(kv, { version, askedAt: now });
  return version;
}

/** Remembers a version that was read of the database or written. */
export function learnVersion(kv: KVNamespace, version: number): void {
  const held = seen.get(kv);
  if (!held || held.version < version) seen.set(kv, { version, askedAt: held?.askedAt ?? 0 });
}

/** What KV says: the announced version, 0 where none ever was; null where it fails, is slow or holds garbage. */
export async function readAnnounced(kv: KVNamespace): Promise<number | null> {
  const read = () => kv.get(VERSION_KEY, { type: 'text', cacheTtl: LOCATION_SECONDS });
  const text = await within(KV_PATIENCE_MS, read, 'slow');
  if (text === null) return 0;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/**
 * Announces the version, again where KV refuses. `newest` is asked before each attempt: never is an older version
 * announced than is known then. The caller sees to it that no two announcements come within a second.
 */
export async function announce(kv: KVNamespace, newest: () => Promise<number>): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const version = await newest();
      await kv.put(VERSION_KEY, String(version));
      learnVersion(kv, version);
      return true;
    } catch (error) {
      if (attempt === ATTEMPTS) logFailure('announcement', error, { attempts: attempt });
      else await sleep(backoff(attempt, FIRST_BACKOFF_MS));
    }
  }
  return false;
}
