// What one request of the prober brings back: times, where it was answered, and what the answer says of itself. Pure.

/** Every location hint of Durable Objects, which is where a probe can be asked to run. */
export const HINTS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'apac-ne', 'apac-se', 'oc', 'afr', 'me'] as const;
export type Hint = (typeof HINTS)[number];

/**
 * connect: the first request of a slice, whose time holds the connection's. cold: a page that nobody has asked for. fill:
 * asks for the page that warm asks for again. after write: the same page once more, with the write's version and bookmark.
 */
export type State = 'connect' | 'cold' | 'fill' | 'warm' | 'write' | 'after write';

export interface Sample {
  state: State;
  /** Milliseconds since 1970. */
  at: number;
  /** 0 when no answer came; `error` says why. */
  status: number;
  error?: string;
  /** Until the answer's headers were there, and from then until its last byte. Whole ms at Cloudflare. */
  headersMs: number;
  bodyMs: number;
  bytes: number;
  /** The data centre that answered, by its airport: the end of cf-ray. */
  answered: string | null;
  /** Where the API's code ran when it is placed elsewhere (cf-placement). */
  placement: string | null;
  /** Where the database that served it is (Server-Timing). */
  region: string | null;
  cache: 'hit' | 'miss' | null;
  /** What the API says that it took, of which the database; its statements and its round trips to the database. */
  serverMs: number | null;
  databaseMs: number | null;
  queries: number | null;
  trips: number | null;
  version: number | null;
}

/** What an answer's headers say. */
export type Said = Omit<Sample, 'state' | 'at' | 'status' | 'error' | 'headersMs' | 'bodyMs' | 'bytes'>;

export function readHeaders(headers: Headers): Said {
  const timing = parseServerTiming(headers.get('Server-Timing') ?? '');
  const database = timing.find(({ name }) => name === 'db');
  const number = (name: string) => {
    const found = database?.description.match(new RegExp(`\\b${name}=(\\d+)`))?.[1];
    return found === undefined ? null : Number(found);
  };
  const version = headers.get('X-Data-Version');
  return {
    answered: headers.get('cf-ray')?.match(/-([A-Z]{3})$/)?.[1] ?? null,
    placement: headers.get('cf-placement'),
    region: database?.description.match(/\b(WNAM|ENAM|WEUR|EEUR|APAC|OC)\b/)?.[1] ?? null,
    cache: readCacheStatus(headers.get('Cache-Status')),
    serverMs: timing.find(({ name }) => name === 'total')?.milliseconds ?? null,
    databaseMs: database?.milliseconds ?? null,
    queries: number('queries'),
    trips: number('trips'),
    version: version === null ? null : toNumber(version.match(/(?:^|\.)(\d{1,15})$/)?.[1]),
  };
}

/** The colo of a /cdn-cgi/trace page, or null where it is none. */
export function parseColo(trace: string): string | null {
  return trace.match(/^colo=([A-Z]{3})$/m)?.[1] ?? null;
}

interface Entry {
  name: string;
  milliseconds: number | null;
  description: string;
}

/** The entries of a Server-Timing header (w3.org/TR/server-timing). */
export function parseServerTiming(header: string): Entry[] {
  const entries = header.matchAll(/([\w-]+)((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^,;\s]*))*)\s*(?:,|$)/g);
  return [...entries].map(([, name, parameters]) => ({
    name: name!,
    milliseconds: toNumber(parameters!.match(/;\s*dur\s*=\s*"?([\d.]+)/)?.[1]),
    description:
      parameters!
        .match(/;\s*desc\s*=\s*(?:"([^"]*)"|([^,;\s]*))/)
        ?.slice(1)
        .find(Boolean) ?? '',
  }));
}

function toNumber(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** Whether a Cache-Status (RFC 9211) says that the page came from a cache: of several members, the page's. */
export function readCacheStatus(header: string | null): Sample['cache'] {
  if (!header) return null;
  const members = header.split(',').map((member) => member.trim());
  const member = members.find((member) => /page/i.test(member.split(';')[0]!)) ?? members[0]!;
  return /;\s*hit\b/.test(member) ? 'hit' : 'miss';
}
