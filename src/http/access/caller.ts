// Who asks, by whichever way this deployment takes: Cloudflare Access's JWT; else a token, or the session made for one.
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { Problem } from '../../problem.ts';
import type { AppEnv } from '../context.ts';
import { ASSERTION_HEADER, verifyAssertion } from './assertion.ts';
import { toPerson } from './person.ts';
import { type Caller, LOCAL, type Right } from './rights.ts';
import { sessionKeysOf } from './secret.ts';
import { COOKIE, openSession, refuseCrossSite, requireSameOrigin } from './session.ts';
import { requireDigest, requireToken } from './tokens.ts';

/** Every 401 says how to ask (RFC 9110, section 15.5.2). */
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="kartei"' };

/** The caller, who has the right. Throws unauthorized, forbidden and unverifiable. */
export async function requireCaller(context: Context<AppEnv>, right: Right): Promise<Caller> {
  const { env, req } = context;
  const access = context.get('access');
  if (access.isOpen) return LOCAL;
  if (access.gate) {
    const person = toPerson(await verifyAssertion(req.header(ASSERTION_HEADER), access.gate), access.gate, right);
    if (right === 'write') refuseCrossSite(req);
    return person;
  }
  const authorization = req.header('Authorization');
  const cookie = authorization === undefined ? getCookie(context, COOKIE) : undefined;
  if (cookie === undefined) return requireToken(access, authorization, right);
  const digest = openSession(cookie, Date.now(), sessionKeysOf(env, access));
  if (!digest)
    throw new Problem('unauthorized', { detail: 'The session has ended. Sign in again.', headers: CHALLENGE });
  if (right === 'write') requireSameOrigin(req);
  return requireDigest(access, digest, right);
}

/** The same, or the problem that refuses whoever asks. */
export async function findCaller(context: Context<AppEnv>, right: Right): Promise<Caller | Problem> {
  try {
    return await requireCaller(context, right);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
