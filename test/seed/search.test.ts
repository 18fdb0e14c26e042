// The search built anew in a real local D1: from rows without words, beside writes, and after it was stopped.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../seed/database.ts';
import { load } from '../../seed/load/load.ts';
import { beginRun } from '../../seed/load/run.ts';
import { buildSearch, clearSearch, rebuildSearch } from '../../seed/load/search.ts';
import { openMigrated } from '../../seed/migration.ts';
import { isThorough, runs } from '../support/runs.ts';
import { startHere, startScript } from './folder.ts';
import { createMigrated } from './local/template.ts';

const CONTACTS = runs(200);
const { folder, remove } = await createMigrated();
let database: Database;
let d1: D1Database;

const STORED = {
  words: 'select id, words from app_user union all select id, words from address order by 1, 2',
  terms: 'select term, doc from contact_term where doc > 0',
  listed: 'select word, contacts from word order by word',
  deletions: 'select deletion, word from word_deletion order by deletion, word',
  state: 'select indexed_to, listed_to from search_state',
};

async function readAll(): Promise<Record<string, unknown>> {
  const rows = await Promise.all(Object.values(STORED).map((sql) => d1.prepare(sql).raw()));
  return Object.fromEntries(Object.keys(STORED).map((name, at) => [name, rows[at]]));
}

let reference: Record<string, unknown>;
beforeAll(async () => {
  database = await openMigrated({ persistTo: folder, remote: false });
  d1 = database.d1;
  await load(d1, await beginRun(d1, 1, CONTACTS), { quiet: true, start: startHere });
  reference = await readAll();
});
afterAll(async () => {
  await database.close();
  remove();
});

const loseWords = () =>
  d1.batch([
    ...clearSearch(d1),
    d1.prepare(`update app_user set words = '' where id % 3 = 0`),
    d1.prepare(`update address set words = '' where id % 2 = 0`),
  ]);

/** The database, with something done before the batch of the given number; where it throws, the batch is not sent. */
function beforeBatch(number: number, act: () => Promise<unknown>): D1Database {
  let sent = 0;
  const batch = async (statements: D1PreparedStatement[]) => {
    if (++sent === number) await act();
    return d1.batch(statements);
  };
  return { prepare: (sql: string) => d1.prepare(sql), batch } as unknown as D1Database;
}

const stop = async () => {
  throw new Error('stopped');
};

const write = () =>
  d1.batch([
    d1.prepare(
      `insert into app_user select 9000, first_name, last_name, gender, 'N', null, created, null, last_updated, 7,
       first_name_folded, last_name_folded, 'n', 0, ' zora berlin n ' from app_user where id = 5`,
    ),
    d1.prepare(`update app_user set words = ' zora ' where id in (9, 10)`),
    d1.prepare(`update address set words = ' zagreb ' where id = 7`),
    d1.prepare('update app_user set address_id = 7 where id = 11'),
    d1.prepare('delete from app_user where id = 12'),
  ]);

describe('search built from rows that lack their words', () => {
  beforeEach(loseWords);

  it('is what a load builds', async () => {
    await buildSearch(d1);
    expect(await readAll()).toEqual(reference);
  });

  it.each(isThorough ? [1, 2, 3, 7] : [2])('goes on when it was stopped before its step %d', async (step) => {
    await expect(buildSearch(beforeBatch(step, stop))).rejects.toThrow('stopped');
    await buildSearch(d1);
    expect(await readAll()).toEqual(reference);
  });
});

describe('search built anew', () => {
  it('is the same, and a newer version of the data', async () => {
    const version = () => d1.prepare('select version from data_state').first<number>('version');
    const earlier = (await version())!;
    await rebuildSearch(d1);
    expect(await readAll()).toEqual(reference);
    expect(await version()).toBeGreaterThan(earlier);
  });

  it('has found out words that were wrong', async () => {
    await d1.batch([d1.prepare(`update app_user set words = ' x '`), d1.prepare(`update address set words = ' y y '`)]);
    await rebuildSearch(d1);
    expect(await readAll()).toEqual(reference);
  });

  it('goes on when it was stopped', async () => {
    await d1.prepare(`update app_user set words = ' x ' where id = 70`).run();
    await expect(rebuildSearch(beforeBatch(5, stop))).rejects.toThrow('stopped');
    await rebuildSearch(d1);
    expect(await readAll()).toEqual(reference);
  });

  it.runIf(isThorough)('by the command finds the words of a database that no seed filled', async () => {
    const runs = (await d1.prepare('select * from seed_run').first())!;
    await d1.batch([
      d1.prepare('delete from seed_run'),
      d1.prepare(`update app_user set words = ''`),
      ...clearSearch(d1),
    ]);
    await database.close();
    const script = startScript('seed', '--rebuild-search', '--persist-to', folder);
    expect(await script.ended).toBe(0);
    database = await openMigrated({ persistTo: folder, remote: false });
    d1 = database.d1;
    expect(await readAll()).toEqual(reference);
    await d1
      .prepare('insert into seed_run values (1, ?1, ?2, ?3, 0)')
      .bind(runs.seed, runs.contacts, runs.loaded)
      .run();
    const refused = startScript('seed', '--rebuild-search', '--persist-to', folder);
    expect(await refused.ended).toBe(1);
    expect(refused.said()).toContain('error: A load of the database was stopped.');
    await d1.prepare('update seed_run set finished = 1').run();
  });

  it.each(isThorough ? [1, 2, 3, 6, 8] : [3])('is right when contacts are written before its step %d', async (step) => {
    await loseWords();
    await buildSearch(beforeBatch(step, write));
    const built = await readAll();
    expect(JSON.stringify(built.listed)).toContain('["zagreb",');
    await d1.batch(clearSearch(d1));
    await buildSearch(d1);
    expect(await readAll()).toEqual(built);
    await d1.batch([d1.prepare('delete from app_user where id = 9000')]);
  });
});
