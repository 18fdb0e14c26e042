// A local D1 by one request a call gives what the binding gives by wrangler's proxy, and throws what it throws.
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CONFIG, type Database, openDatabase, openProxied, STATE_LAYOUT } from '../../../seed/database.ts';
import { createFolder } from '../folder.ts';

const folders = [createFolder(), createFolder()] as const;
const [own, proxied] = folders.map(({ folder }) => folder) as [string, string];
let databases: Database[];

beforeAll(async () => {
  const options = { configPath: CONFIG, persist: { path: resolve(proxied, STATE_LAYOUT) }, remoteBindings: false };
  databases = [await openDatabase({ persistTo: own, remote: false }), await openProxied(options, 'production')];
});
afterAll(async () => {
  for (const { close } of databases) await close();
  for (const { remove } of folders) remove();
});

/** What does not tell of times. */
const toKept = ({ results, success, meta }: D1Result) => {
  const { rows_read, rows_written, changes, last_row_id } = meta;
  return { results, success, rows_read, rows_written, changes, last_row_id };
};

const ACTS: Record<string, (d1: D1Database) => Promise<unknown>> = {
  exec: async (d1) => (await d1.exec('create table thing (id integer primary key, name text, weight real)')).count,
  batch: async (d1) => {
    const insert = d1.prepare('insert into thing (name, weight) values (?1, ?2)');
    const names = ['Åda 😀', '"\\\u0000', null, '\u2028'];
    return (await d1.batch(names.map((name, at) => insert.bind(name, at / 3)))).map(toKept);
  },
  run: async (d1) => toKept(await d1.prepare('update thing set weight = ?1 where id > 2').bind(1e300).run()),
  all: async (d1) => toKept(await d1.prepare('select * from thing order by id').all()),
  raw: (d1) => d1.prepare('select id, id, name from thing where id < ?').bind(3).raw(),
  first: async (d1) => {
    const one = d1.prepare('select name from thing where id = ?1');
    return [await one.bind(1).first(), await one.bind(1).first('name'), await one.bind(99).first()];
  },
  'a missing column': (d1) => d1.prepare('select name from thing').first('nickname'),
  'a missing table': (d1) => d1.prepare('select * from thong').all(),
  'a row that is there': (d1) => d1.batch([d1.prepare('insert into thing (id) values (1)')]),
  'no value': (d1) => d1.prepare('select ?1').bind(undefined).all(),
  'another table': (d1) => d1.exec('select 1 from thong'),
};

const toOutcome = async (act: () => Promise<unknown>) =>
  act().then(
    (value) => value,
    (fault: Error) => ({ message: fault.message, cause: (fault.cause as Error).message.split(' (')[0] }),
  );

it.each(Object.keys(ACTS))('is the same: %s', async (name) => {
  const [ours, theirs] = await Promise.all(databases.map(({ d1 }) => toOutcome(async () => ACTS[name]!(d1))));
  expect(ours).toEqual(theirs);
  expect(ours).not.toBe(undefined);
});

it('goes on in a session where it came, and keeps the ledger apart', async () => {
  const [{ d1, ledger }] = databases as [Database];
  const session = d1.withSession('first-primary');
  await session.prepare(`insert into thing (name) values ('Bea')`).run();
  const bookmark = session.getBookmark()!;
  expect(bookmark).toMatch(/^[0-9a-f-]+$/);
  const later = d1.withSession(bookmark);
  expect(await later.prepare('select max(id) as id from thing').first('id')).toBe(5);
  expect(later.getBookmark()! >= bookmark).toBe(true);
  await expect(ledger.prepare('select * from thing').all()).rejects.toThrow('no such table: thing');
});
