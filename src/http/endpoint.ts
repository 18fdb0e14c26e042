// What endpoints have in common: the methods that a path allows, that answers come as JSON, parameters that they refuse.
import type { Context, Hono, Next } from 'hono';
import { type Fault, Problem } from '../problem.ts';
import { parseParameters } from '../query/parameters.ts';
import { accepts } from './accept.ts';
import type { AppEnv } from './context.ts';

/** Any other method on the path. A path is told so before one with a variable in it, which it fits as well. */
export function allowOnly(routes: Hono<AppEnv>, path: string, Allow: string): void {
  routes.all(path, ({ req }) => {
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
