// The list and the contact that the page begins with, from the same pipeline and cache as the API's answers, in this process.
import type { Context } from 'hono';
import { toContact, toTag } from '../../contact/contact.ts';
import { selectDataState } from '../../db/state.ts';
import { toAnswer } from '../../list/answer/answer.ts';
import { toLinkHeader, toLinks } from '../../list/answer/links.ts';
import { readAnswer } from '../../list/cached.ts';
import { findAnswer } from '../../list/hedged.ts';
import type { ListRequest } from '../../list/recall.ts';
import { toPosition } from '../../query/cursor.ts';
import { parseListQuery } from '../../query/query.ts';
import { selectContact } from '../../sql/contacts.ts';
import { readFresh } from '../../version/fresh.ts';
import type { AppEnv } from '../context.ts';

const PATH = '/v1/contacts';

/** The answer to a query as the API would give it; `search` is what the page's script will ask for, so both share a cache. */
export async function readListing(context: Context<AppEnv>, search: string) {
  const { clientVersion, timing, database, waitUntil, seal } = context.var;
  const listContext = { env: context.env, database, clientVersion, timing, waitUntil, seal };
  const query = timing.measure('parse', () => parseListQuery(search));
  const render: ListRequest['render'] = (found) => {
    const links = toLinks(PATH, search, found.page);
    return { answer: toAnswer(found, links, query), link: toLinkHeader(links) };
  };
  const request = { pathname: PATH, search, query, position: toPosition(query, seal), render };
  const found = await timing.measure('kv', () => findAnswer(request, listContext));
  const { body, version } = found.answer ?? (await readAnswer(request, found.cached, listContext));
  return { json: JSON.parse(new TextDecoder().decode(body)) as unknown, version, isHit: found.answer !== null };
}

/** The contact and its entity tag; null where there is none. */
export async function readOne(context: Context<AppEnv>, id: number) {
  const { database, clientVersion } = context.var;
  const read = async () => {
    const [found, state] = await database.run(selectContact(id), selectDataState);
    return { found, state };
  };
  const { found } = await readFresh(read, { env: context.env, database, clientVersion });
  return found && { person: toContact(found.fields), tag: toTag(found.fields, found.revision) };
}
