// What hedging gains and costs where KV and D1 take drawn times: the learnt delay itself, in front of lognormal latencies of
// KV at hand (median 8 ms, p99 41) and not at hand (80 and 228), and of D1 (near 30 and 60, far 120 and 240).
import { describe, expect, it } from 'vitest';
import { hedgeDelay, learnHit } from '../../../src/cache/hedge.ts';

const REQUESTS = 50_000;

/** Lognormal, the same each time; milliseconds. */
function draw(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return (median: number, p99: number) => {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return median * Math.exp((Math.log(p99 / median) / 2.326) * normal);
  };
}

type Kind = 'at hand' | 'not at hand' | 'absent';
const KINDS: Kind[] = ['at hand', 'not at hand', 'absent'];

/** Of ten requests eight find the page at hand, one finds it not at hand, one finds none. */
const toKind = (at: number): Kind => KINDS[Math.max(0, (at % 10) - 7)]!;

/** Milliseconds, and how many of 100 requests read D1. */
type Simulated = Record<string, { p50: number; p99: number; reads: number }>;

function simulate(isHedged: boolean, d1: readonly [median: number, p99: number]): Simulated {
  const take = draw(11);
  const kv = {};
  const seen = Object.fromEntries(KINDS.map((kind) => [kind, { times: [] as number[], reads: 0 }]));
  for (let at = 0; at < REQUESTS; at++) {
    const kind = toKind(at);
    const inKv = kind === 'at hand' ? take(8, 41) : take(80, 228);
    const inD1 = take(...d1);
    const delay = isHedged ? hedgeDelay(kv) : Number.POSITIVE_INFINITY;
    const isMiss = kind === 'absent';
    const time = isMiss ? Math.min(inKv, delay) + inD1 : Math.min(inKv, delay + inD1);
    if (!isMiss) learnHit(kv, inKv);
    seen[kind]!.times.push(time);
    if (isMiss || inKv > delay) seen[kind]!.reads++;
  }
  return Object.fromEntries(
    Object.entries(seen).map(([kind, { times, reads }]) => {
      times.sort((a, b) => a - b);
      const at = (part: number) => Math.round(times[Math.floor(times.length * part)]!);
      return [kind, { p50: at(0.5), p99: at(0.99), reads: Math.round((100 * reads) / times.length) }];
    }),
  );
}

describe.each([
  ['near', { d1: [30, 60], absent: { p50: 0.6, p99: 0.4 } }],
  ['far', { d1: [120, 240], absent: { p50: 0.75, p99: 0.75 } }],
] as const)('hedging with D1 %s', (_where, { d1, absent }) => {
  const [without, hedged] = [false, true].map((isHedged) => simulate(isHedged, d1)) as [Simulated, Simulated];

  it('answers much earlier what KV does not have, at no more reads', () => {
    expect(hedged.absent!.p50).toBeLessThan(absent.p50 * without.absent!.p50);
    expect(hedged.absent!.p99).toBeLessThan(absent.p99 * without.absent!.p99);
    expect(hedged.absent!.reads).toBe(without.absent!.reads);
  });

  it('answers no later what KV has, and reads D1 for few of those that it has at hand', () => {
    for (const kind of ['at hand', 'not at hand'])
      for (const part of ['p50', 'p99'] as const) expect(hedged[kind]![part]).toBeLessThanOrEqual(without[kind]![part]);
    expect(hedged['at hand']!.reads).toBeLessThanOrEqual(5);
  });
});

describe('the delay', () => {
  const learn = (toMilliseconds: (at: number) => number) => {
    const kv = {};
    for (let at = 0; at < 20_000; at++) learnHit(kv, toMilliseconds(at));
    return hedgeDelay(kv);
  };

  it('comes to what nine of ten hits are faster than', () => {
    const delay = learn((at) => (at * 7919) % 25); // evenly from 0 to 24
    expect(delay).toBeGreaterThan(19);
    expect(delay).toBeLessThan(26);
  });

  it('is never shorter than a busy moment, nor longer than it pays', () => {
    expect([hedgeDelay({}), learn(() => 0), learn(() => 5000)]).toEqual([10, 10, 30]);
  });
});
