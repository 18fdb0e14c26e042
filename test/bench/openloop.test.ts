import { describe, expect, it } from 'vitest';
import { type Clock, runOpenLoop, toArrivals } from '../../bench/harness/openloop.ts';
import { keepsUp } from '../../bench/suites/load.ts';

/** A clock that jumps to the next thing that happens, so that no test waits. */
function startClock() {
  let time = 1000;
  const waiting: { at: number; resume: () => void }[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const until = (at: number) => new Promise<void>((resume) => waiting.push({ at, resume }));
  const run = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    for (await settle(); !isDone; await settle()) {
      waiting.sort((a, b) => a.at - b.at);
      const next = waiting.shift()!;
      time = Math.max(time, next.at);
      next.resume();
    }
    return done;
  };
  const clock: Clock = { now: () => time, until };
  return { clock, run };
}

/** A server that answers one request at a time. */
function startServer(clock: Clock, milliseconds: (at: number) => number) {
  let free = 0;
  return async (at: number) => {
    free = Math.max(free, clock.now()) + milliseconds(at);
    await clock.until(free);
    return true;
  };
}

describe('arrivals', () => {
  it('are evenly spread over the time, and none is at its end', () => {
    expect(toArrivals({ rate: 4, seconds: 1 })).toEqual([0, 250, 500, 750]);
    expect(toArrivals({ rate: 200, seconds: 5 })).toHaveLength(1000);
    expect(toArrivals({ rate: 3, seconds: 2 }).at(-1)).toBeCloseTo(1666.67, 1);
  });
});

describe('the open loop', () => {
  it('shows a steady server as it is', async () => {
    const { clock, run } = startClock();
    const load = { rate: 100, seconds: 1, timeoutSeconds: 5 };
    const served = await run(
      runOpenLoop(
        load,
        startServer(clock, () => 4),
        clock,
      ),
    );
    expect(served.latencies).toHaveLength(100);
    expect(new Set(served.latencies)).toEqual(new Set([4]));
    expect(served).toMatchObject({ failed: 0, unanswered: 0, rate: 100 });
    expect(keepsUp(load, served)).toBe(true);
  });

  it('lets everybody feel a stall who came during it', async () => {
    const { clock, run } = startClock();
    const stall = (at: number) => (at === 10 ? 500 : 1);
    const served = await run(
      runOpenLoop({ rate: 100, seconds: 1, timeoutSeconds: 5 }, startServer(clock, stall), clock),
    );
    expect(served.latencies[9]).toBe(1);
    expect(served.latencies[10]).toBe(500);
    expect(served.latencies[11]).toBe(491);
    expect(served.latencies.filter((latency) => latency > 1).length).toBeGreaterThan(50);
  });

  it('goes on sending to a server that does not keep up, whose latency grows', async () => {
    const { clock, run } = startClock();
    const load = { rate: 100, seconds: 1, timeoutSeconds: 5 };
    const served = await run(
      runOpenLoop(
        load,
        startServer(clock, () => 20),
        clock,
      ),
    );
    expect(served.latencies[0]).toBe(20);
    expect(served.latencies[99]).toBe(20 * 100 - 990);
    expect(served.delays.every((delay) => delay === 0)).toBe(true);
    expect(served.rate).toBeCloseTo(50, 0);
    expect(keepsUp(load, served)).toBe(false);
  });

  it('counts what is never answered with the time that it waited', async () => {
    const { clock, run } = startClock();
    const send = (at: number) => (at === 0 ? new Promise<boolean>(() => {}) : Promise.resolve(at !== 1));
    const served = await run(runOpenLoop({ rate: 10, seconds: 1, timeoutSeconds: 2 }, send, clock));
    expect(served).toMatchObject({ unanswered: 1, failed: 1, rate: 8 });
    expect(served.latencies[0]).toBeGreaterThanOrEqual(2900);
  });
});
