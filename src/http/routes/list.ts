// The list of contacts, and what is told of it without its rows; each handler reads as its pipeline, top to bottom.
import { type Context, Hono } from 'hono';
import { keepMade } from '../../cache/memo.ts';
import { describeFields } from '../../contact/contact.ts';
import { toAnswer, toTotalAnswer } from '../../list/answer/answer.ts';
import { toBodyLinks, toLinkHeader, toLinks } from '../../list/answer/links.ts';
import { toText } from '../../list/export/csv.ts';
import { readStops } from '../../list/stops.ts';
import { type Fault, Problem } from '../../problem.ts';
import { parseBodyQuery, toBodyText } from '../../query/body.ts';
import { OF_COUNT, OF_LIST, OF_STOPS } from '../../query/options.ts';
import { type ListQuery, parseListQuery } from '../../query/query.ts';
import { newestVersion } from '../../version/fresh.ts';
import { parseBody } from '../../write/input.ts';
import { SEARCH_PATH } from '../access/rights.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, refuseParameters, requireJson, requireJsonBody, requirePlain, toKept } from '../endpoint.ts';
import { noneMatchNames } from '../etag.ts';
import { refuseWith, toFormat } from '../export/format.ts';
import { isDear } from '../limit.ts';
import { type Asking, answerList } from '../listing.ts';
import { countFor, toSearch } from '../middleware.ts';
import { toJsonAnswer } from '../reading.ts';
import { LARGEST_BODY, limitBody } from '../writing.ts';

const NEEDS_SORT: Fault = {
  parameter: 'sort',
  code: 'missing',
  detail: 'With q and no sort the best matches come first: give a sort to jump in.',
};

/** Most lists are asked for again and again. */
const parseOften = keepMade((search) => parseListQuery(search));

export const list = new Hono<AppEnv>();

list.use('/v1/contacts', async (context, next) => {
  await next();
  context.res.headers.set('Accept-Query', 'application/json'); // RFC 10008, section 3
});

list.get('/v1/contacts', (context) => {
  const { path: pathname } = context.req;
  const search = toSearch(context);
  const asked = context.get('timing').measure('parse', () => parseOften(search));
  const format = toFormat(context, asked.format, OF_LIST.formats);
  const { count, facets, highlight, explain, fields } = asked;
  if (format !== 'json') refuseWith(format, { count: count === 'exact', facet: facets.length > 0, highlight, explain });
  const query: ListQuery = format === 'json' ? asked : { ...asked, count: 'none' }; // there is no place to tell it
  const render: Asking['render'] =
    format === 'json'
      ? toJsonAnswer(pathname, search, query)
      : ({ page }) => ({
          answer: toText(format, fields, page.contacts),
          link: toLinkHeader(toLinks(pathname, search, page)),
        });
  return answerList(context, { sent: search, query, render, format });
});

list.on(['QUERY'], '/v1/contacts', limitBody(LARGEST_BODY), answerBody);
list.post(SEARCH_PATH, limitBody(LARGEST_BODY), answerBody);
allowOnly(list, SEARCH_PATH, 'POST, OPTIONS');

/** The list of a query whose parameters are in its body: nothing of them comes into an address. */
async function answerBody(context: Context<AppEnv>): Promise<Response> {
  requireJson(context);
  refuseParameters(context, 'Here the parameters are in the body.');
  requireJsonBody(context);
  const { timing, caller } = context.var;
  const body = parseBody(await context.req.bytes());
  const query = timing.measure('parse', () => parseBodyQuery(body));
  if (isDear(query)) await countFor(context, 'dear', caller.id);
  const { pathname } = new URL(context.req.url);
  const render: Asking['render'] = (found) => ({
    answer: toAnswer(found, toBodyLinks(pathname, found.page), query),
    link: '',
  });
  return answerList(context, { sent: ` ${toBodyText(body)}`, query, render });
}

list.get('/v1/contacts/count', (context) => {
  requireJson(context);
  const { search } = new URL(context.req.url);
  const query = context.var.timing.measure('parse', () => parseListQuery(search, OF_COUNT));
  const render: Asking['render'] = (found) => ({ answer: toTotalAnswer(found), link: '' });
  return answerList(context, { sent: search, query: { ...query, limit: 0 }, render });
});
allowOnly(list, '/v1/contacts/count', 'GET, HEAD, OPTIONS');

list.get('/v1/contacts/stops', async (context) => {
  requireJson(context);
  const { timing, database, waitUntil } = context.var;
  const { search } = new URL(context.req.url);
  const query = timing.measure('parse', () => parseListQuery(search, OF_STOPS));
  if (query.ranked) throw new Problem('invalid-query', { faults: [NEEDS_SORT] });
  const stops = await readStops(query, { env: context.env, database, waitUntil });
  return toKept(context, JSON.stringify(stops));
});
allowOnly(list, '/v1/contacts/stops', 'GET, HEAD, OPTIONS');

list.get('/v1/contacts/fields', requirePlain, (context) => toKept(context, JSON.stringify({ data: describeFields() })));
allowOnly(list, '/v1/contacts/fields', 'GET, HEAD, OPTIONS');

list.get('/v1/contacts/version', requirePlain, async (context) => {
  const { database, clientVersion } = context.var;
  const version = await newestVersion({ env: context.env, database, clientVersion });
  const headers = { ETag: `"${version}"`, 'Cache-Control': 'private, no-cache', 'X-Data-Version': version };
  if (noneMatchNames(context.req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.json({ version }, 200, headers);
});
allowOnly(list, '/v1/contacts/version', 'GET, HEAD, OPTIONS');
