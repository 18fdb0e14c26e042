// A list request → its response: what is accepted, its entity tag, and what is not sent because the client has it.
import type { Context } from 'hono';
import { keepMade } from '../cache/memo.ts';
import { digest } from '../digest.ts';
import type { Answer } from '../list/cached.ts';
import type { ListRequest } from '../list/recall.ts';
import type { Format } from '../query/options.ts';
import { readFresh, readState } from '../version/fresh.ts';
import type { Version } from '../version.ts';
import type { AppEnv } from './context.ts';
import { noneMatchNames } from './etag.ts';
import { MEDIA_TYPES } from './export/format.ts';
import { findList } from './reading.ts';

/** What is asked, and how it is answered. */
export interface Asking extends Pick<ListRequest, 'query' | 'render'> {
  /** The query as it was sent, which tags and caches its answer. */
  sent: string;
  /** JSON unless it says. */
  format?: Format;
}

/** Answers with what is cached or read. */
export async function answerList(
  context: Context<AppEnv>,
  { sent, query, render, format = 'json' }: Asking,
): Promise<Response> {
  const pathname = context.req.path;
  const search = format === 'json' ? sent : `${sent} ${format}`;
  const tagged = `${pathname}${search} ${context.get('seal').name}`; // a client that has cursors of another key shall get new ones
  const respond = (answer: Answer) => toListResponse(context, answer, { tagged, format });
  const { answer, read } = await findList(context, { pathname, search, query, render, format });
  if (answer) return respond(answer);

  const unchanged = query.explain ? null : await toUnchanged(context, tagged).catch(() => null); // the read tells
  return unchanged ?? respond(await read());
}

/** 304 where the client has what the list would answer: told by the data's version alone. Else null. */
async function toUnchanged(context: Context<AppEnv>, tagged: string): Promise<Response | null> {
  const known = toCondition(context);
  if (known === undefined || !(known.trim() === '*' || known.includes(toQueryTag(context, tagged)))) return null;
  const { database, clientVersion } = context.var;
  const read = async () => ({ state: await readState(database) });
  const { version } = (await readFresh(read, { env: context.env, database, clientVersion })).state;
  const tag = toListTag(context, version, tagged);
  if (!noneMatchNames(known, tag)) return null;
  return context.body(null, 304, {
    ...listHeaders(version, tag),
    'Cache-Status': 'KV; fwd=stale; fwd-status=304',
  });
}

function toListResponse(
  context: Context<AppEnv>,
  answer: Answer,
  { tagged, format }: { tagged: string; format: Format },
): Response {
  const { body, version, bookmark, link, cacheStatus, isTagged } = answer;
  const tag = isTagged ? toListTag(context, version, tagged) : null;
  const headers = {
    ...listHeaders(version, tag),
    'Cache-Status': cacheStatus,
    ...(bookmark && { 'X-D1-Bookmark': bookmark }),
  };
  if (tag && noneMatchNames(toCondition(context), tag)) return context.body(null, 304, headers);
  return context.body(body as Uint8Array<ArrayBuffer>, 200, {
    ...headers,
    ...(link && { Link: link }),
    'Content-Type': MEDIA_TYPES[format],
  });
}

/** If-None-Match, which answers 304 to safe methods only (RFC 9110, section 13.1.2). */
function toCondition({ req }: Context): string | undefined {
  return req.method === 'POST' ? undefined : req.header('If-None-Match');
}

function toListTag(context: Context<AppEnv>, version: Version, tagged: string): string {
  return `W/"${version}.${toQueryTag(context, tagged)}"`;
}

const toDigest = keepMade(digest);

/** What the answer depends on besides the data: the query, and the code that answers. */
function toQueryTag({ env }: Context<AppEnv>, tagged: string): string {
  return toDigest(`${env.BUILD.id} ${tagged}`);
}

function listHeaders(version: Version, tag: string | null): Record<string, string> {
  return {
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept, Authorization',
    'X-Data-Version': version,
    ...(tag && { ETag: tag }),
  };
}
