// Every endpoint; each handler reads as its pipeline, top to bottom.

import { type Context, Hono, type Next } from 'hono';
import { describeFields, toContact, toTag } from '../contact/contact.ts';
import { selectDataState } from '../db/state.ts';
import { digest } from '../digest.ts';
import { readAnswer } from '../list/cached.ts';
import { findAnswer } from '../list/hedged.ts';
import { logFailure } from '../log.ts';
import { type Fault, Problem } from '../problem.ts';
import { toPosition } from '../query/cursor.ts';
import { parseParameters } from '../query/parameters.ts';
import { parseListQuery } from '../query/query.ts';
import { selectContact } from '../sql/contacts.ts';
import { readFresh } from '../version/fresh.ts';
import type { Version } from '../version.ts';
import { parseBatch } from '../write/batch.ts';
import { parseBody, parseChanges, parseCreation } from '../write/input.ts';
import type { AppEnv } from './context.ts';
import { noneMatchNames } from './etag.ts';
import { readHealth } from './health.ts';
import { requireJson, toListResponse, toUnchanged } from './listing.ts';
import { middleware } from './middleware.ts';
import { toProblem, toProblemResponse } from './problem.ts';
import { mayRead } from './rights.ts';
import { LARGEST_BATCH, LARGEST_BODY, limitBody, toResults, write } from './writing.ts';

const REPLAYED = { 'Idempotency-Replayed': 'true' };

export const routes = new Hono<AppEnv>();

routes.onError((error, context) => {
  const problem = toProblem(error);
  const { method, path } = context.req;
  const request_id = context.get('requestId');
  if (problem.status >= 500) logFailure(problem.type, error, { status: problem.status, method, path, request_id });
  const response = toProblemResponse(problem, request_id);
  return context.newResponse(response.body, response); // with the headers that were set before
});
routes.notFound(({ req }) => {
  throw new Problem('not-found', { detail: `No resource ${req.path}.` });
});
routes.route('/', middleware);

routes.get('/', (context) => {
  requireJson(context);
  return context.json({
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
  });
});

allowOnly('/', 'GET, HEAD, OPTIONS');

routes.get('/healthz', async (context) => {
  requireJson(context);
  const { version, contacts } = await readHealth(context.env, Date.now(), context.var.waitUntil);
  const isForThem = mayRead(context.var.access, context.req.header('Authorization'));
  const state = isForThem ? { data_version: version, contacts } : {};
  return context.json({ status: 'ok', database: 'reachable', ...state }, 200, { 'Cache-Control': 'no-store' });
});

allowOnly('/healthz', 'GET, HEAD, OPTIONS');

routes.get('/v1/contacts', async (context) => {
  const { clientVersion, timing, database, waitUntil, seal } = context.var;
  const { pathname, search } = new URL(context.req.url);
  const listContext = { env: context.env, database, clientVersion, timing, waitUntil, seal };
  const tagged = `${search} ${seal.name}`; // a client that has cursors of another key shall get new ones
  requireJson(context);
  const query = timing.measure('parse', () => parseListQuery(search));
  const request = { pathname, search, query, position: toPosition(query, seal) };

  const { answer, cached } = await timing.measure('kv', () => findAnswer(request, listContext));
  if (answer) return toListResponse(context, answer, tagged);

  const unchanged = query.explain ? null : await toUnchanged(context, tagged).catch(() => null); // the read tells
  return unchanged ?? toListResponse(context, await readAnswer(request, cached, listContext), tagged);
});

routes.get('/v1/contacts/fields', requirePlain, (context) => {
  const body = JSON.stringify({ data: describeFields() });
  const headers = { ETag: `"${digest(body)}"`, 'Cache-Control': 'private, max-age=300' };
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.body(body, 200, { ...headers, 'Content-Type': 'application/json' });
});

allowOnly('/v1/contacts/fields', 'GET, HEAD, OPTIONS');

routes.post('/v1/contacts/batch', requirePlain, limitBody(LARGEST_BATCH), async (context) => {
  const body = await context.req.bytes();
  const operations = parseBatch(parseBody(body));
  const committed = await write(context, operations, body);
  const headers = { 'Cache-Control': 'no-store', 'X-Data-Version': committed.version };
  return context.json({ results: toResults(operations, committed) }, 200, {
    ...headers,
    ...(committed.isReplayed && REPLAYED),
  });
});
allowOnly('/v1/contacts/batch', 'POST, OPTIONS');

routes.get('/v1/contacts/:id', requirePlain, async (context) => {
  const { database, clientVersion } = context.var;
  const id = toId(context);
  const read = async () => {
    const [found, state] = await database.run(selectContact(id), selectDataState);
    return { found, state };
  };
  const { found, state } = await readFresh(read, { env: context.env, database, clientVersion });
  if (!found) throw new Problem('not-found', { detail: `No contact ${id}.` });
  const headers = contactHeaders(toTag(found.fields, found.revision), state.version);
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.json(toContact(found.fields), 200, headers);
});

routes.post('/v1/contacts', requirePlain, limitBody(LARGEST_BODY), async (context) => {
  const body = await context.req.bytes();
  const { contacts, revisions, version, isReplayed } = await write(context, parseCreation(parseBody(body)), body);
  const created = toContact(contacts[0]!);
  const headers = { ...contactHeaders(toTag(contacts[0]!, revisions[0] ?? 0), version), ...(isReplayed && REPLAYED) };
  return context.json(created, 201, { ...headers, Location: `/v1/contacts/${created.id}` });
});

routes.patch('/v1/contacts/:id', requirePlain, limitBody(LARGEST_BODY), async (context) => {
  const body = await context.req.bytes();
  const { contacts, revisions, version } = await write(context, parseChanges(toId(context), parseBody(body)), body);
  return context.json(toContact(contacts[0]!), 200, contactHeaders(toTag(contacts[0]!, revisions[0]!), version));
});

routes.delete('/v1/contacts/:id', async (context) => {
  refuseParameters(context);
  const { version } = await write(context, [{ op: 'delete', id: toId(context) }], new Uint8Array());
  return context.body(null, 204, { 'X-Data-Version': version });
});

allowOnly('/v1/contacts', 'GET, HEAD, POST, OPTIONS');
allowOnly('/v1/contacts/:id', 'GET, HEAD, PATCH, DELETE, OPTIONS');

/** Any other method on the path. A path is told so before one with a variable in it, which it fits as well. */
function allowOnly(path: string, Allow: string): void {
  routes.all(path, ({ req }) => {
    throw new Problem('method-not-allowed', {
      detail: `${req.method} is not allowed on ${req.path}.`,
      headers: { Allow },
    });
  });
}

function contactHeaders(tag: string, version: Version) {
  return { ETag: tag, 'Cache-Control': 'private, no-cache', 'X-Data-Version': version };
}

/** The id in the path. Throws not-found where it is none. */
function toId({ req }: Context): number {
  const id = req.param('id') ?? '';
  if (/^[1-9]\d{0,15}$/.test(id)) return Number(id);
  throw new Problem('not-found', { detail: `No contact ${id.slice(0, 40)}. An id is a positive integer.` });
}

/** For endpoints that answer in JSON and take no parameters. */
function requirePlain(context: Context, next: Next): Promise<void> {
  requireJson(context);
  refuseParameters(context);
  return next();
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
