// Every endpoint, behind the middleware, and what becomes of a problem.
import { Hono } from 'hono';
import { logFailure } from '../log.ts';
import { Problem } from '../problem.ts';
import type { AppEnv } from './context.ts';
import { allowOnly } from './endpoint.ts';
import { middleware } from './middleware.ts';
import { toProblem, toProblemResponse } from './problem.ts';
import { action } from './routes/action.ts';
import { avatar } from './routes/avatar.ts';
import { contact } from './routes/contact.ts';
import { exported } from './routes/export.ts';
import { list } from './routes/list.ts';
import { page } from './routes/page.ts';
import { person } from './routes/person.ts';
import { root } from './routes/root.ts';
import { KeepingRouter } from './routes/router.ts';
import { session } from './routes/session.ts';
import { toRoute } from './watch/route.ts';

export const routes = new Hono<AppEnv>({ router: new KeepingRouter() });

routes.onError((error, context) => {
  const problem = toProblem(error);
  const { method } = context.req;
  const request_id = context.get('requestId');
  if (problem.status >= 500)
    logFailure(problem.type, error, { status: problem.status, method, route: toRoute(context), request_id });
  const response = toProblemResponse(problem, request_id);
  return context.newResponse(response.body, response); // with the headers that were set before
});
routes.notFound(({ req }) => {
  throw new Problem('not-found', { detail: `No resource ${req.path}.` });
});
for (const part of [middleware, page, root, session, avatar, list, exported, action, person, contact])
  routes.route('/', part);
allowOnly(routes, '/v1/contacts', 'GET, HEAD, QUERY, POST, OPTIONS');
