// The content security policy of HTML: scripts and styles of this host alone, nothing inline, no text that becomes code.
import type { MiddlewareHandler } from 'hono';

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Stands before the headers of every answer, which forbid everything. */
export const withPagePolicy: MiddlewareHandler = async (context, next) => {
  await next();
  const type = context.res.headers.get('Content-Type') ?? '';
  if (!type.startsWith('text/html')) return;
  context.header('Content-Security-Policy', PAGE_POLICY);
  context.header('Referrer-Policy', 'same-origin'); // with none, its form would be sent without its origin
};
