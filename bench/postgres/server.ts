// Peer `postgres`: a small server that answers Kartei's own list addresses from PostgreSQL, page and total side by side, by
// prepared statements, PostgreSQL deciding how. It parses a query as Kartei does, and has no cache, no tags and no links.
// Run as a process of its own; says its address on the first line it prints.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { type ListQuery, parseListQuery } from '../../src/query/query.ts';
import { toClasses, toMatch } from './match.ts';
import { MOST_COUNTED, type Statement, writePage, writeTotal } from './statement.ts';

/** As many as the bench has clients; page and total of a request run side by side. */
const CONNECTIONS = 8;
/** Who asks for longer has no answer. */
const TIMEOUT_MS = 300_000;
/** PostgreSQL's numbers of the types whose text is not JSON's. */
const DATE = 1082;
const TIMESTAMPTZ = 1184;
/** By hand: plans for the very values, none of them in parallel, which costs more than it brings to a page. */
const TUNED = { plan_cache_mode: 'force_custom_plan', max_parallel_workers_per_gather: 0 };

const { values } = parseArgs({ options: { url: { type: 'string' }, tuned: { type: 'boolean', default: false } } });
const asIs = (value: unknown) => value;
const sql = postgres(values.url!, {
  max: CONNECTIONS,
  types: {
    date: { to: DATE, from: [DATE], serialize: asIs, parse: asIs },
    datetime: { to: TIMESTAMPTZ, from: [TIMESTAMPTZ], serialize: asIs, parse: toDatetime },
  },
  connection: { statement_timeout: TIMEOUT_MS, ...(values.tuned && TUNED) },
});

const server = createServer(async (request, response) => {
  const { status, body } = await answer(request.url!.split('?')[1] ?? '').then(
    (found) => ({ status: 200, body: JSON.stringify(found) }),
    (fault: unknown) => ({ status: 500, body: JSON.stringify({ fault: String(fault) }) }),
  );
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.once('SIGTERM', () => process.exit(0));

async function answer(search: string) {
  const query = parseListQuery(search);
  const total = writeTotal(query, query.words.length > 0 ? toMatch(query.words) : null);
  const [rows, counted] = await Promise.all([readRows(query), total && run(total)]);
  const value = counted && Number(counted[0]!.total);
  const isBounded = query.count !== 'exact' && value === MOST_COUNTED;
  return {
    data: rows.slice(0, query.limit),
    page: { partial: false, more: rows.length > query.limit },
    total: counted && { value, relation: isBounded ? 'gte' : 'eq' },
  };
}

/** Of a search without a sort, one class after the other until the page is full. */
async function readRows(query: ListQuery) {
  if (query.words.length === 0) return run(writePage(query, null));
  if (!query.ranked) return run(writePage(query, toMatch(query.words)));
  const rows: Record<string, unknown>[] = [];
  for (const match of toClasses(query.words)) {
    rows.push(...(await run(writePage(query, match))));
    if (rows.length > query.limit) break;
  }
  return rows;
}

function run({ text, parameters }: Statement) {
  return sql.unsafe(text, parameters, { prepare: true });
}

/** `2025-01-31 08:30:00+00` as Kartei writes it. */
function toDatetime(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}Z`;
}
