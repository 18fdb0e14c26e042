// The announced data version: KV's word on which answers are too old. Each isolate also remembers the newest version it
// has met, so that what it knows never goes back.

import { VERSION_KEY } from '../cache/key.ts';
import { KV_TIMEOUT_MS, LOCATION_SECONDS } from '../cache/store.ts';
import { logFailure } from '../log.ts';
import { backoff, sleep, within } from '../timeout.ts';
import { laterVersion, NO_VERSION, parseVersion, type Version } from '../version.ts';

/** For so long an isolate goes by what it read of KV before: far less than KV itself takes to pass a version on. */
export const REREAD_MS = 1000;
const ATTEMPTS = 4;
/** KV takes one write a second to a key: an attempt that was one too many waits longer than that. */
const FIRST_BACKOFF_MS = 2000;

interface IsolateVersion {
  version: Version;
  /** When KV was read last; milliseconds since 1970. */
  readAt: number;
}

const isolateVersions = new WeakMap<KVNamespace, IsolateVersion>();

/** The newest version that is known of, where KV was read just now; null where it has to be read. */
export function recentVersion(kv: KVNamespace, now: number): Version | null {
  const known = isolateVersions.get(kv);
  return known && now - known.readAt < REREAD_MS && now >= known.readAt ? known.version : null;
}

/** The newest version that is known of: at least the announced one. Null where KV cannot tell which that is. */
export async function knownVersion(kv: KVNamespace, now: number): Promise<Version | null> {
  const recent = recentVersion(kv, now);
  if (recent !== null) return recent;
  const announced = await readAnnounced(kv);
  if (announced === null) return null;
  const version = laterVersion(announced, isolateVersion(kv));
  isolateVersions.set(kv, { version, readAt: now });
  return version;
}

/** The newest version that this isolate has met, without asking KV. */
export function isolateVersion(kv: KVNamespace): Version {
  return isolateVersions.get(kv)?.version ?? NO_VERSION;
}

/** Remembers a version that was read of the database or written; never one that a client says. */
export function learnVersion(kv: KVNamespace, version: Version): void {
  const known = isolateVersions.get(kv);
  if (!known || known.version < version) isolateVersions.set(kv, { version, readAt: known?.readAt ?? 0 });
}

/** What KV says: the announced version, if there is one; null where it fails, is slow or holds garbage. */
export async function readAnnounced(kv: KVNamespace): Promise<Version | null> {
  const read = () => kv.get(VERSION_KEY, { type: 'text', cacheTtl: LOCATION_SECONDS });
  const text = await within(KV_TIMEOUT_MS, read, 'slow');
  return text === null ? NO_VERSION : parseVersion(text);
}

/**
 * Announces the version, again where KV refuses. `newest` is called before each attempt: never is an older version
 * announced than is known then, not even that of a database that was restored meanwhile. The caller sees to it that no two
 * announcements come within a second.
 */
export async function announce(kv: KVNamespace, newest: () => Promise<Version>): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      let version = await newest();
      if (version < isolateVersion(kv)) version = await newest();
      if (version < isolateVersion(kv)) return false;
      await kv.put(VERSION_KEY, version);
      learnVersion(kv, version);
      return true;
    } catch (error) {
      if (attempt === ATTEMPTS) logFailure('announcement', error, { attempts: attempt });
      else await sleep(backoff(attempt, FIRST_BACKOFF_MS));
    }
  }
  return false;
}
