// The headers of answers as OpenAPI has them.
import { LIMITS, PERIOD_SECONDS } from '../limit.ts';

const WORDS = {
  Link: 'The same links as in the body (RFC 8288).',
  ETag: 'Of this answer; send it back as If-None-Match.',
  Location: 'Where the new contact is.',
  'Cache-Status': 'Whether KV had the answer (RFC 9211).',
  'Server-Timing': 'Each stage; of the database its time, queries and rows read.',
  'X-Data-Version': 'The data version of the answer; send it back to read your writes.',
  'X-D1-Bookmark': 'Of the database session; send it back beside X-Data-Version.',
  'X-Request-Id': "The same as a problem's `instance`.",
  'Retry-After': 'Seconds to wait.',
};

/** How often one caller may ask. */
export const LIMIT_WORDS = `At most ${LIMITS.reads.quota} reads, ${LIMITS.writes.quota} writes and ${LIMITS.dear.quota} dear reads (facets, exact counts, explanations) in ${PERIOD_SECONDS} seconds.`;

export function toHeaders(): Record<string, object> {
  const toHeader = ([name, description]: [string, string]) => [name, { description, schema: { type: 'string' } }];
  return Object.fromEntries(Object.entries(WORDS).map(toHeader));
}
