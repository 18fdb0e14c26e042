// Every endpoint; each handler reads as its pipeline, top to bottom.
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { accepts } from './accept.ts';
import { describeFields, selectContact } from './contact.ts';
import { openDatabase } from './db/database.ts';
import { selectDataState, toDataState } from './db/state.ts';
import type { AppEnv } from './env.ts';
import { type Fault, Problem, toProblem, toProblemResponse } from './errors.ts';
import { digest, noneMatchNames } from './etag.ts';
import { toAnswer } from './read/answer.ts';
import { toPosition } from './read/cursor.ts';
import { toLinkHeader, toLinks } from './read/links.ts';
import { listContacts } from './read/list.ts';
import { parseParameters } from './read/parameters.ts';
import { LONGEST_URI, parseListQuery } from './read/query.ts';
import { knowledgeOf } from './statistics.ts';
import { startTiming } from './timing.ts';

const EXPOSED_HEADERS = [
  'Link',
  'ETag',
  'Server-Timing',
  'X-D1-Bookmark',
  'X-Data-Version',
  'X-Request-Id',
  'Cache-Status',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Allow',
  'Vary',
];

export const routes = new Hono<AppEnv>();

routes.use(requestId());
routes.use(
  cors({
    origin: '*',
    allowMethods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
    exposeHeaders: EXPOSED_HEADERS,
  }),
);
routes.use(async (context, next) => {
  const timing = startTiming();
  const database = openDatabase(context.env.DB);
  context.set('timing', timing);
  context.set('database', database);
  if (toPathAndQuery(context).length > LONGEST_URI)
    throw new Problem('uri-too-long', {
      detail: `At most ${LONGEST_URI} characters of path and query.`,
    });
  await next();
  const { queries, rowsRead, milliseconds } = database.spent;
  if (queries > 0) timing.add('db', milliseconds, `queries=${queries} rows_read=${rowsRead}`);
  context.header('Server-Timing', timing.toHeader());
  const bookmark = database.bookmark();
  if (bookmark) context.header('X-D1-Bookmark', bookmark);
});
routes.onError((error, context) => {
  const problem = toProblem(error);
  if (problem.type === 'internal') console.error(error);
  return toProblemResponse(problem, context.get('requestId'));
});
routes.notFound(({ req }) => {
  throw new Problem('not-found', { detail: `No resource ${req.path}.` });
});

routes.get('/', (context) =>
  context.json({
    name: 'Kartei',
    description: 'Contacts at the edge: list, filter and sort by any field, page by page.',
    try: {
      first_page: '/v1/contacts',
      by_name: '/v1/contacts?first_name=Steve&fields=id,first_name,last_name,city',
      searched: '/v1/contacts?q=anna+ols&highlight=true',
      filtered_and_sorted: '/v1/contacts?country=NO&points.gte=100&sort=-points,last_name',
      started_at_a_letter: '/v1/contacts?sort=last_name&seek=M',
      last_page: '/v1/contacts?sort=-created&cursor=last',
      explained: '/v1/contacts?sort=city&explain=true',
      fields: '/v1/contacts/fields',
      one_contact: '/v1/contacts/1',
      health: '/healthz',
    },
  }),
);

routes.get('/healthz', async (context) => {
  const [result] = await context.var.database.run(selectDataState);
  const { version, contacts } = toDataState(result!);
  return context.json({ status: 'ok', database: 'reachable', data_version: version, contacts }, 200, {
    'Cache-Control': 'no-store',
  });
});

routes.get('/v1/contacts', async (context) => {
  const { database, timing } = context.var;
  const { pathname, search } = new URL(context.req.url);
  const query = timing.measure('parse', () => parseListQuery(search));
  requireJson(context);
  const tagFor = (version: number) => `W/"${version}.${digest(search)}"`;

  toPosition(query); // a cursor that is none is a fault, whatever the client has kept

  const known = context.req.header('If-None-Match');
  const mayMatch = known !== undefined && (known.trim() === '*' || known.includes(digest(search)));
  if (mayMatch && !query.explain) {
    const [result] = await database.run(selectDataState);
    const { version } = toDataState(result!);
    if (noneMatchNames(known, tagFor(version))) return context.body(null, 304, listHeaders(version, tagFor(version)));
  }

  const later = (work: Promise<unknown>) => context.executionCtx.waitUntil(work);
  const estimator = await knowledgeOf(context.env.DB, database, { now: Date.now(), later });
  const list = await timing.measure('list', () => listContacts(query, database, { estimator, later }));
  const links = toLinks(pathname, search, list.page);
  const { version } = list.state;
  return context.json(toAnswer(list, links, query), 200, {
    ...listHeaders(version, query.explain ? null : tagFor(version)),
    Link: toLinkHeader(links),
  });
});

routes.get('/v1/contacts/fields', (context) => {
  refuseParameters(context);
  return context.json({ data: describeFields() });
});

routes.get('/v1/contacts/:id', async (context) => {
  refuseParameters(context);
  const id = context.req.param('id');
  const statements = [selectContact(Number(id)), selectDataState];
  const [result, state] = /^[1-9]\d{0,15}$/.test(id) ? await context.var.database.run(...statements) : [];
  const contact = result?.rows[0];
  if (!contact)
    throw new Problem('not-found', {
      detail: `No contact ${id.slice(0, 40)}. An id is a positive integer.`,
    });
  const tag = `"${digest(JSON.stringify(contact))}"`;
  const version = String(toDataState(state!).version);
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', 'X-Data-Version': version };
  if (noneMatchNames(context.req.header('If-None-Match'), tag)) return context.body(null, 304, headers);
  return context.json(contact, 200, headers);
});

for (const path of ['/', '/healthz', '/v1/contacts', '/v1/contacts/fields', '/v1/contacts/:id'])
  routes.all(path, ({ req }) => {
    throw new Problem('method-not-allowed', {
      detail: `${req.method} is not allowed on ${req.path}.`,
      headers: { Allow: 'GET, HEAD, OPTIONS' },
    });
  });

function toPathAndQuery({ req }: Context): string {
  const { pathname, search } = new URL(req.url);
  return pathname + search;
}

function listHeaders(version: number, tag: string | null): Record<string, string> {
  return {
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept',
    'X-Data-Version': String(version),
    ...(tag && { ETag: tag }),
  };
}

/** Only JSON is offered so far: an Accept header that leaves it out cannot be met. */
function requireJson({ req }: Context): void {
  if (!accepts(req.header('Accept'), 'application/json'))
    throw new Problem('not-acceptable', { detail: 'The list comes as application/json.' });
}

/** For endpoints that take no parameters: nothing is ever silently ignored. */
function refuseParameters({ req }: Context): void {
  const faults: Fault[] = [];
  for (const { name } of parseParameters(new URL(req.url).search, faults))
    faults.push({
      parameter: name,
      code: 'unknown-parameter',
      detail: 'This resource takes no parameters.',
    });
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
}
