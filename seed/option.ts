// Text of a command line in, numbers out, or an error that names what would have been right.
import { InvalidArgumentError, Option } from 'commander';
import { LOCAL_STATE } from './database.ts';
import { ENVIRONMENTS } from './environment.ts';
import { MOST_CONTACTS } from './generate/identity.ts';
import { LARGEST_CHUNK } from './load/insert.ts';

export const toContacts = integerBetween(1, MOST_CONTACTS);
export const toSeed = integerBetween(0, 2 ** 31 - 1);
export const toChunk = integerBetween(1, LARGEST_CHUNK);
export const toSeconds = integerBetween(0, 3600);
export const toPort = integerBetween(1, 65_535);

/** The option that says where the local database is; told in help by its place in the project, wherever that is. */
export const persistTo = () =>
  new Option('--persist-to <dir>', "folder of the local database, as in wrangler's --persist-to").default(
    LOCAL_STATE,
    '.wrangler/state',
  );

/** The options that say that the database is at Cloudflare, and in which environment. */
export const remote = () => new Option('--remote', 'the real database of an environment at Cloudflare').default(false);
export const environment = () =>
  new Option('--env <name>', 'which environment, with --remote').choices(ENVIRONMENTS).default('production');

function integerBetween(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`Give an integer from ${lowest} to ${highest}.`);
  };
}
