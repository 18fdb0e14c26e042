// A browser's session: a token is exchanged for a cookie, by a script or by the form of the page that asks to sign in.
import { type Context, Hono, type Next } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { Problem } from '../../problem.ts';
import { sessionKeysOf } from '../access/secret.ts';
import { COOKIE, refuseCrossSite, requireSameOrigin, SESSION_SECONDS, toSession } from '../access/session.ts';
import { requireToken } from '../access/tokens.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly } from '../endpoint.ts';
import { LARGEST_BODY, limitBody } from '../writing.ts';

export const session = new Hono<AppEnv>();

const OPTIONS = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;
const HEADERS = { 'Cache-Control': 'no-store' };

session.all('/session', behindGate);

session.post('/session', limitBody(LARGEST_BODY), async (context) => {
  const isForm = /^application\/x-www-form-urlencoded/i.test(context.req.header('Content-Type') ?? '');
  if (isForm) return signInByForm(context);
  refuseCrossSite(context.req); // programs send no origin, and no page sends a token that it does not know
  setSession(context, context.req.header('Authorization'));
  return context.body(null, 204, HEADERS);
});

session.delete('/session', (context) => {
  requireSameOrigin(context.req);
  deleteCookie(context, COOKIE, OPTIONS);
  return context.body(null, 204, HEADERS);
});

allowOnly(session, '/session', 'POST, DELETE, OPTIONS');

/** Cloudflare Access signs in and out itself. */
async function behindGate({ var: { access } }: Context<AppEnv>, next: Next): Promise<void> {
  if (access.gate)
    throw new Problem('not-found', { detail: 'Behind Cloudflare Access there are no sessions to begin.' });
  await next();
}

async function signInByForm(context: Context<AppEnv>): Promise<Response> {
  requireSameOrigin(context.req);
  const form = new URLSearchParams(await context.req.text());
  const target = toOwnPath(form.get('to') ?? '');
  try {
    setSession(context, `Bearer ${(form.get('token') ?? '').trim()}`);
  } catch (error) {
    if (!(error instanceof Problem && error.type === 'unauthorized')) throw error;
    const { default: rendering } = await import('#page'); // only where it is bundled: Node does not take JSX
    return context.html(rendering.renderSignIn(target, 'This token is not valid.'), 401, HEADERS);
  }
  return context.redirect(target, 303);
}

/** Where access is open, no session is needed. Throws unauthorized. */
function setSession(context: Context<AppEnv>, authorization: string | undefined): void {
  const { access } = context.var;
  if (access.isOpen) return;
  const caller = requireToken(access, authorization, 'read');
  const value = toSession(caller, Date.now(), sessionKeysOf(context.env, access));
  setCookie(context, COOKIE, value, { ...OPTIONS, maxAge: SESSION_SECONDS });
}

/** A path of this host: a form that came from elsewhere leads nowhere else. */
function toOwnPath(to: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : '/';
}
