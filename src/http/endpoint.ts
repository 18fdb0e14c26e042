// What endpoints have in common: the methods that a path allows, that answers come as JSON, parameters that they refuse.
import type { Context, Hono, Next } from 'hono';
import { digest } from '../digest.ts';
import { type Fault, Problem } from '../problem.ts';
import { parseParameters } from '../query/parameters.ts';
import { accepts } from './accept.ts';
import type { AppEnv } from './context.ts';
import { noneMatchNames } from './etag.ts';

/**
 * Any other method on the path is refused, and OPTIONS told which there are. A path is told so before one with a variable in
 * it, which it fits as well.
 */
export function allowOnly(routes: Hono<AppEnv>, path: string, Allow: string): void {
  routes.all(path, ({ req, body }) => {
    if (req.method === 'OPTIONS') return body(null, 204, { Allow });
    throw new Problem('method-not-allowed', {
      detail: `${req.method} is not allowed on ${req.path}.`,
      headers: { Allow },
    });
  });
}

/** Only JSON is offered: an Accept header that leaves it out cannot be met. */
export function requireJson({ req }: Context): void {
  if (!accepts(req.header('Accept'), 'application/json'))
    throw new Problem('not-acceptable', { detail: 'It comes as application/json.' });
}

/** An answer that a client may keep for some minutes, tagged by what it says. */
export function toKept(context: Context, json: string): Response {
  const headers = { ETag: `"${digest(json)}"`, 'Cache-Control': 'private, max-age=300' };
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.body(json, 200, { ...headers, 'Content-Type': 'application/json' });
}

/** A body comes as JSON, and says so (RFC 10008, section 2). */
export function requireJsonBody({ req }: Context): void {
  if (!/^application\/([\w.-]+\+)?json *(;|$)/i.test(req.header('Content-Type') ?? ''))
    throw new Problem('invalid-body', { detail: 'Send it as application/json, and say so in Content-Type.' });
}

/** For endpoints that answer in JSON and take no parameters. */
export function requirePlain(context: Context, next: Next): Promise<void> {
  requireJson(context);
  refuseParameters(context);
  return next();
}

/** For endpoints that take no parameters: nothing is ever silently ignored. */
export function refuseParameters({ req }: Context, detail = 'This resource takes no parameters.'): void {
  const faults: Fault[] = [];
  for (const { name } of parseParameters(new URL(req.url).search, faults))
    faults.push({ parameter: name, code: 'unknown-parameter', detail });
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
}

/** The id in the path. Throws not-found where it is none. */
export function toId({ req }: Context): number {
  const id = req.param('id') ?? '';
  if (/^[1-9]\d{0,15}$/.test(id)) return Number(id);
  throw new Problem('not-found', { detail: `No contact ${id.slice(0, 40)}. An id is a positive integer.` });
}
