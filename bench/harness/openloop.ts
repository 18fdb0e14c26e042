// An open loop: requests start at times fixed beforehand, whether or not earlier ones were answered, as those of people
// do who know nothing of each other. A latency counts from the intended start, so a stall is seen by all who would have
// come during it, and not only by the one who was being served (coordinated omission).

export interface Clock {
  /** Milliseconds. */
  now: () => number;
  /** Resolves at that time or later. */
  until: (time: number) => Promise<void>;
}

export interface Load {
  /** Requests a second. */
  rate: number;
  seconds: number;
  /** How long to wait, after the last start, for answers. */
  timeoutSeconds: number;
}

export interface Served {
  /** From the intended start, in milliseconds; those that were not answered in time count with the time waited. */
  latencies: number[];
  /** How late requests were sent: the bench's own delay, which is part of the latencies. */
  delays: number[];
  failed: number;
  unanswered: number;
  /** Answers a second, from the first intended start to the last answer. */
  rate: number;
}

/** How often to look whether all is answered. */
const POLL_MS = 20;

/** When requests start, in milliseconds from the beginning: evenly, none at the end itself. */
export function toArrivals({ rate, seconds }: Pick<Load, 'rate' | 'seconds'>): number[] {
  return Array.from({ length: Math.round(rate * seconds) }, (_, at) => (at * 1000) / rate);
}

/** Sends request `at` at its time; `send` resolves to whether it succeeded, and does not reject. */
export async function runOpenLoop(load: Load, send: (at: number) => Promise<boolean>, clock: Clock): Promise<Served> {
  const arrivals = toArrivals(load);
  const latencies: (number | null)[] = arrivals.map(() => null);
  const delays: number[] = [];
  let failed = 0;
  let last = 0;
  const begun = clock.now();
  let pending = arrivals.length;
  for (const [at, arrival] of arrivals.entries()) {
    const intended = begun + arrival;
    if (clock.now() < intended) await clock.until(intended);
    delays.push(clock.now() - intended);
    void send(at).then((succeeded) => {
      last = clock.now();
      latencies[at] = last - intended;
      pending -= 1;
      if (!succeeded) failed += 1;
    });
  }
  const end = clock.now() + load.timeoutSeconds * 1000;
  while (pending > 0 && clock.now() < end) await clock.until(clock.now() + POLL_MS);
  const unanswered = pending;
  const stopped = clock.now();
  return {
    latencies: latencies.map((latency, at) => latency ?? stopped - begun - arrivals[at]!),
    delays,
    failed,
    unanswered,
    rate: ((arrivals.length - unanswered - failed) * 1000) / Math.max(load.seconds * 1000, last - begun),
  };
}

/** Less than this before a start, the clock is asked again and again: a timer is late by about a millisecond. */
const SPIN_MS = 2;

export const CLOCK: Clock = {
  now: () => performance.now(),
  async until(time) {
    for (let left = time - performance.now(); left > 0; left = time - performance.now())
      await new Promise<void>((resume) => {
        if (left > SPIN_MS) setTimeout(resume, left - SPIN_MS);
        else setImmediate(resume);
      });
  },
};
