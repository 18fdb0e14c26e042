// Requests to the API: problems as values, never thrown; what was seen is sent along, so that own writes are read; asked
// again when the server says when; the last answers are kept by their addresses, for going back and for 304.
import type { CostSaid, ProblemSaid } from '../model/answer.ts';

export interface Reply<T> {
  /** 0: no answer came. */
  status: number;
  body: T | null;
  problem: ProblemSaid | null;
  tag: string | null;
  version: string | null;
  cost: CostSaid | null;
}

export interface Call {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The answer may be kept, and what is kept is asked for again only if it has changed. */
  isKept?: boolean;
  /** Sent twice it has one effect, as what only reads has anyway. */
  isRepeatable?: boolean;
  /** Nobody waits for it: it is not asked again, and said to nobody. */
  isSpare?: boolean;
  /** Goes on when the page is left. */
  isLast?: boolean;
}

/** What the connection is up to; null: all is well. */
type Listener = (trouble: string | null) => void;

const MOST_KEPT = 20;
const MOST_WAITS = 3;
const LONGEST_WAIT_SECONDS = 70;
const SLOW_MS = 4000;
const OFFLINE = 'You are offline. What is shown stays; the rest goes on when the connection is back.';

/** Where what was seen after own writes outlives a reload. */
const SEEN = 'kartei-seen';

const kept = new Map<string, Reply<unknown>>();
const seen: Record<string, string> = {};
let tell: Listener = () => {};
let onUnauthorized: () => void = () => {};

export function listenToTrouble(listener: Listener, unauthorized: () => void): void {
  tell = listener;
  onUnauthorized = unauthorized;
}

/** The newest version that this tab has written, from before a reload; null where it has written nothing. */
export function restoreSeen(): string | null {
  try {
    Object.assign(seen, JSON.parse(sessionStorage.getItem(SEEN) ?? '{}'));
  } catch {
    // nothing is kept in this browser
  }
  return seen['X-Data-Version'] ?? null;
}

function storeSeen(): void {
  try {
    sessionStorage.setItem(SEEN, JSON.stringify(seen));
  } catch {
    // nothing is kept in this browser
  }
}

/** The kept answer of an address. */
export function recall<T>(path: string): Reply<T> | null {
  return (kept.get(path) as Reply<T> | undefined) ?? null;
}

export function keep<T>(path: string, reply: Reply<T>): void {
  kept.delete(path);
  kept.set(path, reply);
  for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(old);
}

export function forgetAll(): void {
  kept.clear();
}

/** Throws nothing but an AbortError, for which nobody waits. */
export async function ask<T>(path: string, asking: Call = {}): Promise<Reply<T>> {
  const { method = 'GET', signal, isSpare = false, isRepeatable = method === 'GET' } = asking;
  const slow = setTimeout(() => isSpare || tell('Still waiting for the server …'), SLOW_MS);
  try {
    for (let waits = 0; ; waits++) {
      const response = await send(path, asking);
      const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
      const mayWait = isRepeatable && !isSpare && [429, 503].includes(response.status) && waits < MOST_WAITS;
      if (!mayWait || !(wait > 0 && wait <= LONGEST_WAIT_SECONDS)) return await toReply<T>(path, response, asking);
      await response.body?.cancel();
      clearTimeout(slow);
      await waitFor(wait, response.status, signal);
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    tell(OFFLINE);
    const problem = { type: 'offline', title: 'The server cannot be reached', status: 0 };
    return { status: 0, body: null, problem, tag: null, version: null, cost: null };
  } finally {
    clearTimeout(slow);
  }
}

function send(path: string, { method = 'GET', body, headers = {}, signal, isKept, isLast }: Call): Promise<Response> {
  const tag = isKept ? kept.get(path)?.tag : null;
  return fetch(path, {
    method,
    headers: {
      Accept: 'application/json',
      'X-Requested-With': 'XMLHttpRequest', // Cloudflare Access then answers 401 where a session has ended, not its own page
      ...seen,
      ...(tag && { 'If-None-Match': tag }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
    ...(isLast && { keepalive: true }),
    cache: 'no-store', // kept here, by what was asked; the browser's own cache would revalidate on its own
  });
}

async function toReply<T>(
  path: string,
  response: Response,
  { isKept, signal, method = 'GET' }: Call,
): Promise<Reply<T>> {
  const { status, headers } = response;
  for (const name of ['X-Data-Version', 'X-D1-Bookmark']) {
    const value = headers.get(name);
    if (value) seen[name] = value;
  }
  if (method !== 'GET') storeSeen();
  const text = await response.text();
  signal?.throwIfAborted();
  tell(null);
  const known = recall<T>(path);
  const version = headers.get('X-Data-Version');
  if (status === 304 && known) return { ...known, version };
  if (status === 401) onUnauthorized();
  const json = parse(text);
  const isFine = response.ok;
  const problem = isFine ? null : toProblem(json, status);
  const reply = {
    status,
    body: isFine ? (json as T) : null,
    problem,
    tag: headers.get('ETag'),
    version,
    cost: toCost(headers),
  };
  if (isFine && isKept) keep(path, reply);
  return reply;
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function toProblem(json: unknown, status: number): ProblemSaid {
  const { title } = (json ?? {}) as Partial<ProblemSaid>;
  return title ? (json as ProblemSaid) : { type: 'unknown', title: `The server answered ${status}`, status };
}

async function waitFor(seconds: number, status: number, signal: AbortSignal | undefined): Promise<void> {
  const why = status === 429 ? 'Too many requests' : 'The database is busy';
  for (let left = seconds; left > 0; left--) {
    tell(`${why}: going on in ${left} s.`);
    await new Promise((resume) => setTimeout(resume, 1000));
    signal?.throwIfAborted();
  }
}

/** From Server-Timing and Cache-Status. */
export function toCost(headers: Pick<Headers, 'get'>): CostSaid {
  const timing = headers.get('Server-Timing') ?? '';
  const db = /\bdb\b[^,]*/.exec(timing)?.[0] ?? '';
  const all = [...timing.matchAll(/dur=([\d.]+)/g)].map(([, duration]) => Number(duration));
  const read = /rows_read=(\d+)/.exec(db)?.[1];
  const duration = /dur=([\d.]+)/.exec(db)?.[1];
  const isHit = /;\s*hit/.test(headers.get('Cache-Status') ?? '');
  const milliseconds = duration ? Number(duration) : (all[0] ?? null);
  return { milliseconds, rowsRead: read ? Number(read) : null, source: isHit ? 'cache' : 'database' };
}
