// One contact, and writes; each handler reads as its pipeline, top to bottom.
import { Hono } from 'hono';
import { toContact, toTag } from '../../contact/contact.ts';
import { Problem } from '../../problem.ts';
import type { Version } from '../../version.ts';
import { parseBatch } from '../../write/batch.ts';
import { parseBody, parseChanges, parseCreation } from '../../write/input.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, refuseParameters, requirePlain, toId } from '../endpoint.ts';
import { noneMatchNames } from '../etag.ts';
import { readContact } from '../reading.ts';
import { BATCH_PATH, LARGEST_BATCH, LARGEST_BODY, limitBody, toResults, write } from '../writing.ts';

const REPLAYED = { 'Idempotency-Replayed': 'true' };

export const contact = new Hono<AppEnv>();

contact.post(BATCH_PATH, requirePlain, limitBody(LARGEST_BATCH), async (context) => {
  const body = await context.req.bytes();
  const operations = parseBatch(parseBody(body));
  const committed = await write(context, operations, body);
  const headers = { 'Cache-Control': 'no-store', 'X-Data-Version': committed.version };
  return context.json({ results: toResults(operations, committed) }, 200, {
    ...headers,
    ...(committed.isReplayed && REPLAYED),
  });
});
allowOnly(contact, BATCH_PATH, 'POST, OPTIONS');

contact.post('/v1/contacts', requirePlain, limitBody(LARGEST_BODY), async (context) => {
  const body = await context.req.bytes();
  const { contacts, revisions, version, isReplayed } = await write(context, parseCreation(parseBody(body)), body);
  const created = toContact(contacts[0]!);
  const headers = { ...contactHeaders(toTag(contacts[0]!, revisions[0] ?? 0), version), ...(isReplayed && REPLAYED) };
  return context.json(created, 201, { ...headers, Location: `/v1/contacts/${created.id}` });
});

contact.get('/v1/contacts/:id', requirePlain, async (context) => {
  const id = toId(context);
  const { found, state } = await readContact(context, id);
  if (!found) throw new Problem('not-found', { detail: `No contact ${id}.` });
  const headers = contactHeaders(toTag(found.fields, found.revision), state.version);
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.json(toContact(found.fields), 200, headers);
});

contact.patch('/v1/contacts/:id', requirePlain, limitBody(LARGEST_BODY), async (context) => {
  const body = await context.req.bytes();
  const { contacts, revisions, version } = await write(context, parseChanges(toId(context), parseBody(body)), body);
  return context.json(toContact(contacts[0]!), 200, contactHeaders(toTag(contacts[0]!, revisions[0]!), version));
});

contact.delete('/v1/contacts/:id', async (context) => {
  refuseParameters(context);
  const { version } = await write(context, [{ op: 'delete', id: toId(context) }], new Uint8Array());
  return context.body(null, 204, { 'X-Data-Version': version });
});
allowOnly(contact, '/v1/contacts/:id', 'GET, HEAD, PATCH, DELETE, OPTIONS');

function contactHeaders(tag: string, version: Version) {
  return { ETag: tag, 'Cache-Control': 'private, no-cache', 'X-Data-Version': version };
}
