// Round trips to D1 that this isolate has under way. D1 runs one query at a time, so behind many that wait another one waits
// as long: where that is too long, a request is refused before it has begun, and those that were let in are answered in time.
import { Problem } from '../problem.ts';

/** With fewer under way nobody is refused: one that is slow says nothing of the others. */
export const LEAST_UNDER_WAY = 64;
/** The one that came first has waited for so long: whoever comes now would, too. */
export const LONGEST_WAIT_MS = 500;

/** D1 ends what takes longer, and a request that was broken off never tells of its end: such a trip counts no more. */
const FORGOTTEN_MS = 30_000;

/** When each began, in their order; milliseconds since 1970. */
const underWay = new WeakMap<object, Set<{ began: number }>>();

/** Throws overloaded where too many wait for the database of this binding. */
export function requireRoom(binding: object, now: number): void {
  const trips = underWay.get(binding);
  if (!trips || trips.size < LEAST_UNDER_WAY) return;
  for (const trip of trips) if (now - trip.began > FORGOTTEN_MS) trips.delete(trip);
  const [first] = trips;
  if (!first || trips.size < LEAST_UNDER_WAY || now - first.began < LONGEST_WAIT_MS) return;
  throw new Problem('overloaded', {
    detail: 'More is asked of the database than it can answer in time. Nothing of this was done.',
    headers: { 'Retry-After': '1' },
  });
}

/** The trip, which others that come meanwhile know of. */
export async function travel<T>(binding: object, trip: () => Promise<T>): Promise<T> {
  const trips = underWay.get(binding) ?? new Set();
  underWay.set(binding, trips);
  const own = { began: Date.now() };
  trips.add(own);
  try {
    return await trip();
  } finally {
    trips.delete(own);
  }
}
