// Sets of places, one bit for each: made, intersected and counted a word of 32 at a time. Pure.

export type Bits = Uint32Array;

const WORD = 32;

/** No place of so many. */
export function toBits(size: number): Bits {
  return new Uint32Array(Math.ceil(size / WORD));
}

export function addBit(bits: Bits, place: number): void {
  bits[place >>> 5]! |= 1 << (place & 31);
}

export function hasBit(bits: Bits, place: number): boolean {
  return ((bits[place >>> 5]! >>> (place & 31)) & 1) === 1;
}

/** The places that are in every one of the sets; there must be one. */
export function intersectBits([first, ...others]: readonly Bits[]): Bits {
  const common = first!.slice();
  for (const other of others) for (let at = 0; at < common.length; at++) common[at]! &= other[at]!;
  return common;
}

/** The places that are in one of the sets at least; there must be one. */
export function uniteBits([first, ...others]: readonly Bits[]): Bits {
  const all = first!.slice();
  for (const other of others) for (let at = 0; at < all.length; at++) all[at]! |= other[at]!;
  return all;
}

/** How many places are in the set: bits of each word added in parallel (Hacker's Delight, 5-1). */
export function countBits(bits: Bits): number {
  let count = 0;
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at]!;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
