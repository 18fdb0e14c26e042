// What the suites of endurance are made of: slopes of what is measured again and again, and requests that are mixed.
import { describe, expect, it } from 'vitest';
import { toMixed } from '../../bench/endurance/mix.ts';
import { toSlope } from '../../bench/verdict/slope.ts';

const line = (y: (x: number) => number) => Array.from({ length: 30 }, (_, x) => ({ x, y: y(x) }));
/** Between -0.5 and 0.5, without a pattern. */
const noise = (x: number) => ((x * 7919) % 31) / 31 - 0.5;

describe('a slope', () => {
  it('is that of a line, and a few odd points do not bend it', () => {
    expect(toSlope(line((x) => 3 + 2 * x))).toEqual({ median: 2, interval: [2, 2] });
    const odd = line((x) => (x % 10 === 3 ? 1000 : 3 + 2 * x));
    expect(toSlope(odd).median).toBeCloseTo(2, 0);
  });

  it('has zero in its interval where nothing rises, and not where something does', () => {
    const [flatLow, flatHigh] = toSlope(line(noise)).interval;
    expect(flatLow <= 0 && flatHigh >= 0).toBe(true);
    expect(toSlope(line((x) => x / 10 + noise(x))).interval[0]).toBeGreaterThan(0);
    expect(() => toSlope([{ x: 1, y: 1 }])).toThrow(RangeError);
  });
});

it('the mix is the same each time, has every kind of request, and one in ten writes', () => {
  const from = { contacts: 1000, lists: ['', 'sort=city'], salt: 5 };
  const mixed = Array.from({ length: 2000 }, (_, at) => toMixed(at, from));
  expect(mixed).toEqual(Array.from({ length: 2000 }, (_, at) => toMixed(at, from)));
  const writes = mixed.filter(({ method }) => method !== undefined).length;
  expect(writes / mixed.length).toBeCloseTo(0.1, 1);
  for (const part of ['fields=', 'q=', '/count?', 'facet=', '/export?', '/stops?', '/actions'])
    expect(mixed.some(({ path }) => path.includes(part))).toBe(true);
});
