// Work that several requests of one isolate wait for at the same time is done once.
import type { WaitUntil } from '../env.ts';
import { within } from '../timeout.ts';

/** A request that joins does not wait longer for another's work before it does its own: that one may have been ended. */
const TIMEOUT_MS = 5000;

export interface Shared<T> {
  answer: T;
  /** Whether another request did the work. */
  isJoined: boolean;
}

const flights = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Does the work, or waits for the same work under way. `owner` is what it is about; `waitUntil` lets it outlive its request. */
export async function share<T extends object>(
  owner: object,
  key: string,
  { work, waitUntil }: { work: () => Promise<T>; waitUntil: WaitUntil },
): Promise<Shared<T>> {
  const going = flights.get(owner) ?? new Map<string, Promise<unknown>>();
  flights.set(owner, going);
  const joined = going.get(key) as Promise<T> | undefined;
  if (joined) {
    const answer = await within(TIMEOUT_MS, () => joined, null);
    if (answer) return { answer, isJoined: true };
  }
  const flight = work();
  going.set(key, flight);
  const landed = flight.then(
    () => undefined,
    () => undefined,
  );
  waitUntil(
    landed.finally(() => {
      if (going.get(key) === flight) going.delete(key);
    }),
  );
  return { answer: await flight, isJoined: false };
}
