// Loads into a real local D1, with faults put between the seed and the database.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../seed/database.ts';
import { countAddresses } from '../../seed/generate/household.ts';
import { checksum } from '../../seed/load/checksum.ts';
import { dropIndexes } from '../../seed/load/indexes.ts';
import { load } from '../../seed/load/load.ts';
import { resetDatabase } from '../../seed/load/reset.ts';
import { beginRun, readRun, recordReset } from '../../seed/load/run.ts';
import { WORD_STEPS } from '../../seed/load/search.ts';
import { openMigrated } from '../../seed/migration.ts';
import { VALUE_COUNT_FIELDS } from '../../src/plan/valuecount.ts';
import { compareCodePoints } from '../../src/text/fold.ts';
import { isSpelt, toWords } from '../../src/text/words.ts';
import { isThorough, runs } from '../support/runs.ts';
import { createMigrated, startHere } from './folder.ts';

const CONTACTS = runs(300);
const policy = { attempts: 3, baseMs: 1, capMs: 1, random: () => 1 };
const options = { chunk: CONTACTS / 6, policy, quiet: true, start: startHere };

const { folder, remove } = await createMigrated();
let database: Database;
let d1: D1Database;
let migrated: unknown[];
let version: number;
let reference: string;

beforeAll(async () => {
  database = await openMigrated({ persistTo: folder, remote: false });
  d1 = database.d1;
  migrated = await readIndexes();
  version = (await readVersion())!;
  await load(d1, await beginRun(d1, 1, CONTACTS), { policy, quiet: true, chunk: Math.ceil(CONTACTS / 1.7) });
  reference = await checksum(d1);
}, 60_000);
afterAll(async () => {
  await database.close();
  remove();
});

async function loadAll(through = d1): Promise<void> {
  await load(through, await beginRun(d1, 1, CONTACTS), options);
}

async function readIndexes(): Promise<unknown[]> {
  const { results } = await d1
    .prepare(`select name, tbl_name, sql from sqlite_schema where type = 'index' and sql is not null order by name`)
    .all<{ sql: string }>();
  return results.map((row) => ({ ...row, sql: row.sql.toLowerCase().replace(/[`"]|if not exists /g, '') }));
}

const count = (table: string) => d1.prepare(`select count(*) as n from ${table}`).first<number>('n');
const readVersion = () => d1.prepare('select version from data_state').first<number>('version');

async function readCounts(): Promise<unknown[]> {
  return (await d1.prepare('select field, key, contacts from value_count order by field, key').all()).results;
}

/** Every value is in the index of grams, under an id of its own, and nothing else is. */
async function expectDictionary(): Promise<void> {
  await d1.prepare(`insert into value_gram (value_gram, rank) values ('integrity-check', 1)`).run();
  expect(await d1.prepare('select count(*) - count(id) as missing from value_count').first('missing')).toBe(0);
}

async function countNaively(): Promise<unknown[]> {
  const counts: unknown[] = [];
  for (const field of [...VALUE_COUNT_FIELDS].sort()) {
    const column = field === 'gender' ? field : `${field}_folded`;
    const { results } = await d1
      .prepare(
        `select '${field}' as field, ${column} as key, count(*) as contacts from app_user
         join address on address.id = address_id where ${column} is not null group by ${column} order by ${column}`,
      )
      .all();
    counts.push(...results);
  }
  return counts;
}

type Listed = { word: string; contacts: number };

async function readWords(): Promise<Listed[]> {
  const { results } = await d1.prepare('select word, contacts from word order by word').all<Listed>();
  const { results: indexed } = await d1.prepare('select term as word, doc as contacts from contact_term').all<Listed>();
  expect(indexed.filter(({ word }) => isSpelt(word))).toEqual(results);
  return results;
}

async function countWordsNaively(): Promise<Listed[]> {
  const { results } = await d1
    .prepare('select * from app_user join address on address.id = address_id')
    .all<{ first_name: string; last_name: string; street: string; city: string }>();
  const counts = new Map<string, number>();
  for (const { first_name, last_name, street, city } of results)
    for (const word of new Set([first_name, last_name, street, city].flatMap(toWords)))
      if (isSpelt(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Array.from(counts, ([word, contacts]) => ({ word, contacts })).sort((a, b) =>
    compareCodePoints(a.word, b.word),
  );
}

/** The database, except that the batches of the given numbers meet a fault before or after they are committed. */
function withFaults(faults: Map<number, { message: string; committed: boolean }>): {
  d1: D1Database;
  sent: () => number;
} {
  let sent = 0;
  const batch = async (statements: D1PreparedStatement[]) => {
    const fault = faults.get(++sent);
    const results = fault && !fault.committed ? [] : await d1.batch(statements);
    if (fault) throw new Error(fault.message);
    return results;
  };
  const faulty = {
    prepare: (sql: string) => d1.prepare(sql),
    batch,
    withSession: () => d1.withSession(),
  } as unknown as D1Database;
  return { d1: faulty, sent: () => sent };
}

describe('a finished load', () => {
  it('has written every row', async () => {
    expect(await count('app_user')).toBe(CONTACTS);
    expect(await count('customer_relationship')).toBe(CONTACTS);
    expect(await count('address')).toBe(countAddresses(CONTACTS));
  });

  it('has built the indexes that the migrations have, and statistics', async () => {
    expect(await readIndexes()).toEqual(migrated);
    expect(await count('sqlite_stat1')).toBeGreaterThan(0);
  });

  it('has told the number of contacts, raised the version and ended its run', async () => {
    const state = await d1.prepare('select * from data_state').all();
    expect(state.results).toMatchObject([{ id: 1, contacts: CONTACTS }]);
    expect(state.results[0]!.version).toBeGreaterThan(version);
    expect(await readRun(d1)).toEqual({ seed: 1, contacts: CONTACTS, loaded: CONTACTS, finished: true });
  });

  it('has counted the contacts of each value', async () => {
    expect(await readCounts()).toEqual(await countNaively());
    expect(await readCounts()).toContainEqual(expect.objectContaining({ field: 'street' }));
  });

  it('has indexed every value in the dictionary', async () => {
    await expectDictionary();
  });

  it('has the words of every contact indexed, and listed with how many have them', async () => {
    expect(await readWords()).toEqual(await countWordsNaively());
    expect((await readWords()).find(({ word }) => word === 'berlin')!.contacts).toBeGreaterThan(CONTACTS / 150);
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

describe('a load', () => {
  beforeEach(() => resetDatabase(d1));

  it('writes the same rows in chunks of another size', async () => {
    await loadAll();
    expect(await checksum(d1)).toBe(reference);
  });

  it('goes on after faults that pass', async () => {
    const fault = { message: 'D1_ERROR: Network connection lost.', committed: false };
    const faulty = withFaults(new Map([2, 3, 5].map((batch) => [batch, fault])));
    await loadAll(faulty.d1);
    expect(await checksum(d1)).toBe(reference);
  });

  it.runIf(isThorough)('loads nothing twice when a batch was committed but its answer was lost', async () => {
    const fault = { message: 'D1_ERROR: Network connection lost.', committed: true };
    const faulty = withFaults(new Map([1, 4, 6].map((batch) => [batch, fault])));
    await loadAll(faulty.d1);
    expect(faulty.sent()).toBe(CONTACTS / options.chunk + VALUE_COUNT_FIELDS.length + 1 + 1 + WORD_STEPS.length + 1);
    expect(await checksum(d1)).toBe(reference);
  });

  it.runIf(isThorough)(
    'fails at once on a fault that does not pass, and goes on from there the next time',
    async () => {
      const fault = { message: 'D1_ERROR: no such column: nickname', committed: false };
      const faulty = withFaults(new Map([[4, fault]]));
      await expect(loadAll(faulty.d1)).rejects.toThrow('no such column: nickname');
      expect(faulty.sent()).toBe(4);
      expect(await readRun(d1)).toMatchObject({ loaded: 3 * options.chunk, finished: false });
      await loadAll();
      expect(await checksum(d1)).toBe(reference);
    },
  );

  it.runIf(isThorough)('goes on where another process, left over from before, loaded a chunk', async () => {
    const fault = { message: 'D1_ERROR: UNIQUE constraint failed: app_user.id', committed: true };
    await loadAll(withFaults(new Map([[2, fault]])).d1);
    expect(await checksum(d1)).toBe(reference);
  });

  it.runIf(isThorough)('builds what is missing when it was stopped while indexing', async () => {
    await loadAll();
    await dropIndexes(d1);
    await d1.prepare('update seed_run set finished = 0').run();
    await d1.prepare(`update value_count set contacts = contacts + 1, key = key || 'x' where contacts > 1`).run();
    await loadAll();
    expect(await readIndexes()).toEqual(migrated);
    expect(await readCounts()).toEqual(await countNaively());
    await expectDictionary();
    expect(await readRun(d1)).toMatchObject({ finished: true });
  });
});
