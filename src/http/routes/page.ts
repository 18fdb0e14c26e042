// The contacts page at / and /contacts/…, for browsers; whoever else asks for / gets its JSON.
import { type Context, Hono } from 'hono';
import { toParameters, toPlace, toSearch } from '../../page/model/query.ts';
import { Problem } from '../../problem.ts';
import { findCaller } from '../access/caller.ts';
import type { AppEnv } from '../context.ts';
import { toKind } from '../limit.ts';
import { countFor } from '../middleware.ts';
import { readPageState } from '../page/state.ts';

export const page = new Hono<AppEnv>();

const HEADERS = { 'Cache-Control': 'private, no-cache', Vary: 'Accept, Authorization, Cookie' };

page.get('/', async (context, next) => {
  if (wantsPage(context)) return answerPage(context);
  await next();
  context.header('Vary', 'Accept', { append: true });
});
page.get('/contacts/:beside', (context) => answerPage(context));

/** Browsers say so first; a program that takes anything gets JSON. */
function wantsPage({ req }: Context): boolean {
  return (req.header('Accept') ?? '').split(',').some((range) => /^text\/html *(;|$)/i.test(range.trim()));
}

async function answerPage(context: Context<AppEnv>): Promise<Response> {
  const { pathname, search } = new URL(context.req.url);
  const place = toPlace(pathname, search);
  if (!place) throw new Problem('not-found', { detail: `No resource ${pathname}.` });
  const emptied = toParameters(search).filter(([, value]) => value !== '');
  if (emptied.length < toParameters(search).length) return context.redirect(pathname + toSearch(emptied), 303);
  const { default: rendering } = await import('#page'); // only where it is bundled: Node does not take JSX
  const caller = await findCaller(context, 'read');
  if (caller instanceof Problem) return refuse(context, caller);
  context.set('caller', caller);
  await countFor(context, toKind('read', new URL(context.req.url)), caller.id);
  const state = await readPageState(context, place);
  const isFound = place.beside === null || place.beside === 'new' || state.contact?.person;
  const status = state.problem ? 400 : 200;
  return context.html(rendering.renderPage(state), isFound ? status : 404, HEADERS);
}

/** Whoever has no right is asked to sign in, or, where Cloudflare Access does that, told what it said. */
async function refuse(context: Context<AppEnv>, problem: Problem): Promise<Response> {
  if (problem.status >= 500) throw problem;
  const { default: rendering } = await import('#page');
  const { pathname, search } = new URL(context.req.url);
  if (!context.var.access.gate) return context.html(rendering.renderSignIn(pathname + search, null), 401, HEADERS);
  const html = rendering.renderRefused(problem.message);
  return context.html(html, problem.status === 403 ? 403 : 401, HEADERS);
}
