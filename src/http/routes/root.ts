// What the service says of itself: where to begin, what it takes, and whether its database can be reached.
import { Hono } from 'hono';
import { Problem } from '../../problem.ts';
import { findCaller } from '../access/caller.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, requireJson, requirePlain, toKept } from '../endpoint.ts';
import { readHealth } from '../health.ts';

export const root = new Hono<AppEnv>();

root.get('/', (context) => {
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
      described: '/openapi.json',
    },
  });
});
allowOnly(root, '/', 'GET, HEAD, OPTIONS');

/** Written when the Worker is built: what makes it need not be part of it. */
const DOCUMENT = '/openapi.json';

root.get(DOCUMENT, requirePlain, async (context) => {
  const document = await context.env.ASSETS.fetch(new URL(DOCUMENT, context.req.url));
  return toKept(context, await document.text());
});
allowOnly(root, DOCUMENT, 'GET, HEAD, OPTIONS');

root.get('/healthz', async (context) => {
  requireJson(context);
  const { version, contacts } = await readHealth(context.env, Date.now(), context.var.waitUntil);
  const isForThem = !((await findCaller(context, 'read')) instanceof Problem);
  const state = isForThem ? { data_version: version, contacts } : {};
  return context.json({ status: 'ok', database: 'reachable', ...state }, 200, { 'Cache-Control': 'no-store' });
});
allowOnly(root, '/healthz', 'GET, HEAD, OPTIONS');
