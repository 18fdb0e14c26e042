// The list and the contact that the page begins with, from the same pipeline and cache as the API's answers, in this process.
import type { Context } from 'hono';
import { toContact, toTag } from '../../contact/contact.ts';
import { parseListQuery } from '../../query/query.ts';
import type { AppEnv } from '../context.ts';
import { findList, readContact, toJsonAnswer } from '../reading.ts';

const PATH = '/v1/contacts';

/** The answer to a query as the API would give it; `search` is what the page's script will ask for, so both share a cache. */
export async function readListing(context: Context<AppEnv>, search: string) {
  const query = context.var.timing.measure('parse', () => parseListQuery(search));
  const render = toJsonAnswer(PATH, search, query);
  const { answer, read } = await findList(context, { pathname: PATH, search, query, render, format: 'json' });
  const { body, version } = answer ?? (await read());
  return { json: JSON.parse(new TextDecoder().decode(body)) as unknown, version, isHit: answer !== null };
}

/** The contact and its entity tag; null where there is none. */
export async function readOne(context: Context<AppEnv>, id: number) {
  const { found } = await readContact(context, id);
  return found && { person: toContact(found.fields), tag: toTag(found.fields, found.revision) };
}
