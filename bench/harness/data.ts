// How many contacts in, a local database that holds them out: loaded at the first time and kept for the next.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ROOT } from '../../seed/database.ts';
import { Refusal } from '../../seed/refusal.ts';

/** Where loaded contacts are kept between runs; ignored by git. */
export const DATA = resolve(ROOT, '.data/bench');

/** The same contacts in every run of the bench. */
export const SEED = 1;

/** The state folder of so many contacts, loaded by the seed command if need be. Throws a Refusal where that fails. */
export async function prepareData(folder: string, contacts: number): Promise<string> {
  const persistTo = join(folder, String(contacts));
  await mkdir(persistTo, { recursive: true });
  const args = ['--contacts', String(contacts), '--seed', String(SEED), '--persist-to', persistTo];
  const seed = spawn(process.execPath, [join(ROOT, 'seed/seed.ts'), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(seed, 'exit');
  if (code !== 0) throw new Refusal(`The contacts could not be loaded into ${persistTo}.`);
  return persistTo;
}

/** Lends a copy of a state folder, so that what is written to it is gone afterwards. */
export async function withCopy<T>(persistTo: string, use: (copy: string) => Promise<T>): Promise<T> {
  const copy = `${persistTo}-copy`;
  await rm(copy, { recursive: true, force: true });
  try {
    await cp(persistTo, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
    return await use(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
