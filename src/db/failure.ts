// What D1 says when it fails → what kind of failure that is. The only list of its messages
// (developers.cloudflare.com/d1/observability/debug-d1): who tries again, and who tells a client, asks here. Pure.

/**
 * `lost`: the connection or the database's process has ended; the same may well succeed at once, and a write may have been
 * done already. `busy`: too much is requested at the moment; the same may succeed later. `heavy`: the query took too
 * much; the same again would, too. `unready`: a table or index is missing, as before the seed script has built every one.
 */
export type Failure = 'lost' | 'busy' | 'heavy' | 'unready';

/** The first that fits tells. */
const SAYINGS: [Failure, RegExp][] = [
  ['heavy', /exceeded its (cpu time|memory) limit|storage operation exceeded timeout/i],
  ['lost', /network connection lost|storage caused object to be reset|reset because its code was updated/i],
  ['busy', /overloaded|too many requests queued|cannot resolve d1|internal error|sqlite_busy|database is locked/i],
  ['unready', /no such (table|index)/i],
];

/** The failure of D1 that this error tells of, or one that caused it; null where it tells of none. */
export function toFailure(thrown: unknown): Failure | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { message } = error;
    const said = SAYINGS.find(([, saying]) => saying.test(message));
    if (said) return said[0];
  }
  return null;
}
