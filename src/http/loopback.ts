// Whether an address is of this machine itself: the one that a request came to, or the page that it comes from. Pure.

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Of an address like `http://localhost:8787/x`; nothing else is of this machine, `null` (an opaque origin) neither. */
export function isLoopback(url: string): boolean {
  const address = URL.parse(url);
  return address !== null && /^https?:$/.test(address.protocol) && LOOPBACK.test(address.hostname);
}
