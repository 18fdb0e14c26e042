// One change of all contacts that match a filter: first a look at whom it concerns, then, confirmed, step by step.
import { Hono } from 'hono';
import { Problem } from '../../problem.ts';
import { parseBody } from '../../write/input.ts';
import { goesOn, parseActionRequest } from '../action/asked.ts';
import { lookAt } from '../action/look.ts';
import { begin, goOn } from '../action/step.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, requirePlain } from '../endpoint.ts';
import { LARGEST_BODY, limitBody } from '../writing.ts';

export const action = new Hono<AppEnv>();

const PATH = '/v1/contacts/actions';
/** A `next` holds the filter and the change, sealed: a body that does is larger than one that has them plain. */
const LARGEST_TOKEN = 2 * LARGEST_BODY;

action.post(PATH, requirePlain, limitBody(LARGEST_TOKEN), async (context) => {
  const body = await context.req.bytes();
  const sent = parseBody(body);
  if (body.byteLength > LARGEST_BODY && !goesOn(sent))
    throw new Problem('body-too-large', { detail: `At most ${LARGEST_BODY / 1024} KiB are taken.` });
  const asked = parseActionRequest(sent);
  const headers = { 'Cache-Control': 'no-store' };
  if (asked.next === null && asked.confirm === null) {
    const { answer, version } = await context.var.timing.measure('list', () => lookAt(context, asked.action));
    return context.json(answer, 200, { ...headers, 'X-Data-Version': version });
  }
  const step = asked.next === null ? begin(context, asked.action, asked.confirm!) : goOn(context, asked.next);
  const { answer, version, isReplayed } = await step;
  return context.json(answer, 200, {
    ...{ ...headers, 'X-Data-Version': version },
    ...(isReplayed && { 'Idempotency-Replayed': 'true' }),
  });
});
allowOnly(action, PATH, 'POST, OPTIONS');
