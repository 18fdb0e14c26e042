// What a request may do, who asks for it, and which requests come from this machine itself. Pure.

export type Right = 'read' | 'write';

/** Who asks, and has proved it. */
export interface Caller {
  /** What tells callers apart, for limits and for what is bound to one: no secret. */
  id: string;
  /** For logs and the audit: no e-mail address. */
  name: string;
  /** The most that they may do: who may write may also read. */
  right: Right;
}
export const LOCAL: Caller = { id: 'local', name: 'local', right: 'write' };

/** Methods that change nothing (RFC 9110, section 9.2.1; RFC 10008). */
const SAFE = ['GET', 'HEAD', 'QUERY'];
/** What POST only reads: a query for clients that cannot send QUERY. */
export const SEARCH_PATH = '/v1/contacts/search';

/** What is held on one person: for those who may write. */
const PERSONAL = /^\/v1\/contacts\/[^/]+\/(history|export)$/;

/** The right that a request needs. */
export function rightFor(method: string, path: string): Right {
  if (PERSONAL.test(path)) return 'write';
  return SAFE.includes(method) || (method === 'POST' && path === SEARCH_PATH) ? 'read' : 'write';
}

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(?=\/|$)/;

/**
 * Whether an address is of this machine itself, like `http://localhost:8787/x`: the one that a request came to, or the page
 * that it comes from. Nothing else is, `null` (an opaque origin) neither, nor what a browser would have to put right first.
 */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(url);
}
