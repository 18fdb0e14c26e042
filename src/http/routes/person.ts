// What is held on one person, for those who may write: who wrote what when, and everything there is, to be handed out.
import { Hono } from 'hono';
import type { AppEnv } from '../context.ts';
import { allowOnly, requireJson, requirePlain, toId } from '../endpoint.ts';
import { parseHistoryQuery } from '../person/asked.ts';
import { readHeld, readHistory } from '../person/held.ts';

export const person = new Hono<AppEnv>();

const NO_STORE = { 'Cache-Control': 'no-store' };

person.get('/v1/contacts/:id/history', async (context) => {
  requireJson(context);
  const asked = parseHistoryQuery(new URL(context.req.url).search);
  const { history, version } = await readHistory(context, toId(context), asked);
  return context.json(history, 200, { ...NO_STORE, 'X-Data-Version': version });
});
allowOnly(person, '/v1/contacts/:id/history', 'GET, HEAD, OPTIONS');

person.get('/v1/contacts/:id/export', requirePlain, async (context) => {
  const { held, version } = await readHeld(context, toId(context));
  return context.json(held, 200, { ...NO_STORE, 'X-Data-Version': version });
});
allowOnly(person, '/v1/contacts/:id/export', 'GET, HEAD, OPTIONS');
