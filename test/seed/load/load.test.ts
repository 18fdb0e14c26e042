// A load into a real local D1: what it has stored when it is finished, and how it is emptied.
import { describe, expect, it } from 'vitest';
import { countAddresses } from '../../../seed/generate/household.ts';
import { load } from '../../../seed/load/load.ts';
import { resetDatabase } from '../../../seed/load/reset.ts';
import { beginRun, readRun, recordReset } from '../../../seed/load/run.ts';
import { CONTACTS, openLoaded, options } from './loaded.ts';
import { countNaively, countWordsNaively, expectDictionary, readCounts, readIndexes, readWords } from './stored.ts';

let d1: D1Database;
let migrated: unknown[];
let version: number;

await openLoaded(async (opened) => {
  d1 = opened;
  migrated = await readIndexes(d1);
  version = (await readVersion())!;
});

const count = (table: string) => d1.prepare(`select count(*) as n from ${table}`).first<number>('n');
const readVersion = () => d1.prepare('select version from data_state').first<number>('version');

describe('a finished load', () => {
  it('has written every row', async () => {
    expect(await count('app_user')).toBe(CONTACTS);
    expect(await count('customer_relationship')).toBe(CONTACTS);
    expect(await count('address')).toBe(countAddresses(CONTACTS));
  });

  it('has built the indexes that the migrations have, and statistics', async () => {
    expect(await readIndexes(d1)).toEqual(migrated);
    expect(await count('sqlite_stat1')).toBeGreaterThan(0);
  });

  it('has told the number of contacts, raised the version and ended its run', async () => {
    const state = await d1.prepare('select * from data_state').all();
    expect(state.results).toMatchObject([{ id: 1, contacts: CONTACTS }]);
    expect(state.results[0]!.version).toBeGreaterThan(version);
    expect(await readRun(d1)).toEqual({ seed: 1, contacts: CONTACTS, loaded: CONTACTS, finished: true });
  });

  it('has counted the contacts of each value', async () => {
    expect(await readCounts(d1)).toEqual(await countNaively(d1));
    expect(await readCounts(d1)).toContainEqual(expect.objectContaining({ field: 'street' }));
  });

  it('has indexed every value in the dictionary', async () => {
    await expectDictionary(d1);
  });

  it('has the words of every contact indexed, and listed with how many have them', async () => {
    expect(await readWords(d1)).toEqual(await countWordsNaively(d1));
    expect((await readWords(d1)).find(({ word }) => word === 'berlin')!.contacts).toBeGreaterThan(CONTACTS / 150);
    expect(
      await d1.prepare('select indexed_to > 1e15 and listed_to > word as built from search_state, word').first(),
    ).toEqual({ built: 1 });
  });

  it('has left foreign keys whole and numbers integers', async () => {
    expect((await d1.prepare('pragma foreign_key_check').all()).results).toEqual([]);
    const types = 'select distinct typeof(points) || typeof(id) as types from customer_relationship';
    expect((await d1.prepare(types).all()).results).toEqual([{ types: 'integerinteger' }]);
  });

  it('is refused to a load of another seed or another number of contacts', async () => {
    await expect(beginRun(d1, 2, CONTACTS)).rejects.toThrow(/holds \d+ contacts of seed 1.*--reset/);
    await expect(beginRun(d1, 1, CONTACTS + 1)).rejects.toThrow(/--reset/);
  });

  it('counts as the same data even after rows were written to it', async () => {
    await d1.prepare('delete from app_user where id = 7').run();
    expect(await beginRun(d1, 1, CONTACTS)).toMatchObject({ finished: true });
  });

  it('is refused when no seed made the contacts', async () => {
    await d1.prepare('delete from seed_run').run();
    await expect(beginRun(d1, 1, CONTACTS)).rejects.toThrow(/contacts that no seed made.*--reset/);
  });
});

describe('a reset', () => {
  it('that was stopped is gone on with by a reset alone', async () => {
    await recordReset(d1).run();
    await expect(beginRun(d1, 1, CONTACTS)).rejects.toThrow(/what a reset left.*--reset/);
    await expect(load(d1, (await readRun(d1))!, options)).rejects.toThrow(/reset of the database was stopped/);
  });

  it('empties the tables, starts the ids anew and lets the version go on', async () => {
    const before = await readVersion();
    await resetDatabase(d1);
    for (const table of [
      'address',
      'app_user',
      'customer_relationship',
      'value_count',
      'value_gram_place',
      'contact_term',
      'word',
      'word_deletion',
      'seed_run',
    ]) {
      expect(await count(table)).toBe(0);
    }
    expect(await count(`sqlite_sequence where name <> 'd1_migrations'`)).toBe(0);
    expect(await readVersion()).toBeGreaterThan(before!);
  });
});
