// Text of a command line in, numbers out, or an error that names what would have been right.
import { InvalidArgumentError } from 'commander';
import { MOST_CONTACTS } from './generate/identity.ts';
import { LARGEST_CHUNK } from './load/insert.ts';

export const toContacts = integerBetween(1, MOST_CONTACTS);
export const toSeed = integerBetween(0, 2 ** 31 - 1);
export const toChunk = integerBetween(1, LARGEST_CHUNK);
export const toPort = integerBetween(1, 65_535);

function integerBetween(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`Give an integer from ${lowest} to ${highest}.`);
  };
}
