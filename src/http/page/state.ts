// What the page is rendered from: the list and the contact of an address, or what is wrong with it.
import type { Context } from 'hono';
import { describeFields } from '../../contact/contact.ts';
import { toListSearch } from '../../page/model/columns.ts';
import { getValue, type PageAddress } from '../../page/model/query.ts';
import type { PageState } from '../../page/model/state.ts';
import { Problem } from '../../problem.ts';
import type { Access } from '../access/access.ts';
import type { AppEnv } from '../context.ts';
import { toProblem, toProblemDocument } from '../problem.ts';
import { readListing, readOne } from './listing.ts';

/** Faults of the address are shown in the page; whatever else goes wrong is thrown. */
export async function readPageState(context: Context<AppEnv>, place: PageAddress): Promise<PageState> {
  const facet = getValue(place.search, 'facet');
  const asked = toListSearch(place.search);
  const search = facet ? `${asked}&facet=${encodeURIComponent(facet)}` : asked;
  const [list, contact] = await Promise.all([readList(context, search), readBeside(context, place)]);
  const { spent } = context.var.database;
  const source = list.isHit ? ('cache' as const) : ('database' as const);
  return {
    place,
    fields: describeFields(),
    answer: list.answer as PageState['answer'],
    problem: list.problem,
    cost: list.answer ? { milliseconds: spent.milliseconds, rowsRead: spent.rowsRead, source } : null,
    contact,
    session: toSession(context.var.access),
    mayWrite: context.var.caller.right === 'write',
    version: list.version,
  };
}

function toSession({ isOpen, gate }: Access): PageState['session'] {
  if (isOpen) return null;
  return gate ? 'access' : 'token';
}

async function readList(context: Context<AppEnv>, search: string) {
  try {
    const { json, version, isHit } = await readListing(context, search);
    return { answer: json, version, isHit, problem: null };
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const problem = toProblemDocument(toProblem(error), context.var.requestId);
    return { answer: null, version: null, isHit: false, problem };
  }
}

async function readBeside(context: Context<AppEnv>, { beside }: PageAddress): Promise<PageState['contact']> {
  if (typeof beside !== 'number') return null;
  const found = await readOne(context, beside);
  const gone = { type: '/problems/not-found', title: 'Nothing is found here', status: 404 };
  return {
    id: beside,
    person: found ? (found.person as never) : null,
    tag: found?.tag ?? null,
    problem: found ? null : gone,
  };
}
