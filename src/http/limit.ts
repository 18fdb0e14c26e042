// How often one caller may ask, in three kinds: reads, writes, and what is dear. Cloudflare counts, by location and about
// right, and says only whether it was too often: so a client is told the policy, and never how much is left.
import type { Env } from '../env.ts';
import { logFailure } from '../log.ts';
import { Problem } from '../problem.ts';
import type { ListQuery } from '../query/query.ts';
import type { Right } from './access/rights.ts';

/** As in wrangler.toml, where a binding does not tell its own numbers. */
export const LIMITS = {
  reads: { binding: 'READS', quota: 1200 },
  writes: { binding: 'WRITES', quota: 300 },
  dear: { binding: 'DEAR', quota: 60 },
} as const;
export const PERIOD_SECONDS = 60;

export const EXPORT_PATH = '/v1/contacts/export';

export type LimitKind = keyof typeof LIMITS;

/**
 * What reads or counts many contacts, or goes past the cache, is dear: exports, facets, exact counts, explanations. The path
 * is decoded, as routes are found by it.
 */
export function toKind(
  right: Right,
  { pathname, searchParams: query }: Pick<URL, 'pathname' | 'searchParams'>,
): LimitKind {
  if (right === 'write') return 'writes';
  if (pathname === EXPORT_PATH) return 'dear';
  const isOfMany = query.has('facet') || query.get('count') === 'exact' || query.get('explain') === 'true';
  return isOfMany ? 'dear' : 'reads';
}

/** The same of a query whose parameters are in its body. */
export function isDear({ facets, count, explain }: Pick<ListQuery, 'facets' | 'count' | 'explain'>): boolean {
  return facets.length > 0 || count === 'exact' || explain;
}

/** Whom a request without a valid token counts for: its address, of IPv6 the network that one customer has (RFC 6177). */
export function toAddress(ip: string | undefined): string {
  if (!ip?.includes(':')) return `address ${ip ?? 'unknown'}`;
  const [left = '', right] = ip.split('::');
  const head = left.split(':');
  const tail = right === undefined ? [] : right.split(':');
  const zeros = Array.from({ length: Math.max(8 - head.length - tail.length, 0) }, () => '0');
  return `address ${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}

/** RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers); null where the deployment has no such limit. */
export function toPolicy(kind: LimitKind, env: Env): string | null {
  const { binding, quota } = LIMITS[kind];
  return limiterOf(binding, env) ? `"${kind}";q=${quota};w=${PERIOD_SECONDS}` : null;
}

/** Counts a request. Throws quota-exceeded where it is one too many; a limiter that fails lets it pass. */
export async function countRequest(kind: LimitKind, key: string, env: Env): Promise<void> {
  const { binding, quota } = LIMITS[kind];
  const limiter = limiterOf(binding, env);
  try {
    const outcome = await limiter?.limit({ key });
    if (outcome?.success ?? true) return;
  } catch (error) {
    return logFailure('limiter', error, { kind });
  }
  throw new Problem('quota-exceeded', {
    detail: `At most ${quota} ${kind === 'dear' ? 'dear requests' : kind} in ${PERIOD_SECONDS} seconds.`,
    headers: { 'Retry-After': String(PERIOD_SECONDS) },
  });
}

/** Old configurations have none, and tests may have none. */
function limiterOf(binding: (typeof LIMITS)[LimitKind]['binding'], env: Partial<Env>): RateLimit | null {
  return env[binding] ?? null;
}
