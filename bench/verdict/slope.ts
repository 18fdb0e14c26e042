// Points in, how they rise out: Theil and Sen's slope, the median of the slopes between all pairs, which a few odd points do
// not bend, and its 95 % interval by Kendall's statistic (Hollander and Wolfe, Nonparametric Statistical Methods, 9.3). Pure.

export interface Point {
  x: number;
  y: number;
}

export interface Slope {
  /** Of y for each x. */
  median: number;
  /** Where zero is in it, nothing is known to rise or fall. */
  interval: [low: number, high: number];
}

/** Standard deviations of a normal distribution that leave 2.5 % on either side. */
const NORMAL_DEVIATIONS = 1.959964;

/** Throws a RangeError where there are fewer than two points. */
export function toSlope(points: readonly Point[]): Slope {
  const slopes = points.flatMap((one, at) =>
    points.slice(at + 1).map((other) => (other.y - one.y) / (other.x - one.x)),
  );
  if (slopes.length === 0) throw new RangeError('A slope takes two points.');
  slopes.sort((a, b) => a - b);
  const { length } = points;
  const spread = NORMAL_DEVIATIONS * Math.sqrt((length * (length - 1) * (2 * length + 5)) / 18);
  const low = Math.max(0, Math.floor((slopes.length - spread) / 2));
  const middle = (slopes[Math.floor((slopes.length - 1) / 2)]! + slopes[Math.ceil((slopes.length - 1) / 2)]!) / 2;
  return { median: middle, interval: [slopes[low]!, slopes[slopes.length - 1 - low]!] };
}
