// Backups of a real local D1 while the Worker writes to it, and what they are restored to.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest, versionOf } from '../../../seed/backup/manifest.ts';
import { readPiece } from '../../../seed/backup/piece.ts';
import { replayLedger } from '../../../seed/erased/replay.ts';
import { shipErasures } from '../../../src/write/ledger.ts';
import { expectDictionary } from '../load/stored.ts';
import { CONTACTS, copyTo, createTarget, openEmpty, openLoaded, openWriter, readKept, restoreFrom } from './copied.ts';

const source = await openLoaded();
const { d1 } = source;
const writer = openWriter(source);

/** The database, with something done before each of the batches with these numbers: a backup's looks for what has changed. */
function withWrites(before: (look: number) => Promise<unknown>): D1Database {
  let look = 0;
  const batch = async (statements: D1PreparedStatement[]) => {
    await before(++look);
    return d1.batch(statements);
  };
  return { prepare: (sql: string) => d1.prepare(sql), batch } as unknown as D1Database;
}

const readVersion = () => d1.prepare(`select epoch || printf('.%015d', version) as version from data_state`).first('version'); // biome-ignore format: short

describe('a backup', () => {
  it('is restored with every row, id, count and word as it was, in a new epoch', async () => {
    await writer.create('Ada');
    await writer.change(7, { first_name: 'Åda', city: 'Tromsø', points: 12 });
    await writer.remove(CONTACTS + 1); // the highest id, which is not to be given again
    await d1.prepare(`insert into address select 9000001, street, street_number, city_code, city, country, street_folded,
      street_number_folded, city_code_folded, city_folded, country_folded, words from address where id = 1`).run(); // biome-ignore format: one statement
    const before = await readKept(d1);
    const folder = createTarget();
    const { manifest, reread } = await copyTo(folder, d1);
    expect([versionOf(manifest.state!), reread]).toEqual([await readVersion(), 0]);
    const target = await openEmpty();
    await restoreFrom(folder, target);
    expect(await readKept(target.d1)).toEqual(before);
    await expectDictionary(target.d1);
    const announced = await target.kv.get('version');
    expect(announced! > versionOf(manifest.state!)).toBe(true);
    await openWriter(target).create('Bea');
    expect(await target.d1.prepare('select max(id) as id from app_user').first('id')).toBe(CONTACTS + 2);
    await d1.prepare('delete from address where id = 9000001').run();
  });

  it('is restored without those who were erased since', async () => {
    const folder = createTarget();
    await copyTo(folder, d1);
    await writer.remove(9);
    await shipErasures({ DB: d1, LEDGER: d1 }); // the writer has its ledger there, too
    const target = await openEmpty();
    await restoreFrom(folder, target);
    expect(await replayLedger({ ...target, ledger: d1 })).toBe(1);
    expect(await target.d1.prepare('select count(*) as found from app_user where id = 9').first('found')).toBe(0);
  });

  it('is of one version where contacts are created, changed and deleted meanwhile', async () => {
    const folder = createTarget();
    const looks: number[] = [];
    const { manifest, reread } = await copyTo(folder, withWrites(async (look) => {
      looks.push(look);
      if (look > 1) return;
      for (const name of ['Cid', 'Dee']) await writer.create(name);
      await writer.change(600, { points: 1, city: 'Bergen' });
      await writer.change(1500, { phone_number: null });
      await writer.remove(3);
    })); // biome-ignore format: one call
    expect(looks).toEqual([1]);
    expect(reread).toBe(499 + 500 + 500 + 2);
    expect(versionOf(manifest.state!)).toBe(await readVersion());
    const target = await openEmpty();
    await restoreFrom(folder, target);
    expect(await readKept(target.d1)).toEqual(await readKept(d1));
  });

  it('goes on where it was stopped, without what was deleted since and with what has changed', async () => {
    const folder = createTarget();
    const stopped = withWrites(async () => {
      throw new Error('stopped');
    });
    await expect(copyTo(folder, stopped)).rejects.toThrow('stopped');
    expect(readManifest(folder)).toMatchObject({ state: null, contacts: [{}] });
    await writer.remove(1200);
    await writer.change(10, { points: 77 });
    await copyTo(folder, d1);
    const target = await openEmpty();
    await restoreFrom(folder, target);
    expect(await readKept(target.d1)).toEqual(await readKept(d1));
  });

  it('reads a piece again that was damaged while it was stopped', async () => {
    const folder = createTarget();
    const stop = async () => {
      throw new Error('stopped');
    };
    await expect(copyTo(folder, withWrites(stop))).rejects.toThrow('stopped');
    writeFileSync(join(folder, readManifest(folder)!.contacts[0]!.file), 'garbage');
    const { manifest } = await copyTo(folder, d1);
    for (const piece of manifest.contacts) readPiece(folder, piece);
  });
});

describe('what is refused', () => {
  it('a folder that holds a whole backup, or a part of one of other data', async () => {
    const folder = createTarget();
    await copyTo(folder, d1);
    await expect(copyTo(folder, d1)).rejects.toThrow(/holds a whole backup, of .*Choose another folder/);
    const part = createTarget();
    await expect(
      copyTo(
        part,
        withWrites(() => Promise.reject(new Error('stopped'))),
      ),
    ).rejects.toThrow('stopped');
    const other = await openEmpty();
    await other.d1.prepare(`update data_state set epoch = '00000000000000000000'`).run();
    await expect(copyTo(part, other.d1)).rejects.toThrow(/holds a part of a backup of other data/);
  });

  it('a backup with a piece that is missing or not as it was written', async () => {
    const folder = createTarget();
    const { manifest } = await copyTo(folder, d1);
    const piece = manifest.contacts[0]!;
    const file = join(folder, piece.file);
    const whole = readFileSync(file);
    for (const bytes of [whole.subarray(0, -20), Buffer.concat([whole.subarray(0, 300), whole.subarray(301)])]) {
      writeFileSync(file, bytes);
      expect(() => readPiece(folder, piece)).toThrow(`${file} is missing, or is not what the backup's manifest says.`);
    }
    rmSync(file);
    expect(() => readPiece(folder, piece)).toThrow('is missing');
  });

  it('a database that is not empty, and one whose rows are not as in the backup', async () => {
    const folder = createTarget();
    await copyTo(folder, d1);
    await expect(restoreFrom(folder, source)).rejects.toThrow(/^The database is not empty\. Restore into a new one: /);
    const target = await openEmpty();
    await target.d1.exec('create trigger spoil after insert on customer_relationship when new.id = 5 begin update customer_relationship set points = points + 1 where id = 5; end'); // biome-ignore format: one statement
    await expect(restoreFrom(folder, target)).rejects.toThrow(/What the database holds is not what contacts-\S+ has/);
  });
});
