// Requests with what they carry: the token, what was seen before, so that no answer is older (read your writes), and the
// tags of the last answers, for 304. Asks again when the service says when, or when no answer comes and it does no harm.
import { ApiProblem, toApiProblem } from './problem.ts';

/** What was seen of the data: of the newest answer. Handed to another client, that one reads nothing older. */
export interface SeenState {
  version: string;
  bookmark: string | null;
}

export interface ClientOptions {
  /** Of the service, without a path; in a browser its own page's unless given. */
  url?: string | URL | undefined;
  /** An access token, or where it comes from. */
  token?: string | (() => string | Promise<string>) | undefined;
  /** Instead of the global one: a service binding's, for example. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** How often a request is sent again at most; 4 unless given. */
  retries?: number | undefined;
  /** Is told why and for how long the client waits before it asks again. */
  onWait?: ((problem: ApiProblem, seconds: number) => void) | undefined;
  /** Of another client, or of this one before a reload. */
  seen?: SeenState | null | undefined;
}

export interface Sending {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Sent twice it has one effect. Safe methods need not say so. */
  isRepeatable?: boolean;
  /** Is told of each attempt of which nobody knows whether it had an effect. */
  onUnsure?: () => void;
}

export interface Transport {
  readonly seen: SeenState | null;
  /** Sends, and reads the answer, until that succeeds or asking again would be no use. Throws ApiProblem. */
  ask<T>(path: string, sending: Sending, read: (response: Response) => T | Promise<T>): Promise<T>;
  /** GET of JSON; what the service says is unchanged is what it answered before. */
  get<T>(path: string, signal: AbortSignal | undefined): Promise<T>;
}

const RETRIES = 4;
const FIRST_WAIT_SECONDS = 0.25;
const LONGEST_WAIT_SECONDS = 8;
/** The service's own limits are by the minute: what takes longer is not waited for. */
const LONGEST_TOLD_SECONDS = 90;
const MOST_KEPT = 20;
/** It cannot answer now; whether it did what it was asked is not known. */
const PASSING = [0, 502, 503, 504];

export function createTransport({
  url = '',
  token,
  fetch,
  retries = RETRIES,
  onWait,
  seen = null,
}: ClientOptions): Transport {
  const base = String(url).replace(/\/+$/, '');
  const send = fetch ?? ((path: string, init: RequestInit) => globalThis.fetch(path, init));
  const kept = new Map<string, { tag: string; text: string }>();
  let newest = seen;

  /** The later of two states; both their parts are texts that sort by time. */
  const learn = ({ headers }: Response) => {
    const version = headers.get('X-Data-Version');
    const bookmark = headers.get('X-D1-Bookmark');
    if (!version || (newest && version < newest.version)) return;
    if (newest?.version === version && (newest.bookmark ?? '') > (bookmark ?? '')) return;
    newest = { version, bookmark };
  };

  const attempt = async <T>(path: string, sending: Sending, read: (response: Response) => T | Promise<T>) => {
    const { method = 'GET', body, headers, signal } = sending;
    const access = typeof token === 'function' ? await token() : token;
    try {
      const response = await send(base + path, {
        method,
        headers: {
          Accept: 'application/json',
          ...(access && { Authorization: `Bearer ${access}` }),
          ...(newest && { 'X-Data-Version': newest.version }),
          ...(newest?.bookmark && { 'X-D1-Bookmark': newest.bookmark }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      learn(response);
      if (response.ok || response.status === 304) return await read(response);
      throw await toApiProblem(response);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof ApiProblem) throw cause;
      throw new ApiProblem({ type: 'unreachable', title: 'The server cannot be reached', cause });
    }
  };

  const ask: Transport['ask'] = async (path, sending, read) => {
    const { method = 'GET', signal, isRepeatable = method === 'GET', onUnsure } = sending;
    for (let tries = 0; ; tries++) {
      try {
        return await attempt(path, sending, read);
      } catch (problem) {
        if (!(problem instanceof ApiProblem)) throw problem;
        const { type, status, retryAfter } = problem;
        const isPassing = PASSING.includes(status) && type !== 'not-configured';
        if (isPassing) onUnsure?.();
        const mayRepeat = status === 429 || (isPassing && isRepeatable);
        const seconds = retryAfter ?? Math.min(FIRST_WAIT_SECONDS * 2 ** tries, LONGEST_WAIT_SECONDS);
        if (!mayRepeat || tries >= retries || seconds > LONGEST_TOLD_SECONDS) throw problem;
        const jittered = seconds * (1 + Math.random() / 4); // so that those who were refused together do not come together
        onWait?.(problem, jittered);
        await pauseFor(jittered, signal);
      }
    }
  };

  const get = async <T>(path: string, signal: AbortSignal | undefined): Promise<T> => {
    const known = kept.get(path);
    return ask(path, { signal, headers: known ? { 'If-None-Match': known.tag } : {} }, async (response) => {
      const text = response.status === 304 && known ? known.text : await response.text();
      const tag = response.headers.get('ETag');
      kept.delete(path);
      if (tag) kept.set(path, { tag, text });
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
      return JSON.parse(text) as T;
    });
  };

  return {
    get seen() {
      return newest;
    },
    ask,
    get,
  };
}

/** Rejects at once when it is aborted. */
export function pauseFor(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
