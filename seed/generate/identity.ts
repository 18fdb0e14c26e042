// The id of a contact in, its other two identities out: the customer number and the id of its relationship. Both are
// one to one, so that they are unique without looking, and neither has the order of the ids.
import { Draws, KIND, mix } from './draw.ts';

/** The most contacts a seed can make: far below the number of customer numbers, and all a 10 GB database holds. */
export const MOST_CONTACTS = 20_000_000;

const CUSTOMER_PREFIX = 'KD';
const CUSTOMER_DIGITS = 8;
const HALF = 10 ** (CUSTOMER_DIGITS / 2);
const CUSTOMERS = HALF * HALF;
/** Coprime to 10, so multiplying by one modulo CUSTOMERS is one to one; small enough that no product passes 2^53. */
const FACTORS = [61_803_399, 27_182_819] as const;

/** A relationship's id is that of a contact in the same block; coprime to the block, STRIDE permutes it. */
const RELATIONSHIP_BLOCK = 1000;
const STRIDE = 387;

/** The customer number of a contact, such as KD40912377, unique for ids up to MOST_CONTACTS. */
export function customerIdOf(seed: number, id: number): string {
  const offset = mix(mix(seed) + KIND.customer) % CUSTOMERS;
  const scattered = (id * FACTORS[0] + offset) % CUSTOMERS;
  const swapped = (scattered % HALF) * HALF + Math.floor(scattered / HALF);
  const number = (swapped * FACTORS[1] + offset) % CUSTOMERS;
  return CUSTOMER_PREFIX + String(number).padStart(CUSTOMER_DIGITS, '0');
}

/** The id of a contact's relationship: 1 to N for N contacts when N is a multiple of 1000, else with gaps at the end. */
export function relationshipIdOf(seed: number, id: number): number {
  const block = Math.floor((id - 1) / RELATIONSHIP_BLOCK);
  const place = (id - 1) % RELATIONSHIP_BLOCK;
  const shift = new Draws(seed, KIND.block, block).below(RELATIONSHIP_BLOCK);
  return block * RELATIONSHIP_BLOCK + ((place * STRIDE + shift) % RELATIONSHIP_BLOCK) + 1;
}
