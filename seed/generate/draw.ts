// A seed, a kind of thing and its id in, a stream of draws that belongs to that thing alone out. No state is shared
// between streams, so any row can be made at any time, in any order, by any process, and come out the same.

/** The kinds of things that have draws of their own. */
export const KIND = { address: 1, contact: 2, block: 3, customer: 4 } as const;

const GOLDEN_RATIO = 0x9e3779b9;
const UINT32_RANGE = 2 ** 32;

/** Mixes the bits of a 32-bit integer: a bijection, so different inputs stay different (Wellons' lowbias32). */
export function mix(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x21f0aaad);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** A 32-bit hash of a text, by its UTF-16 units. */
export function hashText(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = mix(hash + text.charCodeAt(at) + GOLDEN_RATIO);
  return hash;
}

/** The draws of one thing: a Weyl sequence with a start and a step of its own, each value mixed (as SplitMix does). */
export class Draws {
  #state: number;
  #step: number;

  constructor(seed: number, kind: number, id: number) {
    const own = mix(mix(mix(seed) + Math.imul(kind, GOLDEN_RATIO)) + id);
    this.#state = own;
    this.#step = mix(own ^ GOLDEN_RATIO) | 1;
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + this.#step) | 0;
    return mix(this.#state) / UINT32_RANGE;
  }

  /** An integer from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A number of the standard normal distribution (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
