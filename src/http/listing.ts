// A list request → its response: what is accepted, its entity tag, and what is not sent because the client has it.
import type { Context } from 'hono';
import { digest } from '../digest.ts';
import { type Answer, lookUp, readAnswer, toHit } from '../list/cached.ts';
import { toPosition } from '../query/cursor.ts';
import { parseListQuery } from '../query/query.ts';
import { readFresh, readState } from '../version/fresh.ts';
import type { Version } from '../version.ts';
import type { AppEnv } from './context.ts';
import { requireJson } from './endpoint.ts';
import { noneMatchNames } from './etag.ts';

/** Answers with what is cached or read; each stage is timed. */
export async function answerList(context: Context<AppEnv>): Promise<Response> {
  const { clientVersion, timing, database, waitUntil, seal } = context.var;
  const { pathname, search } = new URL(context.req.url);
  const listContext = { env: context.env, database, clientVersion, timing, waitUntil, seal };
  const tagged = `${search} ${seal.name}`; // a client that has cursors of another key shall get new ones
  requireJson(context);
  const query = timing.measure('parse', () => parseListQuery(search));
  const request = { pathname, search, query, position: toPosition(query, seal) };

  const cached = await timing.measure('kv', () => lookUp(request, listContext));
  if (cached.entry && cached.isHit) return toListResponse(context, toHit(cached.entry, listContext), tagged);

  const unchanged = query.explain ? null : await toUnchanged(context, tagged).catch(() => null); // the read tells
  return unchanged ?? toListResponse(context, await readAnswer(request, cached, listContext), tagged);
}

/** 304 where the client has what the list would answer: told by the data's version alone. Else null. */
async function toUnchanged(context: Context<AppEnv>, search: string): Promise<Response | null> {
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

function toListResponse(context: Context<AppEnv>, answer: Answer, search: string): Response {
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
