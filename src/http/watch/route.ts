// A request → the pattern of its route, as it is declared: `/v1/contacts/:id`. What is logged and counted by it has no part
// of an address in it, and few values.
import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** Where nothing but the middleware takes the path. */
export const NO_ROUTE = 'none';

/** The first pattern that takes the path and is not the middleware's: a path is declared before one with a variable in it. */
export function toRoute(context: Context): string {
  return matchedRoutes(context).find(({ path }) => !path.includes('*'))?.path ?? NO_ROUTE;
}
