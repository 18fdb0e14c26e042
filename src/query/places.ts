// Looking up in sorted lists: by halving, and sums of what lies between two places. Pure.

/** The first place from 0 to `length` at which the test holds; it must hold at every later one too. */
export function firstPlace(length: number, test: (place: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (test(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Numbers with fewer decimals than this has zeros are summed as whole ones, so that no difference of sums is inexact. */
const SCALE = 1e12;

/** Tells the sum of the numbers between two places, `to` not included; they are shares, with 12 decimals at most. */
export function toSums(shares: readonly number[]): (from: number, to: number) => number {
  const sums = new Float64Array(shares.length + 1);
  for (const [place, share] of shares.entries()) sums[place + 1] = sums[place]! + Math.round(share * SCALE);
  return (from, to) => (sums[to]! - sums[from]!) / SCALE;
}
