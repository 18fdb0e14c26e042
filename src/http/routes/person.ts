// What is held on one person, for those who may write: who wrote what when, and everything there is, to be handed out.
import { type Context, Hono } from 'hono';
import { type Fault, Problem } from '../../problem.ts';
import { parseParameters } from '../../query/parameters.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, requireJson, requirePlain, toId } from '../endpoint.ts';
import { DEFAULT_ENTRIES, type HistoryAsked, MOST_ENTRIES, readHeld, readHistory } from '../person/held.ts';

export const person = new Hono<AppEnv>();

const NO_STORE = { 'Cache-Control': 'no-store' };

person.get('/v1/contacts/:id/history', async (context) => {
  requireJson(context);
  const asked = parseHistoryQuery(context);
  const { history, version } = await readHistory(context, toId(context), asked);
  return context.json(history, 200, { ...NO_STORE, 'X-Data-Version': version });
});
allowOnly(person, '/v1/contacts/:id/history', 'GET, HEAD, OPTIONS');

person.get('/v1/contacts/:id/export', requirePlain, async (context) => {
  const { held, version } = await readHeld(context, toId(context));
  return context.json(held, 200, { ...NO_STORE, 'X-Data-Version': version });
});
allowOnly(person, '/v1/contacts/:id/export', 'GET, HEAD, OPTIONS');

/** Throws invalid-query with every fault found, and cursor-invalid. */
function parseHistoryQuery({ req }: Context): HistoryAsked {
  const faults: Fault[] = [];
  const asked: HistoryAsked = { limit: DEFAULT_ENTRIES, before: null };
  for (const { name, value } of parseParameters(new URL(req.url).search, faults)) {
    const fault = (code: Fault['code'], detail: string) => faults.push({ parameter: name, code, detail });
    if (name === 'limit') {
      asked.limit = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isNaN(asked.limit)) fault('bad-type', 'Expected an integer.');
      else if (asked.limit < 1 || asked.limit > MOST_ENTRIES) fault('out-of-range', `Expected 1 to ${MOST_ENTRIES}.`);
    } else if (name === 'cursor') {
      asked.before = /^[1-9]\d{0,15}$/.test(value) ? Number(value) : Number.NaN;
    } else fault('unknown-parameter', 'Expected limit or cursor.');
  }
  if (faults.length > 0) throw new Problem('invalid-query', { faults });
  if (Number.isNaN(asked.before)) throw new Problem('cursor-invalid', { detail: 'Send `next` as a page gave it.' });
  return asked;
}
