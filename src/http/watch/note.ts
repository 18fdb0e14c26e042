// An answered request → one line of JSON in the log and one data point for counting: what was asked by its route's pattern,
// what it took and what became of it. Never a path, a query, a body or a value of a contact.
import type { Context } from 'hono';
import type { AppEnv } from '../context.ts';
import { toProblem } from '../problem.ts';
import { toRoute } from './route.ts';

/** Others are made up by whoever sends them. */
const METHODS = ['GET', 'HEAD', 'QUERY', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];

interface Note {
  request_id: string;
  route: string;
  method: string;
  status: number;
  /** The type of the problem that was answered; null where there was none. */
  problem: string | null;
  /** How a list's first rows were found; null where none were read. */
  plan: string | null;
  /** Where a list's page came from; null where no list was asked for. */
  cache: 'memory' | 'kv' | 'miss' | 'stale' | null;
  /** Of the statements until the answer; what goes on behind it is not in it. */
  rows_read: number;
  trips: number;
  /** Milliseconds in the database. */
  db_ms: number;
  /** Milliseconds until the answer, or until the last of a stream was taken. */
  ms: number;
  /** Of the body, where it is a list's or a stream's. */
  bytes: number | null;
  caller: string | null;
  /** D1's region that answered last, where it says so. */
  region: string | null;
  /** The version of the Worker. */
  build: string;
}

/**
 * The order of the texts and of the numbers of a data point, which Analytics Engine calls blob1, blob2 and so on. Names are
 * added at the end alone: what is stored keeps its place.
 */
export const BLOBS = ['route', 'method', 'status', 'problem', 'plan', 'cache', 'caller', 'region', 'build'] as const;
export const DOUBLES = ['ms', 'rows_read', 'trips', 'db_ms', 'bytes'] as const;

/** Notes the request, which began at `begun`; a streamed answer once it has ended. */
export function noteRequest(context: Context<AppEnv>, begun: number): void {
  const { ENVIRONMENT, REQUEST_LOG, METRICS } = context.env;
  const isLogged = ENVIRONMENT !== undefined || REQUEST_LOG === 'on';
  if (!isLogged && !METRICS) return;
  const write = (streamed: number | null) => {
    const note = toNote(context, performance.now() - begun, streamed);
    if (isLogged) console.log(JSON.stringify({ level: 'info', event: 'request', ...note }));
    METRICS?.writeDataPoint(toDataPoint(note));
  };
  const stream = context.get('streamed');
  if (stream) context.executionCtx.waitUntil(stream.then(write));
  else write(null);
}

function toNote(context: Context<AppEnv>, milliseconds: number, streamed: number | null): Note {
  const { env, error, req, res } = context;
  const { caller, database, requestId, found } = context.var;
  const spent = database?.spent;
  return {
    request_id: requestId,
    route: toRoute(context),
    method: METHODS.includes(req.method) ? req.method : 'other',
    status: res.status,
    problem: error ? toProblem(error).type : null,
    plan: found?.plan ?? null,
    cache: found ? toCache(found.cacheStatus) : null,
    rows_read: spent?.rowsRead ?? 0,
    trips: spent?.trips ?? 0,
    db_ms: toRounded(spent?.milliseconds ?? 0),
    ms: toRounded(milliseconds),
    bytes: streamed ?? found?.body.byteLength ?? null,
    caller: caller?.name ?? null,
    region: spent?.region ?? null,
    build: env.BUILD.id,
  };
}

/** From Cache-Status as ../../list/cached.ts writes it. */
function toCache(status: string): Note['cache'] {
  if (status.endsWith('database-unreachable')) return 'stale';
  if (status.startsWith('isolate; hit')) return 'memory';
  return status.startsWith('KV; hit') ? 'kv' : 'miss';
}

/** Sampled by the route, so that a rare one is not lost among many of another. */
export function toDataPoint(note: Note): AnalyticsEngineDataPoint {
  return {
    indexes: [note.route],
    blobs: BLOBS.map((name) => String(note[name] ?? '')),
    doubles: DOUBLES.map((name) => note[name] ?? 0),
  };
}

function toRounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
