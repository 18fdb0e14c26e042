// What the routes and the page both read: one contact with the data's state, and a list from the cache or the database.
import type { Context } from 'hono';
import { selectDataState } from '../db/state.ts';
import { toAnswer } from '../list/answer/answer.ts';
import { toLinkHeader, toLinks } from '../list/answer/links.ts';
import { type Answer, toHit } from '../list/cached.ts';
import { findAnswer, readUnfound } from '../list/hedged.ts';
import { type ListRequest, recallPage } from '../list/recall.ts';
import { toPosition } from '../query/cursor.ts';
import type { ListQuery } from '../query/query.ts';
import { selectContact } from '../sql/contacts.ts';
import { readFresh } from '../version/fresh.ts';
import type { AppEnv } from './context.ts';

/** The contact (null where there is none) and the data's state, at least as new as what the client has seen. */
export function readContact(context: Context<AppEnv>, id: number) {
  const { database, clientVersion } = context.var;
  const read = async () => {
    const [found, state] = await database.run(selectContact(id), selectDataState);
    return { found, state };
  };
  return readFresh(read, { env: context.env, database, clientVersion });
}

/** What is cached for a list; `read` reads it from the database where nothing is. */
export async function findList(
  context: Context<AppEnv>,
  asked: Omit<ListRequest, 'position'>,
): Promise<{ answer: Answer | null; read: () => Promise<Answer> }> {
  const { clientVersion, timing, database, waitUntil, seal } = context.var;
  const listContext = { env: context.env, database, clientVersion, timing, waitUntil, seal };
  const held = recallPage(asked, listContext);
  const hit = held && toHit(asked, held, listContext);
  const note = (found: Answer) => {
    context.set('found', found);
    return found;
  };
  if (hit) return { answer: note(hit), read: async () => hit };
  const request = { ...asked, position: toPosition(asked.query, seal) };
  const { answer, cached } = await timing.measure('kv', () => findAnswer(request, listContext));
  return { answer: answer && note(answer), read: async () => note(await readUnfound(request, cached, listContext)) };
}

/** The JSON answer to the query, with links to the neighbouring pages. */
export function toJsonAnswer(pathname: string, search: string, query: ListQuery): ListRequest['render'] {
  return (found) => {
    const links = toLinks(pathname, search, found.page);
    return { answer: toAnswer(found, links, query), link: toLinkHeader(links) };
  };
}
