// The HTTP of a list answer: what is accepted, its entity tag, and what is not sent because the client has it.
import type { Context } from 'hono';
import { digest } from '../digest.ts';
import type { Answer } from '../list/cached.ts';
import { Problem } from '../problem.ts';
import { readFresh, readState } from '../version/fresh.ts';
import type { Version } from '../version.ts';
import { accepts } from './accept.ts';
import type { AppEnv } from './context.ts';
import { noneMatchNames } from './etag.ts';

/** 304 where the client has what the list would answer: told by the data's version alone. Else null. */
export async function toUnchanged(context: Context<AppEnv>, search: string): Promise<Response | null> {
  const known = context.req.header('If-None-Match');
  if (known === undefined || !(known.trim() === '*' || known.includes(toQueryTag(context, search)))) return null;
  const { database, clientVersion } = context.var;
  const read = async () => ({ state: await readState(database) });
  const { version } = (await readFresh(read, { env: context.env, database, clientVersion })).state;
  const tag = toListTag(context, version, search);
  if (!noneMatchNames(known, tag)) return null;
  return context.body(null, 304, {
    ...listHeaders(version, tag),
    'Cache-Status': 'KV; fwd=stale; fwd-status=304',
  });
}

export function toListResponse(context: Context<AppEnv>, answer: Answer, search: string): Response {
  const { body, version, bookmark, link, cacheStatus, isTagged } = answer;
  const tag = isTagged ? toListTag(context, version, search) : null;
  const headers = {
    ...listHeaders(version, tag),
    'Cache-Status': cacheStatus,
    ...(bookmark && { 'X-D1-Bookmark': bookmark }),
  };
  if (tag && noneMatchNames(context.req.header('If-None-Match'), tag)) return context.body(null, 304, headers);
  return context.body(body as Uint8Array<ArrayBuffer>, 200, {
    ...headers,
    Link: link,
    'Content-Type': 'application/json',
  });
}

function toListTag(context: Context<AppEnv>, version: Version, search: string): string {
  return `W/"${version}.${toQueryTag(context, search)}"`;
}

/** What the answer depends on besides the data: the query, and the code that answers. */
function toQueryTag({ env }: Context<AppEnv>, search: string): string {
  return digest(`${env.BUILD.id} ${search}`);
}

function listHeaders(version: Version, tag: string | null): Record<string, string> {
  return {
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept, Authorization',
    'X-Data-Version': version,
    ...(tag && { ETag: tag }),
  };
}

/** Only JSON is offered: an Accept header that leaves it out cannot be met. */
export function requireJson({ req }: Context): void {
  if (!accepts(req.header('Accept'), 'application/json'))
    throw new Problem('not-acceptable', { detail: 'It comes as application/json.' });
}
