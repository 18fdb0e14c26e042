// Weights in, a sampler out: a draw from 0 to 1 becomes an index, in constant time (Walker's alias method).

/** Turns a draw from [0, 1) into an index of the weights that made it. */
export type Sampler = (draw: number) => number;

/** The weights of Zipf and Mandelbrot, 1 / (rank + flatness): the larger `flatness`, the less the first ones stand out. */
export function zipf(count: number, flatness: number): number[] {
  return Array.from({ length: count }, (_, rank) => 1 / (rank + 1 + flatness));
}

/** A sampler that gives each index in proportion to its weight. Weights are positive; at least one is needed. */
export function createSampler(weights: number[]): Sampler {
  const count = weights.length;
  if (count === 0) throw new RangeError('A sampler needs at least one weight.');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const keep = Float64Array.from(weights, (weight) => (weight * count) / total);
  const alias = Uint32Array.from(weights, (_, index) => index);
  const small = [...keep.keys()].filter((index) => keep[index]! < 1);
  const large = [...keep.keys()].filter((index) => keep[index]! >= 1);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large.pop()!;
    alias[poor] = rich;
    keep[rich] = keep[rich]! + keep[poor]! - 1;
    (keep[rich]! < 1 ? small : large).push(rich);
  }
  for (const index of [...small, ...large]) keep[index] = 1;
  return (draw) => {
    const index = Math.floor(draw * count);
    return draw * count - index < keep[index]! ? index : alias[index]!;
  };
}
