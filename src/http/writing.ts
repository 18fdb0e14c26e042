// A write request → what was committed: the body is read within bounds, the operations are done, the version is announced.

import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { toContact, toTag } from '../contact/contact.ts';
import { logFailure } from '../log.ts';
import { Problem } from '../problem.ts';
import { selectContacts } from '../sql/contacts.ts';
import { announceAfter } from '../version/announcement.ts';
import { isUndone } from '../version/client.ts';
import { isolateVersion, knownVersion, learnVersion } from '../version/known.ts';
import { type Committed, commit } from '../write/commit.ts';
import { toClaim } from '../write/idempotency.ts';
import type { Operation } from '../write/input.ts';
import { shipErasures } from '../write/ledger.ts';
import type { Author } from '../write/statements/audit.ts';
import type { AppEnv } from './context.ts';
import { matchNames } from './etag.ts';

/** Bytes of a body. A batch of 500 contacts, each of its texts as long as it may be, has about as many. */
export const LARGEST_BODY = 64 * 1024;
export const LARGEST_BATCH = 1024 * 1024;

/** Takes a list of operations; every other write is one by itself. */
export const BATCH_PATH = '/v1/contacts/batch';

/** Throws body-too-large as soon as there are more bytes than may be. */
export function limitBody(most: number) {
  return bodyLimit({
    maxSize: most,
    onError: () => {
      throw new Problem('body-too-large', { detail: `At most ${most / 1024} KiB are taken.` });
    },
  });
}

/** Does the operations as the request's headers say, and sees to it that the new data version becomes known. */
export async function write(context: Context<AppEnv>, operations: Operation[], body: Uint8Array): Promise<Committed> {
  const { database, waitUntil, timing, caller } = context.var;
  const { KV } = context.env;
  waitUntil(knownVersion(KV, Date.now())); // by the time that the write begins, it is known here
  const ifMatch = context.req.header('If-Match');
  const { path, method } = context.req;
  const sent = method === 'POST' ? context.req.header('Idempotency-Key') : undefined;
  const claim = toClaim(sent, { caller: caller.id, path, body, now: new Date() });
  const committed = await timing.measure('commit', () =>
    commit(operations, {
      database,
      author: toAuthor(context),
      claim,
      isBatch: path === BATCH_PATH,
      isExpected: ifMatch === undefined ? null : (contact, revision) => matchNames(ifMatch, toTag(contact, revision)),
      known: () => isolateVersion(KV),
      selectContacts,
    }),
  );
  makeKnown(context, committed);
  if (operations.some(({ op }) => op === 'delete')) recordErasures(context);
  return committed;
}

/** Who writes, as the audit has it. */
export function toAuthor({ var: { caller, requestId } }: Context<AppEnv>): Author {
  return { name: caller.name, request: requestId };
}

/** Behind the answer, the ledger is told of contacts that were deleted; what fails is left to the cron trigger. */
export function recordErasures({ env, var: { waitUntil } }: Context<AppEnv>): void {
  waitUntil(shipErasures(env).catch((error) => logFailure('erasure-ledger', error)));
}

/** Sees to it that the data version of what was written becomes known, here and elsewhere. */
export function makeKnown(
  { env, var: { clientVersion, waitUntil } }: Context<AppEnv>,
  { version, announcement }: Pick<Committed, 'version' | 'announcement'>,
): void {
  learnVersion(env.KV, version);
  if (isUndone(clientVersion, version)) clientVersion.bookmark = null;
  if (announcement) waitUntil(announceAfter(announcement.wait, version, env));
}

/** What became of each operation, in their order: the contacts are ordered by id, and new ones have the highest. */
export function toResults(operations: Operation[], { contacts }: Committed) {
  const byId = new Map(contacts.map((fields) => [Number(fields[0]), toContact(fields)]));
  const known = new Set(operations.flatMap((operation) => (operation.op === 'create' ? [] : [operation.id])));
  const created = [...byId.values()].filter(({ id }) => !known.has(Number(id)));
  return operations.map((operation) => {
    if (operation.op === 'create') return { op: 'create', status: 201, contact: created.shift() };
    if (operation.op === 'delete') return { op: 'delete', status: 204, id: operation.id };
    return { op: 'update', status: 200, contact: byId.get(operation.id) };
  });
}
