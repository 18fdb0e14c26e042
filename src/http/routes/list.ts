// The list of contacts, and what is told of it without its rows; each handler reads as its pipeline, top to bottom.
import { Hono } from 'hono';
import { describeFields } from '../../contact/contact.ts';
import { digest } from '../../digest.ts';
import { newestVersion } from '../../version/fresh.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, requirePlain } from '../endpoint.ts';
import { noneMatchNames } from '../etag.ts';
import { answerList } from '../listing.ts';

export const list = new Hono<AppEnv>();

list.get('/v1/contacts', (context) => answerList(context));

list.get('/v1/contacts/fields', requirePlain, (context) => {
  const body = JSON.stringify({ data: describeFields() });
  const headers = { ETag: `"${digest(body)}"`, 'Cache-Control': 'private, max-age=300' };
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.body(body, 200, { ...headers, 'Content-Type': 'application/json' });
});
allowOnly(list, '/v1/contacts/fields', 'GET, HEAD, OPTIONS');

list.get('/v1/contacts/version', requirePlain, async (context) => {
  const { database, clientVersion } = context.var;
  const version = await newestVersion({ env: context.env, database, clientVersion });
  const headers = { ETag: `"${version}"`, 'Cache-Control': 'private, no-cache', 'X-Data-Version': version };
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.json({ version }, 200, headers);
});
allowOnly(list, '/v1/contacts/version', 'GET, HEAD, OPTIONS');
